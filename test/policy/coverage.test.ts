import { describe, expect, it } from 'vitest'
import { neededParameters } from '../../src/docs/docs-files.ts'
import { addMonths, type Month } from '../../src/kernel/month.ts'
import { buildPolicyBook } from '../../src/policy/build-book.ts'
import { areasOf, firstMonthOf, gapsOf } from '../../src/policy/coverage.ts'
import { PARAMETERS } from '../../src/policy/parameter-definitions.ts'
import type { ParameterName } from '../../src/policy/parameters.ts'
import type { PolicyDocument, PolicySet } from '../../src/policy/policy-document.ts'
import { readPolicyFiles } from '../../src/policy/policy-files.store.ts'
import { sampleDocument, setting } from './sample.ts'

const EXAMPLE = '379901'
const MONTHS_PAST_THE_LAST = 24

const documents = readPolicyFiles([]).read.map(({ document }) => document)
const book = buildPolicyBook(documents)
const areas = areasOf(book)
const parameters = Object.keys(PARAMETERS) as ParameterName[]
const needed = neededParameters(book)

const everyMonth = documents.flatMap(({ sets }) => sets.flatMap(({ from, until }) => [from, until ?? from])).sort()
const last = addMonths(everyMonth.at(-1)!, MONTHS_PAST_THE_LAST)

function monthsFrom(first: Month): Month[] {
  const months: Month[] = []
  for (let month = first; month <= last; month = addMonths(month, 1)) months.push(month)
  return months
}

type Candidate = readonly [PolicyDocument, PolicySet]

/** Told the long way round, from the sentence of the contract: who is beaten by nobody among those that hold. */
function winners(candidates: readonly Candidate[]): readonly Candidate[] {
  const rank = ([document, set]: Candidate) =>
    `${String(document.area.length).padStart(2, '0')} ${set.from} ${document.issued}`
  const best = candidates.map(rank).sort().at(-1)
  return candidates.filter((candidate) => rank(candidate) === best)
}

function candidatesFor(parameter: ParameterName, area: string): readonly Candidate[] {
  return documents
    .filter((document) => area.startsWith(document.area))
    .flatMap((document) =>
      document.sets.filter((set) => set.parameter === parameter).map((set) => [document, set] as const),
    )
}

describe('every shipped area, every month from its first document to two years past the last', () => {
  it('covers what it says', () => {
    expect(areas).toEqual(
      expect.arrayContaining(['', '37', '3713', '371302', '3703', '370323', '220200', '1502', EXAMPLE]),
    )
    expect(last >= '2026-01').toBe(true)
  })

  it.each(areas.map((area) => [area || 'the nation', area]))('%s: one value or none, never two', (_, area) => {
    const months = monthsFrom(firstMonthOf(book, area)!)
    expect(months.length).toBeGreaterThan(MONTHS_PAST_THE_LAST)
    const wrong: string[] = []
    for (const parameter of parameters) {
      const candidates = candidatesFor(parameter, area)
      for (const month of months) {
        const holding = candidates.filter(([, { from, until }]) => from <= month && (until === null || month <= until))
        const [winner, ...ties] = winners(holding)
        const found = book.winner(parameter, area, month)
        if (ties.length > 0 || found?.set !== winner?.[1]) wrong.push(`${parameter} ${month}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('leaves the example county no month without what a rule needs', () => {
    expect(firstMonthOf(book, EXAMPLE)).toBe('2024-01')
    expect(gapsOf(book, EXAMPLE, needed)).toEqual([])
    const absent = monthsFrom('2024-01').flatMap((month) =>
      needed.filter((parameter) => !book.find(parameter, EXAMPLE, month)).map((parameter) => `${parameter} ${month}`),
    )
    expect(absent).toEqual([])
    expect(needed.length).toBeGreaterThan(12)
  })

  it.each(areas.map((area) => [area || 'the nation', area]))('%s: what is told to be missing is missing', (_, area) => {
    const gaps = gapsOf(book, area, parameters)
    const told = new Set<string>()
    for (const { parameter, from, until } of gaps)
      for (const month of monthsFrom(from)) if (until === null || month <= until) told.add(`${parameter} ${month}`)
    const missing = monthsFrom(firstMonthOf(book, area)!).flatMap((month) =>
      parameters.filter((parameter) => !book.find(parameter, area, month)).map((parameter) => `${parameter} ${month}`),
    )
    expect([...told].sort()).toEqual(missing.sort())
  })
})

describe('a gap', () => {
  const county = sampleDocument({
    document: '县',
    sets: [
      setting('dibao.standard', '{urban: 1, rural: 1}', 'from: 2099-03, until: 2099-04'),
      setting('dibao.standard', '{urban: 2, rural: 2}', 'from: 2099-08'),
      setting('orphan', '{institution: 1, scattered: 1}', 'from: 2099-01'),
      setting('orphan', 'null', 'from: 2099-05'),
    ],
  })
  const province = sampleDocument({
    document: '省',
    area: '37',
    sets: [setting('dibao.standard', '{urban: 3, rural: 3}', 'from: 2099-06, until: 2099-06')],
  })
  const gapped = buildPolicyBook([county, province])
  const told = (area: string, parameter: ParameterName) =>
    gapsOf(gapped, area, [parameter]).map(({ from, until }) => `${from}~${until ?? ''}`)

  it('is each span without a value, a null or a wider area’s value considered', () => {
    expect(told('379901', 'dibao.standard')).toEqual(['2099-01~2099-02', '2099-05~2099-05', '2099-07~2099-07'])
    expect(told('379901', 'orphan')).toEqual(['2099-05~'])
    expect(told('379901', 'tekun.care')).toEqual(['2099-01~'])
    expect(told('37', 'dibao.standard')).toEqual(['2099-07~'])
    expect(told('379902', 'dibao.standard')).toEqual([])
  })
})
