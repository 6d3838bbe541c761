import { describe, expect, it } from 'vitest'
import { bookProblems } from '../../src/policy/book-problems.ts'
import { buildPolicyBook } from '../../src/policy/build-book.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { policyWarnings } from '../../src/policy/policy-warnings.ts'
import { FIRST_SET_LINE, type Sample, sampleDocument, setting } from './sample.ts'

function document(no: number, sets: readonly string[], sample: Omit<Sample, 'sets'> = {}): PolicyDocument {
  return sampleDocument({ document: `示例民发〔2099〕${no}号`, ...sample, sets })
}

function told(...documents: PolicyDocument[]): string[] {
  return bookProblems(documents).map(({ code, severity, file, line }) => `${severity} ${code} ${file} ${line}`)
}

function warning(code: string, no: number, line: number): string {
  return `warning policy.${code} 示例民发〔2099〕${no}号.yaml ${line}`
}

function standard(urban: string | number, rural: string | number, span?: string): string {
  return setting('dibao.standard', `{urban: ${urban}, rural: ${rural}}`, span)
}

describe('the dibao standard against consumption', () => {
  const band = setting('dibao.standard-band', '{urban: [0.25, 0.35], rural: [0.35, 0.45]}')
  const consumption = setting('consumption-per-person.previous-year', '{urban: 24000, rural: 12000}')

  it.each([
    ['at both lower ends', 500, 350, 0],
    ['at both upper ends', 700, 450, 0],
    ['one fen below the urban band', '499.99', 350, 1],
    ['one fen above the urban band', '700.01', 350, 1],
    ['one fen below the rural band', 500, '349.99', 1],
    ['outside both', 499, 451, 2],
  ])('%s', (_, urban, rural, count) => {
    const expected = Array(count).fill(warning('standard-outside-band', 1, FIRST_SET_LINE + 2))
    expect(told(document(1, [band, consumption, standard(urban, rural)]))).toEqual(expected)
  })

  it('is looked at again when consumption changes, and told with the first month', () => {
    const later = setting('consumption-per-person.previous-year', '{urban: 30000, rural: 12000}', 'from: 2100-01')
    const documents = [document(1, [standard(600, 400), band, consumption]), document(2, [later])]
    const [problem, ...others] = bookProblems(documents)
    expect(others).toEqual([])
    expect(problem).toMatchObject({ file: '示例民发〔2099〕1号.yaml', line: FIRST_SET_LINE })
    expect(problem!.message).toBe(
      '区划 379901 2100-01:城市低保标准 600 元不在上年人均消费支出的区间 625.00 至 875.00 元之内(示例民发〔2099〕1号 一)。',
    )
  })

  it('is not looked at where one of the three is absent', () => {
    expect(told(document(1, [band, standard(1, 1)]))).toEqual([])
    expect(told(document(1, [consumption, standard(1, 1)]))).toEqual([])
  })
})

describe('tekun against the dibao standard', () => {
  const basic = (urban: string | number, rural: number) =>
    setting(
      'tekun.basic',
      `{urban: {scattered: ${urban}, centralised: 900}, rural: {scattered: ${rural}, centralised: 520}}`,
    )

  it.each([
    ['at both ratios', 750, 520, '{urban: 1.5, rural: 1.3}', 0],
    ['one fen below the urban ratio', '749.99', 520, '{urban: 1.5, rural: 1.3}', 1],
    ['below both ratios', 749, 519, '{urban: 1.5, rural: 1.3}', 2],
    ['below the urban ratio that nobody sets', 600, 520, '{rural: 1.3}', 0],
    ['below the only ratio', 600, 519, '{rural: 1.3}', 1],
  ])('%s', (_, urban, rural, floors, count) => {
    const sets = [standard(500, 400), setting('tekun.ratio-floor', floors), basic(urban, rural)]
    expect(told(document(1, sets))).toEqual(Array(count).fill(warning('ratio-below-floor', 1, FIRST_SET_LINE + 2)))
  })

  it('is told once when a county binds what the city sets, in the month the city raises only one of them', () => {
    const city = document(1, [standard(500, 400), basic(750, 520), standard(501, 400, 'from: 2099-07')], {
      area: '3799',
    })
    const county = document(2, [setting('tekun.ratio-floor', '{urban: 1.5, rural: 1.3}')])
    expect(bookProblems([city, county]).map(({ message }) => message)).toEqual([
      '区划 379901 2099-07:城市特困基本生活标准 750 元低于低保标准的 1.5 倍(751.50 元,示例民发〔2099〕2号 一)。',
    ])
    expect(policyWarnings(buildPolicyBook([city, county]), '379901', '2099-06')).toEqual([])
    expect(policyWarnings(buildPolicyBook([city, county]), '379901', '2099-07')).toHaveLength(1)
    expect(policyWarnings(buildPolicyBook([city, county]), '379902', '2099-07')).toEqual([])
  })
})

describe('the length of a taper', () => {
  it.each([
    ['six and eight quarters', '{general: 18, disabled: 24}', 0],
    ['eight for all', '{general: 24, disabled: 24}', 0],
    ['four and eight', '{general: 12, disabled: 24}', 1],
    ['seven and nine', '{general: 21, disabled: 27}', 2],
  ])('of %s', (_, months, count) => {
    const expected = Array(count).fill(warning('taper-quarters', 1, FIRST_SET_LINE))
    expect(told(document(1, [setting('taper.months', months)]))).toEqual(expected)
  })
})

describe('a price trigger against the nation’s', () => {
  const trigger = (clauses: string, span?: string) => setting('price-subsidy.trigger', `{any: [${clauses}]}`, span)
  const nation = document(1, [trigger('{index: consumer, at-least: 3.5}, {index: food, at-least: 6}')], { area: '' })

  it.each([
    ['as high', '{index: consumer, at-least: 3.50}, {index: food, at-least: 6}', 0],
    ['lower', '{index: consumer, at-least: 3}, {index: food, at-least: 5.9}', 0],
    ['of an index of its own', '{index: low-income-living-cost, at-least: 9}', 0],
    ['raised for food', '{index: consumer, at-least: 3.5}, {index: food, at-least: 6.1}', 1],
    ['raised for both', '{index: consumer, at-least: 3.6}, {index: food, at-least: 7}', 2],
    ['whose lower clause counts', '{index: food, at-least: 8}, {index: food, at-least: 6}', 0],
  ])('%s', (_, clauses, count) => {
    const expected = Array(count).fill(warning('trigger-above-national', 2, FIRST_SET_LINE))
    expect(told(nation, document(2, [trigger(clauses)]))).toEqual(expected)
  })

  it('is above it only while the nation has lowered its own', () => {
    const lowered = trigger('{index: consumer, at-least: 3.0}', 'from: 2099-08, until: 2100-02')
    const documents = [
      nation,
      document(2, [lowered], { area: '' }),
      document(3, [trigger('{index: consumer, at-least: 3.5}')]),
    ]
    expect(told(...documents)).toEqual([warning('trigger-above-national', 3, FIRST_SET_LINE)])
    const book = buildPolicyBook(documents)
    const months = ['2099-07', '2099-08', '2100-02', '2100-03']
    expect(months.map((month) => policyWarnings(book, '379901', month).length)).toEqual([0, 1, 1, 0])
  })
})
