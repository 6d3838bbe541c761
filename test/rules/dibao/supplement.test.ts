import { describe, expect, test } from 'vitest'
import { formatYuan, type Rounding } from '../../../src/kernel/money.ts'
import type { SupplementCategory } from '../../../src/policy/parameters.ts'
import { computeDibao } from '../../../src/rules/dibao/dibao.ts'
import type { DibaoFacts, DibaoMember } from '../../../src/rules/dibao/facts.ts'
import { policyOf, type Values } from '../policy-of.ts'
import { enrolment, family, income, member } from './example-family.ts'

type Supplement = NonNullable<Values['dibao.supplement']>

const jilinCategories: readonly SupplementCategory[] = [
  { category: '重病', percent: '30' },
  { category: '重残', percent: '20' },
  { category: '老年人', percent: '10' },
  { category: '未成年人', percent: '10' },
]

function policy(change: Partial<Supplement>, standard = '600', more: Values = {}): Values {
  const rounding: Rounding = 'half-up-fen'
  const supplement = {
    stacking: 'highest',
    rounding,
    singlePerson: false,
    categories: jilinCategories,
    ...change,
  } as const
  return { 'dibao.standard': { urban: standard, rural: '400' }, 'dibao.supplement': supplement, ...more }
}

/** `personNo amount 算式` of each supplement. */
function supplements(facts: DibaoFacts, values: Values): string[] {
  return computeDibao(facts, policyOf(values))
    .awards.filter(({ component }) => component === 'classified-supplement')
    .map(({ personNo, amountFen, formula }) => `${personNo} ${formatYuan(amountFen)} ${formula}`)
}

function alone(change: Partial<DibaoMember>, month = '2026-03'): DibaoFacts {
  return family({ month, members: [member(1, change)] })
}

describe('worked cases', () => {
  test('Jilin: 600, four persons, 450 each, one gravely ill and past 70, one minor: 600 + 180 + 60 = 840', () => {
    const members = [
      member(1, { gravelyIll: true, birth: '1950-01-01' }),
      member(2),
      member(3),
      member(4, { birth: '2015-01-01' }),
    ]
    const facts = family({ members, incomes: [income('1800')] })
    const { awards } = computeDibao(facts, policyOf(policy({})))
    expect(supplements(facts, policy({}))).toEqual(['1 180.00 600.00×30%', '4 60.00 600.00×10%'])
    expect(awards.reduce((sum, { amountFen }) => sum + amountFen, 0n)).toBe(84000n)
  })

  test('1100, three persons, 700 each, one minor at 40%: 1200 + 440 = 1640', () => {
    const members = [member(1), member(2), member(3, { birth: '2015-01-01' })]
    const facts = family({ members, incomes: [income('2100')] })
    const values = policy({ categories: [{ category: '未成年人', percent: '40' }] }, '1100')
    const { awards } = computeDibao(facts, policyOf(values))
    expect(awards.map(({ amountFen }) => amountFen)).toEqual([120000n, 44000n])
  })
})

describe('categories', () => {
  const each: readonly SupplementCategory[] = [
    { category: '重病', yuan: '1' },
    { category: '重残', yuan: '2' },
    { category: '残疾', yuan: '4' },
    { category: '老年人', yuan: '8' },
    { category: '未成年人', yuan: '16' },
    { category: '单亲', yuan: '32' },
    { category: '在校', yuan: '64' },
  ]
  const values = policy({ stacking: 'sum', categories: each })

  test.each<[string, Partial<DibaoMember>, string[]]>([
    ['nothing recorded', {}, []],
    ['every flag is no', { gravelyIll: false, singleParent: false, inSchool: false }, []],
    ['gravely ill', { gravelyIll: true }, ['1 1.00 1.00']],
    ['grade 1 of any kind', { disabilityGrade: 1, disabilityKind: '肢体' }, ['1 2.00 2.00']],
    ['grade 2, kind unknown', { disabilityGrade: 2 }, ['1 2.00 2.00']],
    ['grade 3 intellectual', { disabilityGrade: 3, disabilityKind: '智力' }, ['1 2.00 2.00']],
    ['grade 3 mental', { disabilityGrade: 3, disabilityKind: '精神' }, ['1 2.00 2.00']],
    ['grade 3 physical', { disabilityGrade: 3, disabilityKind: '肢体' }, ['1 4.00 4.00']],
    ['grade 3 multiple', { disabilityGrade: 3, disabilityKind: '多重' }, ['1 4.00 4.00']],
    ['grade 4 mental', { disabilityGrade: 4, disabilityKind: '精神' }, ['1 4.00 4.00']],
    ['a kind without a grade', { disabilityKind: '视力' }, []],
    ['a single parent', { singleParent: true }, ['1 32.00 32.00']],
    ['at school', { inSchool: true }, ['1 64.00 64.00']],
    ['three at once', { gravelyIll: true, disabilityGrade: 1, inSchool: true }, ['1 67.00 1.00+2.00+64.00']],
  ])('%s', (_, change, expected) => {
    expect(supplements(alone(change), values)).toEqual(expected)
  })

  test.each([
    ['1956-03-31', '2026-02', []],
    ['1956-03-31', '2026-03', ['1 8.00 8.00']], // from the month of the 70th birthday on, whatever its day
    ['1956-03-01', '2026-04', ['1 8.00 8.00']],
    ['2008-03-01', '2026-02', ['1 16.00 16.00']],
    ['2008-03-01', '2026-03', ['1 16.00 16.00']], // up to and including the month of the 18th birthday
    ['2008-03-01', '2026-04', []],
    ['2008-02-29', '2026-02', ['1 16.00 16.00']],
    ['2008-02-29', '2026-03', []],
  ])('born %s, in %s', (birth, month, expected) => {
    expect(supplements(alone({ birth }, month), values)).toEqual(expected)
  })

  test.each([
    ['2026-02', []],
    ['2026-03', ['1 5.00 5.00']],
  ])('an age of the document’s own, in %s', (month, expected) => {
    const old = policy({ categories: [{ category: '老年人', yuan: '5', age: 60 }] })
    expect(supplements(alone({ birth: '1966-03-20' }, month), old)).toEqual(expected)
  })
})

describe('stacking and rounding', () => {
  const both = { gravelyIll: true, disabilityGrade: 1 }
  test.each([
    ['highest', '600', ['1 180.00 600.00×30%']],
    ['sum', '600', ['1 300.00 600.00×30%+600.00×20%']],
  ] as const)('%s of two percentages', (stacking, standard, expected) => {
    expect(supplements(alone(both), policy({ stacking }, standard))).toEqual(expected)
  })

  test.each([
    ['119.99', ['1 120.00 600.00×20%']],
    ['120.00', ['1 120.00 120.00']], // equal: the one named first
    ['120.01', ['1 120.01 120.01']],
  ])('highest of %s yuan and 20%%', (yuan, expected) => {
    const categories: SupplementCategory[] = [
      { category: '重病', yuan },
      { category: '重残', percent: '20' },
    ]
    expect(supplements(alone(both), policy({ categories }))).toEqual(expected)
  })

  test.each<[Rounding, string]>([
    ['half-up-fen', '100.50'],
    ['half-up-yuan', '101.00'], // 67.2 + 33.3 = 100.5, rounded once; each alone would give 100
    ['down-yuan', '100.00'],
    ['up-jiao', '100.50'],
  ])('the sum is rounded once: %s', (rounding, expected) => {
    const categories: SupplementCategory[] = [
      { category: '重病', yuan: '67.2' },
      { category: '重残', yuan: '33.3' },
    ]
    const values = policy({ stacking: 'sum', rounding, categories })
    expect(supplements(alone(both), values)).toEqual([`1 ${expected} 67.20+33.30`])
  })

  test('an amount that rounds to nothing is no line', () => {
    const values = policy({ rounding: 'down-yuan', categories: [{ category: '重病', yuan: '0.99' }] })
    expect(supplements(alone(both), values)).toEqual([])
  })
})

describe('who gets one', () => {
  const ill = { gravelyIll: true }
  test.each<[string, Partial<DibaoMember>]>([
    ['not covered', { covered: false }],
    ['dead', { alive: false }],
    ['gone', { present: false }],
  ])('nobody who is %s', (_, change) => {
    const members = [member(1), member(2, { ...ill, ...change })]
    expect(supplements(family({ members, size: 2 }), policy({}))).toEqual([])
  })

  test('each covered person, in the order of their numbers', () => {
    const members = [member(3, ill), member(1, ill), member(2)]
    expect(supplements(family({ members }), policy({}))).toEqual(['1 180.00 600.00×30%', '3 180.00 600.00×30%'])
  })

  test('nobody in a household over the standard', () => {
    const facts = family({ members: [member(1, ill)], incomes: [income('600')] })
    const { awards, notPaid } = computeDibao(facts, policyOf(policy({})))
    expect(awards).toEqual([])
    expect(notPaid.map(({ code }) => code)).toEqual(['dibao.over-standard'])
  })

  test.each([
    ['单人保', false, []],
    ['单人保', true, ['2 180.00 600.00×30%']],
    ['支出型', false, ['2 180.00 600.00×30%']],
  ])('under %s with single-person %s: the named person alone', (dibaoClass, single, expected) => {
    const members = [member(1, ill), member(2, ill)]
    const facts = family({
      members,
      enrolment: enrolment({ class: dibaoClass, personNo: 2, from: '2026-01' }),
    })
    const values = policy({ singlePerson: single }, '600', {
      'dibao.single-person.share': '0.7',
      'dibao.expenditure-type': { share: '1', months: 12 },
    })
    expect(supplements(facts, values)).toEqual(expected)
  })
})

describe('the standard that percentages rest on', () => {
  const tiers: Values = {
    'dibao.method': 'tiers',
    'dibao.tiers': { urban: { A: { yuan: '300' } }, rural: {} },
  }
  const facts = { ...alone({ gravelyIll: true }), enrolment: enrolment({ class: 'A' }) }

  test('a percentage without a standard is listed beside the top-up that is paid', () => {
    const { 'dibao.standard': _, ...values } = policy({}, '600', tiers)
    const { awards, notPaid } = computeDibao(facts, policyOf(values))
    expect(awards.map(({ component }) => component)).toEqual(['top-up'])
    expect(notPaid.map(({ code }) => code)).toEqual(['policy.parameter-absent'])
  })

  test('yuan need no standard and name none', () => {
    const { 'dibao.standard': _, ...values } = policy({ categories: [{ category: '重病', yuan: '50' }] }, '600', tiers)
    const { awards, notPaid } = computeDibao(facts, policyOf(values))
    expect(notPaid).toEqual([])
    expect(awards[1]).toMatchObject({
      personNo: 1,
      persons: 1,
      standardFen: null,
      amountFen: 5000n,
      formula: '50.00',
      basis: '示例民发〔2099〕1号 dibao.supplement',
    })
  })

  test('the rural programme takes the rural standard', () => {
    const rural = { ...alone({ gravelyIll: true }), enrolment: enrolment({ programme: 'rural-dibao' }) }
    expect(supplements(rural, policy({}))).toEqual(['1 120.00 400.00×30%'])
  })
})
