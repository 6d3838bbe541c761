import { describe, expect, it } from 'vitest'
import { readPolicyDocument } from '../../src/policy/document.ts'
import { PARAMETERS } from '../../src/policy/parameter-definitions.ts'
import { PROGRAMME_CODES, PROGRAMMES } from '../../src/policy/programmes.ts'
import { sampleYaml, setting } from './sample.ts'

/** Every shape of the contract: as a document writes it, and as the rules read it. */
const SHAPES: [parameter: string, written: string, value: unknown][] = [
  ['dibao.standard', '{urban: 640, rural: 520.50}', { urban: '640', rural: '520.50' }],
  ['dibao.method', 'differential', 'differential'],
  ['dibao.method', 'tiers', 'tiers'],
  [
    'dibao.tiers',
    '{urban: {A: 605, B: {percent: 80}}, rural: {A: {yuan: 300}}}',
    { urban: { A: { yuan: '605' }, B: { percent: '80' } }, rural: { A: { yuan: '300' } } },
  ],
  ['dibao.rounding', 'half-up-fen', 'half-up-fen'],
  ['dibao.minimum-payment', '{percent-of-standard: 20, per: person}', { percentOfStandard: '20', per: 'person' }],
  ['dibao.minimum-payment', '{yuan: 50, per: household}', { yuan: '50', per: 'household' }],
  ['dibao.single-person.share', '0.7', '0.7'],
  ['dibao.expenditure-type', '{share: 1, months: 12}', { share: '1', months: 12 }],
  ['dibao.expenditure-type', '{share: 0.8}', { share: '0.8', months: 12 }],
  [
    'dibao.supplement',
    '{stacking: highest, rounding: half-up-yuan, single-person: false, categories: [{category: 重病, percent: 30}, {category: 老年人, percent: 10, age: 70}, {category: 单亲, yuan: 50}]}',
    {
      stacking: 'highest',
      rounding: 'half-up-yuan',
      singlePerson: false,
      categories: [
        { category: '重病', percent: '30' },
        { category: '老年人', percent: '10', age: 70 },
        { category: '单亲', yuan: '50' },
      ],
    },
  ],
  [
    'dibao.supplement',
    '{stacking: sum, categories: [{category: 在校, yuan: 20}]}',
    {
      stacking: 'sum',
      rounding: 'half-up-fen',
      singlePerson: false,
      categories: [{ category: '在校', yuan: '20' }],
    },
  ],
  [
    'dibao.standard-band',
    '{urban: [0.25, 0.35], rural: [0.35, 0.45]}',
    { urban: ['0.25', '0.35'], rural: ['0.35', '0.45'] },
  ],
  ['consumption-per-person.previous-year', '{urban: 27291, rural: 13070}', { urban: '27291', rural: '13070' }],
  [
    'income.disregards',
    '[{kind: 扶贫项目保底收益, share: 1, when: lost-work-capacity, until: 2020-12}, {kind: 务工, share: 0.3}]',
    [
      { kind: '扶贫项目保底收益', share: '1', when: 'lost-work-capacity', until: '2020-12' },
      { kind: '务工', share: '0.3' },
    ],
  ],
  ['taper.income-multiple', '2', '2'],
  ['taper.months', '{general: 18, disabled: 24}', { general: 18, disabled: 24 }],
  [
    'taper.retention',
    '{general: linear, disabled: [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.30]}',
    { general: 'linear', disabled: ['1', '0.9', '0.8', '0.7', '0.6', '0.5', '0.4', '0.30'] },
  ],
  ['taper.rounding', 'down-yuan', 'down-yuan'],
  [
    'tekun.basic',
    '{urban: {scattered: 780, centralised: 1200}, rural: {scattered: 533, centralised: 820}}',
    { urban: { scattered: '780', centralised: '1200' }, rural: { scattered: '533', centralised: '820' } },
  ],
  ['tekun.care', '{self: 176, half: 440, full: 704}', { self: '176', half: '440', full: '704' }],
  ['tekun.rounding', 'up-jiao', 'up-jiao'],
  ['tekun.ratio-floor', '{urban: 1.5, rural: 1.3}', { urban: '1.5', rural: '1.3' }],
  ['orphan', '{institution: 2350, scattered: 1848}', { institution: '2350', scattered: '1848' }],
  ['child-in-difficulty', '1364', '1364'],
  ['disability.living', '{1: 185, 2: 185, 3: 145, 4: 145}', { 1: '185', 2: '185', 3: '145', 4: '145' }],
  ['disability.nursing', '{1: 167, "2": 140}', { 1: '167', 2: '140' }],
  ['temporary.multiple', '{illness: [3, 12], education: [3, 6]}', { illness: ['3', '12'], education: ['3', '6'] }],
  ['education-grant', '{专科: 30000, 本科: 40000}', { 专科: '30000', 本科: '40000' }],
  [
    'exclusions',
    '[{programmes: [tekun, disability-living], keep: tekun}, {programmes: [orphan, tekun], keep: higher}]',
    [
      { programmes: ['tekun', 'disability-living'], keep: 'tekun' },
      { programmes: ['orphan', 'tekun'], keep: 'higher' },
    ],
  ],
  [
    'funding.shares',
    '{rural-dibao: {central: 0.5, province: 0.2, city: 0.1, county: 0.2}}',
    { 'rural-dibao': { central: '0.5', province: '0.2', city: '0.1', county: '0.2' } },
  ],
  [
    'price-subsidy.trigger',
    '{any: [{index: low-income-living-cost, at-least: 5}, {index: food, at-least: 6}]}',
    {
      any: [
        { index: 'low-income-living-cost', atLeast: '5' },
        { index: 'food', atLeast: '6' },
      ],
    },
  ],
  [
    'price-subsidy.amount',
    '{standard-times-index: {index: low-income-living-cost}}',
    { standardTimesIndex: { index: 'low-income-living-cost' } },
  ],
  [
    'price-subsidy.amount',
    '{per-point: {index: low-income-living-cost, yuan: 5, partial: up}}',
    { perPoint: { index: 'low-income-living-cost', yuan: '5', partial: 'up' } },
  ],
  [
    'price-subsidy.amount',
    '{standard-fraction: [{index: consumer, at-least: 3, fraction: 1/12}, {index: consumer, at-least: 5, fraction: 0.125}]}',
    {
      standardFraction: [
        { index: 'consumer', atLeast: '3', fraction: [1, 12] },
        { index: 'consumer', atLeast: '5', fraction: [1, 8] },
      ],
    },
  ],
  [
    'price-subsidy.amount',
    '{bands: [{index: consumer, at-least: 3, yuan: 20}]}',
    { bands: [{ index: 'consumer', atLeast: '3', yuan: '20' }] },
  ],
  ['price-subsidy.amount', '{fixed: {yuan: 30}}', { fixed: { yuan: '30' } }],
  ['price-subsidy.multiplier', '2', '2'],
  ['price-subsidy.floor', '10', '10'],
  ['price-subsidy.rounding', 'half-up-yuan', 'half-up-yuan'],
  [
    'price-subsidy.recipients',
    '[{programme: urban-dibao, standard: urban}, {programme: tekun, standard: own}, {programme: taper, standard: own}]',
    [
      { programme: 'urban-dibao', standard: 'urban' },
      { programme: 'tekun', standard: 'own' },
      { programme: 'taper', standard: 'own' },
    ],
  ],
  ['recovery.cap', '1', '1'],
]

describe('each shape of a parameter value', () => {
  it.each(SHAPES)('%s: %s', (parameter, written, value) => {
    const { document, problems } = readPolicyDocument('示例.yaml', sampleYaml({ sets: [setting(parameter, written)] }))
    expect(problems).toEqual([])
    expect(document?.sets[0]?.value).toStrictEqual(value)
  })

  it('is tried above for every parameter', () => {
    expect([...new Set(SHAPES.map(([parameter]) => parameter))].sort()).toEqual(Object.keys(PARAMETERS).sort())
  })

  it('may be null, which ends the parameter', () => {
    const sets = Object.keys(PARAMETERS).map((parameter) => setting(parameter, 'null'))
    const { document } = readPolicyDocument('示例.yaml', sampleYaml({ sets }))
    expect(document?.sets.map(({ value }) => value)).toEqual(sets.map(() => null))
  })

  it('keeps every digit of a number as it was written', () => {
    const sets = [setting('taper.income-multiple', '1.10'), setting('price-subsidy.multiplier', '0.1')]
    const { document } = readPolicyDocument('示例.yaml', sampleYaml({ sets }))
    expect(document?.sets.map(({ value }) => value)).toEqual(['1.10', '0.1'])
  })
})

it('names the programmes that the rules have', () => {
  expect([...PROGRAMME_CODES]).toEqual(PROGRAMMES.map(({ code }) => code))
})
