import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPolicyBook } from '../../src/policy/build-book.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { type Sample, sampleDocument, setting } from './sample.ts'

const VILLAGE = '379901001001'

/** A document that sets the income multiple, whose value tells which document won. */
function multiple(value: string, sample: Omit<Sample, 'sets'> = {}, span?: string): PolicyDocument {
  const document = `示例民发〔2099〕${value}号`
  return sampleDocument({ document, ...sample, sets: [setting('taper.income-multiple', value, span)] })
}

function winnerOf(documents: readonly PolicyDocument[], area: string, month: string): string | null {
  return buildPolicyBook(documents).find('taper.income-multiple', area, month)?.value ?? null
}

describe('a look-up', () => {
  const nation = multiple('1', { area: '' })
  const province = multiple('2', { area: '37' })
  const city = multiple('3', { area: '3799' })
  const county = multiple('4', { area: '379901' })
  const town = multiple('5', { area: '379901001' })
  const village = multiple('6', { area: VILLAGE })
  const all = [village, nation, county, city, town, province]

  it.each([
    ['110000000000', '1'],
    ['370000000000', '2'],
    ['379902000000', '3'],
    ['379901002000', '4'],
    ['379901001002', '5'],
    [VILLAGE, '6'],
  ])('in %s gives the value of the longest prefix', (area, value) => {
    expect(winnerOf(all, area, '2099-01')).toBe(value)
  })

  it.each([
    ['2098-12', null],
    ['2099-01', '1'],
    ['2099-02', '1'],
    ['2099-03', '2'],
    ['2199-12', '2'],
  ])('in %s gives the value with the latest from', (month, value) => {
    const documents = [multiple('2', { issued: '2090-01-01' }, 'from: 2099-03'), multiple('1')]
    expect(winnerOf(documents, VILLAGE, month)).toBe(value)
  })

  it('of two with one from gives the one issued last', () => {
    const documents = [multiple('1', { issued: '2099-01-05' }), multiple('2', { issued: '2099-01-06' })]
    expect(winnerOf(documents, VILLAGE, '2099-01')).toBe('2')
  })

  it('prefers a longer prefix to a later from', () => {
    const documents = [multiple('1', { area: '379901' }), multiple('2', { area: '37' }, 'from: 2099-06')]
    expect(winnerOf(documents, VILLAGE, '2099-07')).toBe('1')
  })

  it.each([
    ['2098-12', '1'],
    ['2099-01', '2'],
    ['2099-03', '2'],
    ['2099-04', '1'],
  ])('in %s lets the wider area serve where a value has ended', (month, value) => {
    const documents = [
      multiple('1', { area: '37' }, 'from: 2090-01'),
      multiple('2', { area: '379901' }, 'from: 2099-01, until: 2099-03'),
    ]
    expect(winnerOf(documents, VILLAGE, month)).toBe(value)
  })

  it.each([
    ['2099-01', '1'],
    ['2099-02', null],
    ['2099-03', null],
    ['2099-04', '1'],
  ])('in %s finds nothing where a null wins', (month, value) => {
    const ending = sampleDocument({
      document: '示例民发〔2099〕9号',
      sets: [setting('taper.income-multiple', 'null', 'from: 2099-02, until: 2099-03')],
    })
    expect(winnerOf([multiple('1'), ending], VILLAGE, month)).toBe(value)
  })

  it('gives a null of a narrow area before a value of a wide one', () => {
    const ending = sampleDocument({ area: '379901', sets: [setting('taper.income-multiple', 'null')] })
    expect(winnerOf([multiple('1', { area: '37' }), ending], VILLAGE, '2099-01')).toBeNull()
    expect(winnerOf([multiple('1', { area: '37' }), ending], '379902000000', '2099-01')).toBe('1')
  })

  it('cites the document and the article, always with the same object', () => {
    const book = buildPolicyBook(all)
    const found = book.find('taper.income-multiple', VILLAGE, '2099-01')
    expect(found).toEqual({ value: '6', citation: { document: '示例民发〔2099〕6号', article: '一' } })
    expect(book.find('taper.income-multiple', VILLAGE, '2100-01')?.citation).toBe(found?.citation)
    expect(book.find('taper.income-multiple', VILLAGE, '2099-01')).toBe(found)
  })

  it('takes the winning value whole', () => {
    const wide = sampleDocument({ area: '37', sets: [setting('disability.living', '{1: 10, 2: 20}')] })
    const narrow = sampleDocument({ document: '示例2', sets: [setting('disability.living', '{3: 30}')] })
    expect(buildPolicyBook([wide, narrow]).find('disability.living', VILLAGE, '2099-01')?.value).toEqual({ 3: '30' })
  })

  it('finds nothing in an empty book, nor for a parameter that nobody sets', () => {
    expect(winnerOf([], VILLAGE, '2099-01')).toBeNull()
    expect(buildPolicyBook(all).find('dibao.standard', VILLAGE, '2099-01')).toBeNull()
  })
})

const AREAS = ['', '37', '3799', '379901', '379902', '379901001', '11']
const MONTHS = ['2098-11', '2098-12', '2099-01', '2099-02', '2099-03', '2099-04']
const month = fc.constantFrom(...MONTHS)

/** Documents with one value each, no two alike in area, from and issued day. */
const documents = fc
  .uniqueArray(
    fc.record({
      area: fc.constantFrom(...AREAS),
      from: month,
      issued: fc.constantFrom('2098-01-01', '2098-01-02'),
      months: fc.nat(5),
      ends: fc.boolean(),
      isNull: fc.boolean(),
    }),
    { selector: ({ area, from, issued }) => `${area} ${from} ${issued}`, maxLength: 12 },
  )
  .map((specs) =>
    specs.map(({ area, from, issued, months, ends, isNull }, i) => {
      const until = MONTHS[Math.min(MONTHS.indexOf(from) + months, MONTHS.length - 1)]
      const set = setting(
        'taper.income-multiple',
        isNull ? 'null' : String(i),
        `from: ${from}${ends ? `, until: ${until}` : ''}`,
      )
      return sampleDocument({ document: `示例${i}`, area, issued, sets: [set] })
    }),
  )

/** The look-up as the contract words it, without order or cache. */
function slowWinner(all: readonly PolicyDocument[], area: string, at: string): string | null {
  const rank = (d: PolicyDocument) => `${String(d.area.length).padStart(2, '0')} ${d.sets[0]!.from} ${d.issued}`
  const candidates = all.filter(
    ({ area: bound, sets: [set] }) => area.startsWith(bound) && set!.from <= at && at <= (set!.until ?? '9999-12'),
  )
  const best = candidates.reduce<PolicyDocument | null>((a, b) => (a === null || rank(b) > rank(a) ? b : a), null)
  return (best?.sets[0]?.value ?? null) as string | null
}

describe('for any documents', () => {
  const anyArea = fc.constantFrom('379901001001', '379901002001', '379902001001', '370000000000', '110101001001')

  it('the order of documents changes nothing', () => {
    fc.assert(
      fc.property(documents, fc.func(fc.nat()), (given, key) => {
        const shuffled = given
          .map((d, i) => ({ d, k: key(i) }))
          .sort((a, b) => a.k - b.k)
          .map(({ d }) => d)
        const [one, other] = [buildPolicyBook(given), buildPolicyBook(shuffled)]
        for (const area of ['379901001001', '379902001001', '110101001001'])
          for (const at of MONTHS)
            expect(other.find('taper.income-multiple', area, at)).toEqual(one.find('taper.income-multiple', area, at))
      }),
    )
  })

  it('the book finds what the contract words, however often it is asked', () => {
    fc.assert(
      fc.property(
        documents,
        fc.array(fc.tuple(anyArea, month), { minLength: 1, maxLength: 30 }),
        (given, questions) => {
          const book = buildPolicyBook(given)
          for (const [area, at] of [...questions, ...questions])
            expect(book.find('taper.income-multiple', area, at)?.value ?? null).toBe(slowWinner(given, area, at))
        },
      ),
      { numRuns: 300 },
    )
  })
})
