import { describe, expect, it } from 'vitest'
import { bookProblems } from '../../src/policy/book-problems.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { type Sample, sampleDocument, setting } from './sample.ts'

function document(no: number, sets: readonly string[], sample: Omit<Sample, 'sets'> = {}): PolicyDocument {
  return sampleDocument({ document: `示例民发〔2099〕${no}号`, ...sample, sets })
}

function found(...documents: PolicyDocument[]): string[] {
  return bookProblems(documents).map(({ code, file, line }) => `${code} ${file} ${line}`)
}

const METHOD = setting('dibao.method', 'tiers')

describe('two values that tie', () => {
  it('are an error with both places', () => {
    const problems = bookProblems([document(1, [METHOD]), document(2, [setting('recovery.cap', '1'), METHOD])])
    expect(problems).toHaveLength(1)
    const [problem] = problems
    expect(problem).toMatchObject({ code: 'policy.tie', severity: 'error' })
    const places = `${problem!.file} ${problem!.line} ${problem!.message}`
    for (const part of ['示例民发〔2099〕1号.yaml', '示例民发〔2099〕2号.yaml', '9', '10', '2099-01'])
      expect(places).toContain(part)
  })

  it('tie inside one document too', () => {
    expect(found(document(1, [METHOD, METHOD]))).toEqual(['policy.tie 示例民发〔2099〕1号.yaml 10'])
  })

  it('tie when one of them is null, and when the spans only touch in the first month', () => {
    expect(found(document(1, [METHOD]), document(2, [setting('dibao.method', 'null')]))).toHaveLength(1)
    const short = setting('dibao.method', 'tiers', 'from: 2099-01, until: 2099-01')
    expect(found(document(1, [METHOD]), document(2, [short]))).toHaveLength(1)
  })

  it.each([
    ['areas of one length', [METHOD], { area: '379902' }],
    ['prefixes of different length', [METHOD], { area: '37' }],
    ['issued days', [METHOD], { issued: '2099-01-06' }],
    ['first months', [setting('dibao.method', 'tiers', 'from: 2099-02')], {}],
    ['parameters', [setting('recovery.cap', '1')], {}],
  ])('do not tie with different %s', (_, sets, sample) => {
    expect(found(document(1, [METHOD]), document(2, sets, sample))).toEqual([])
  })

  it('are found with a value of another area of the same length between them', () => {
    const between = document(2, [METHOD], { area: '379902' })
    expect(found(document(1, [METHOD]), between, document(3, [METHOD]))).toHaveLength(1)
  })
})

it('refuses one number in two files', () => {
  const problems = bookProblems([document(1, [METHOD]), document(1, [setting('recovery.cap', '1')])])
  expect(problems.map(({ code }) => code)).toEqual(['policy.document-twice'])
})

const SIX = '[0.9, 0.75, 0.6, 0.45, 0.3, 0.15]'
const EIGHT = '[1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]'
const FOUR = '[1, 0.75, 0.5, 0.25]'

function retention(general: string, disabled: string, span?: string): string {
  return setting('taper.retention', `{general: ${general}, disabled: ${disabled}}`, span)
}

/** Lengths other than six and eight quarters warn besides; here only what does not fit together is looked at. */
function misfits(...documents: PolicyDocument[]): string[] {
  return found(...documents).filter((problem) => !problem.startsWith('policy.taper-quarters'))
}

describe('a taper schedule', () => {
  it.each([
    ['six and eight ratios by default', [retention(SIX, EIGHT)], 0],
    ['linear', [retention('linear', 'linear')], 0],
    ['six where eight belong', [retention(SIX, SIX)], 1],
    ['eight and six swapped', [retention(EIGHT, SIX)], 2],
    ['four for twelve months', [retention(FOUR, EIGHT), setting('taper.months', '{general: 12, disabled: 24}')], 0],
    ['six for twelve months', [retention(SIX, EIGHT), setting('taper.months', '{general: 12, disabled: 24}')], 1],
    [
      'twelve months that come later',
      [retention(SIX, EIGHT), setting('taper.months', '{general: 12, disabled: 24}', 'from: 2099-06')],
      1,
    ],
    [
      'twelve months that ended before',
      [retention(SIX, EIGHT), setting('taper.months', '{general: 12, disabled: 24}', 'from: 2098-01, until: 2098-12')],
      0,
    ],
    [
      'twelve months that end meanwhile',
      [retention(FOUR, EIGHT), setting('taper.months', '{general: 12, disabled: 24}', 'from: 2099-01, until: 2099-06')],
      1,
    ],
    [
      'a schedule that ends with its months',
      [
        retention(FOUR, EIGHT, 'from: 2099-01, until: 2099-06'),
        setting('taper.months', '{general: 12, disabled: 24}', 'from: 2099-01, until: 2099-06'),
      ],
      0,
    ],
    ['a null', [setting('taper.retention', 'null')], 0],
  ])('of %s', (_, sets, problems) => {
    expect(misfits(document(1, sets))).toEqual(Array(problems).fill('policy.taper-length 示例民发〔2099〕1号.yaml 9'))
  })

  it('of a wider area is measured by the months that a narrower one sets', () => {
    const wide = document(1, [retention(SIX, EIGHT)], { area: '37' })
    const narrow = document(2, [setting('taper.months', '{general: 12, disabled: 24}')])
    expect(misfits(wide, narrow)).toEqual(['policy.taper-length 示例民发〔2099〕1号.yaml 9'])
    expect(misfits(wide, narrow, document(3, [retention(FOUR, EIGHT)]))).toEqual([])
  })
})
