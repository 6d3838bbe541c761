import { describe, expect, it } from 'vitest'
import { checkPolicies } from '../../src/app/policy/policy-check.ts'
import { buildPolicyBook } from '../../src/policy/build-book.ts'
import { PARAMETERS } from '../../src/policy/parameter-definitions.ts'
import type { ParameterName } from '../../src/policy/parameters.ts'
import { readPolicyFiles } from '../../src/policy/policy-files.store.ts'

const { read } = readPolicyFiles([])
const book = buildPolicyBook(read.map(({ document }) => document))

const LANSHAN = '371302001001'
const YINAN = '371321001001'
const YIYUAN = '370323001001'
const JILIN = '220200001001'
const BAOTOU = '150203001001'
const EXAMPLE = '379901001001'

describe('the shipped documents', () => {
  it('all load without an error; Zibo 2023 raised the dibao and not the tekun of Yiyuan, whose own document asks for more', () => {
    const told = checkPolicies([]).problems.map(({ code, severity, message }) => `${severity} ${code} ${message}`)
    expect(told).toEqual([
      expect.stringMatching(/^warning policy.ratio-below-floor 区划 370323 2023-01:城市.*1386.00 元/),
    ])
    expect(read.length).toBeGreaterThan(10)
  })

  it.each(read.map(({ file, document }) => [file.fileName, document] as const))(
    '%s is named by day and number',
    (name, document) => {
      expect(name).toBe(`${document.issued}-${document.document}.yaml`)
    },
  )

  it('call the example county an example in every title', () => {
    const examples = read.filter(({ document }) => document.area.startsWith('3799'))
    expect(examples.length).toBeGreaterThan(0)
    for (const { document } of examples) expect(document.title + document.document).toMatch(/示例.*示例/)
  })

  it.each([
    ['Lanshan before the report', LANSHAN, '2018-08', null, null],
    ['Lanshan, a district', LANSHAN, '2018-09', '520', '350'],
    ['Lanshan in its last month as a district', LANSHAN, '2020-06', '520', '350'],
    ['Lanshan after the city raised all', LANSHAN, '2020-07', '600', '450'],
    ['Yinan, a county', YINAN, '2018-09', '500', '350'],
    ['Yinan after the city raised all', YINAN, '2020-07', '600', '450'],
    ['Yiyuan before', YIYUAN, '2021-12', null, null],
    ['Yiyuan in 2022', YIYUAN, '2022-12', '880', '755'],
    ['Yiyuan in 2023', YIYUAN, '2023-01', '924', '801'],
    ['Jilin city before', JILIN, '2022-06', null, null],
    ['Jilin city', JILIN, '2022-07', '600', '410'],
    ['a county under Jilin city, for which nothing is known', '220221001001', '2022-07', null, null],
    ['Baotou before the rise', BAOTOU, '2021-12', '795', '587'],
    ['Baotou after a rise in arrears, rural by the year', BAOTOU, '2022-01', '840', '628.67'],
    ['Baotou at the end of that year', BAOTOU, '2022-12', '840', '628.67'],
    ['Baotou', BAOTOU, '2023-01', '882', '661'],
    ['the example county before', EXAMPLE, '2023-12', null, null],
    ['the example county', EXAMPLE, '2024-01', '640', '520'],
  ])('give the standard of %s', (_, area, month, urban, rural) => {
    const value = book.find('dibao.standard', area, month)?.value ?? { urban: null, rural: null }
    expect(value).toEqual({ urban, rural })
  })

  it('give Jilin the taper test and terms but no schedule, which the county must set', () => {
    expect(book.find('taper.income-multiple', JILIN, '2020-01')).toEqual({
      value: '2',
      citation: { document: '吉民发〔2017〕76号', article: '二(二)3' },
    })
    expect(book.find('taper.months', JILIN, '2020-01')?.value).toEqual({ general: 18, disabled: 24 })
    expect(book.find('taper.retention', JILIN, '2020-01')).toBeNull()
  })

  it('give the price trigger of the province where there is one, else of the nation', () => {
    const anyOf = (area: string) => book.find('price-subsidy.trigger', area, '2020-01')?.citation.document
    expect(anyOf(LANSHAN)).toBe('临政办发〔2017〕27号')
    expect(anyOf(YIYUAN)).toBe('鲁政办发〔2017〕34号')
    expect(anyOf(JILIN)).toBe('发改价格规〔2016〕1835号')
  })

  it('were not known before their day: a rise in arrears is issued after the months it begins with', () => {
    const issued = (prefix: string) => read.find(({ document }) => document.document.startsWith(prefix))!.document
    expect(issued('关于提高城乡低保标准的通知(包头2022年').issued).toBe('2022-06-10')
    expect(issued('淄民〔2023〕4号').issued).toBe('2023-02-28')
  })

  it.each([
    ['2016-08', null],
    ['2016-09', '3.5'],
    ['2022-07', '3.5'],
    ['2022-08', '3.0'],
    ['2023-02', '3.0'],
    ['2023-03', '3.5'],
  ])('let the nation’s consumer prices fire in %s from %s %%', (month, atLeast) => {
    const trigger = book.find('price-subsidy.trigger', JILIN, month)?.value
    expect(trigger?.any.find(({ index }) => index === 'consumer')?.atLeast ?? null).toBe(atLeast)
  })

  it.each([
    ['2020-02', null, 3],
    ['2020-03', '2', 5],
    ['2020-06', '2', 5],
    ['2020-07', null, 3],
    ['2021-12', null, 6],
  ])('in %s multiply the price subsidy by %s, for %i programmes', (month, multiplier, programmes) => {
    expect(book.find('price-subsidy.multiplier', LANSHAN, month)?.value ?? null).toBe(multiplier)
    expect(book.find('price-subsidy.recipients', LANSHAN, month)?.value).toHaveLength(programmes)
  })

  it('split Baotou’s disaster money and price Qingdao by the started point', () => {
    const shares = book.find('funding.shares', BAOTOU, '2020-01')?.value
    expect(shares).toEqual({ 'disaster-relief': { central: '0.7', city: '0.15', county: '0.15' } })
    expect(book.find('price-subsidy.amount', '370202', '2019-09')?.value).toEqual({
      perPoint: { index: 'low-income-living-cost', yuan: '5', partial: 'up' },
    })
  })

  it('give Jilin the rural floor of tekun alone', () => {
    expect(book.find('tekun.ratio-floor', JILIN, '2022-07')?.value).toEqual({ rural: '1.3' })
  })

  it('give the example county everything that dibao and taper may ask for', () => {
    const asked = (Object.keys(PARAMETERS) as ParameterName[]).filter((name) => /^(dibao|taper|income)\./.test(name))
    const missing = asked.filter((name) => book.find(name, EXAMPLE, '2024-01') === null)
    // tiers are another method than the example's; bands only warn
    expect(missing).toEqual(['dibao.tiers', 'dibao.standard-band'])
  })
})
