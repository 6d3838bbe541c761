import { describe, expect, test } from 'vitest'
import { formatYuan } from '../../../src/kernel/money.ts'
import { addMonths } from '../../../src/kernel/month.ts'
import type { DibaoEnrolment, DibaoFacts, DibaoMember, TaperFacts } from '../../../src/rules/dibao/facts.ts'
import { computeTaper } from '../../../src/rules/dibao/taper.ts'
import { taperReferenceMonth } from '../../../src/rules/dibao/taper-course.ts'
import { policyOf, type Values } from '../policy-of.ts'
import { enrolment, family, fen, income, member, members } from './example-family.ts'

const ended = { from: '2024-01', to: '2025-12', endReason: '渐退' } as const
const EIGHT = ['1', '0.9', '0.8', '0.7', '0.6', '0.5', '0.4', '0.3']
const SIX = ['1', '0.8', '0.6', '0.45', '0.3', '0.15']
const linear: Values = {
  'dibao.standard': { urban: '620', rural: '500' },
  'taper.retention': { general: 'linear', disabled: 'linear' },
}
const lists: Values = { ...linear, 'taper.retention': { general: SIX, disabled: EIGHT } }

interface Given extends Partial<TaperFacts> {
  readonly ended?: Partial<DibaoEnrolment>
  readonly household?: Partial<DibaoFacts>
}

/** A taper from 2026-01 on a base of 1345.80 in a county that runs since 2025-01. */
function taperOf(month: string, given: Given = {}): TaperFacts {
  const { ended: change, household, systemFirst = '2025-01', ...rest } = given
  const dibao = enrolment({ ...ended, ...change })
  const reference = family({
    month: taperReferenceMonth(dibao, systemFirst) ?? month,
    enrolment: dibao,
    incomes: [income('1900')],
    ...household,
  })
  return {
    month,
    systemFirst,
    reference,
    baseFen: fen('1345.80'),
    enrolledAgain: false,
    livingMemberLeft: true,
    persons: 3,
    ...rest,
  }
}

/** `amount 算式`, the code of the reason, or nothing. */
function outcome(facts: TaperFacts, values: Values = linear, inMonth: Values = values): string {
  const { awards, notPaid } = computeTaper(facts, policyOf(values), policyOf(inMonth))
  const lines = awards.map(({ amountFen, formula }) => `${formatYuan(amountFen)} ${formula}`)
  return [...lines, ...notPaid.map(({ code }) => code)].join()
}

describe('the course of a taper', () => {
  test.each([
    ['2025-12', ''], // 终止月份: still dibao
    ['2026-01', '1345.80 1345.80×(6-0)÷6'],
    ['2026-03', '1345.80 1345.80×(6-0)÷6'],
    ['2026-04', '1121.50 1345.80×(6-1)÷6'],
    ['2026-06', '1121.50 1345.80×(6-1)÷6'],
    ['2026-07', '897.20 1345.80×(6-2)÷6'],
    ['2027-04', '224.30 1345.80×(6-5)÷6'],
    ['2027-06', '224.30 1345.80×(6-5)÷6'], // the eighteenth month
    ['2027-07', ''],
    ['2035-01', ''],
  ])('linear, %s', (month, expected) => {
    expect(outcome(taperOf(month))).toBe(expected)
  })

  test.each([
    ['2026-03', '1345.80 1345.80×1'],
    ['2026-04', '1076.64 1345.80×0.8'],
    ['2026-10', '605.61 1345.80×0.45'],
    ['2027-06', '201.87 1345.80×0.15'],
    ['2027-07', ''],
  ])('by a list of six, %s', (month, expected) => {
    expect(outcome(taperOf(month), lists)).toBe(expected)
  })

  const withDisabled = { members: [...members(2), member(3, { covered: false, disabilityGrade: 4 })] }
  test.each([
    ['2026-04', linear, '1177.58 1345.80×(8-1)÷8'],
    ['2027-07', linear, '336.45 1345.80×(8-6)÷8'],
    ['2026-04', lists, '1211.22 1345.80×0.9'],
    ['2027-12', lists, '403.74 1345.80×0.3'], // the twenty-fourth month
    ['2028-01', lists, ''],
  ])('with a disabled member, covered or not, %s', (month, values, expected) => {
    expect(outcome(taperOf(month, { household: withDisabled }), values)).toBe(expected)
  })

  test.each<[string, Partial<DibaoMember>, string]>([
    ['a grade', { disabilityGrade: 1 }, '336.45 1345.80×(8-6)÷8'],
    ['a kind without a grade', { disabilityKind: '肢体' }, ''],
    ['a grade, dead by then', { disabilityGrade: 1, alive: false }, ''],
    ['a grade, gone by then', { disabilityGrade: 1, present: false }, ''],
  ])('the nineteenth month when a member had, in the first, %s', (_, change, expected) => {
    const facts = taperOf('2027-07', { household: { members: [...members(2), member(3, change)] } })
    expect(outcome(facts)).toBe(expected)
  })

  test('quarters are its own, not the calendar’s', () => {
    const from = (month: string) => outcome(taperOf(month, { ended: { to: '2026-01' } })).split('×')[1]
    expect(['2026-02', '2026-04', '2026-05', '2026-07', '2026-08'].map(from)).toEqual([
      '(6-0)÷6',
      '(6-0)÷6',
      '(6-1)÷6',
      '(6-1)÷6',
      '(6-2)÷6',
    ])
  })

  test('a document may set other lengths', () => {
    const values: Values = { ...linear, 'taper.months': { general: 6, disabled: 12 } }
    expect(outcome(taperOf('2026-04'), values)).toBe('672.90 1345.80×(2-1)÷2')
    expect(outcome(taperOf('2026-07'), values)).toBe('')
  })

  test('every amount of a whole course', () => {
    const courses = [linear, lists].map((values) =>
      Array.from({ length: 18 }, (_, index) => outcome(taperOf(addMonths('2026-01', index)), values).split(' ')[0]),
    )
    const threeTimes = (amounts: string[]) => amounts.flatMap((amount) => [amount, amount, amount])
    expect(courses).toEqual([
      threeTimes(['1345.80', '1121.50', '897.20', '672.90', '448.60', '224.30']),
      threeTimes(['1345.80', '1076.64', '807.48', '605.61', '403.74', '201.87']),
    ])
  })
})

describe('no taper', () => {
  test.each<[string, Partial<DibaoEnrolment>]>([
    ['another reason', { endReason: '退出' }],
    ['no reason', { endReason: null }],
    ['not ended', { to: null }],
    ['never in force', { from: '2026-01', to: '2025-12' }],
  ])('%s', (_, change) => {
    expect(outcome(taperOf('2026-03', { ended: change }), {})).toBe('')
  })

  test.each<[string, Given]>([
    ['enrolled again', { enrolledAgain: true }],
    ['nobody left', { livingMemberLeft: false }],
  ])('ends for good: %s, paid or refused', (_, given) => {
    expect(outcome(taperOf('2026-03', given))).toBe('')
    expect(outcome(taperOf('2026-03', { ...given, household: { incomes: [income('99999')] } }))).toBe('')
    expect(outcome(taperOf('2026-03', given), {})).toBe('')
  })
})

describe('the income test of the first month', () => {
  test.each([
    ['3719.99', 'paid'],
    ['3720.00', 'taper.income-not-below'], // 1240 each = 2 × 620
    ['3720.01', 'taper.income-not-below'],
    ['0.00', 'paid'],
  ])('income of three persons %s', (yuan, expected) => {
    for (const month of ['2026-01', '2027-06']) {
      const got = outcome(taperOf(month, { household: { incomes: [income(yuan)] } }))
      expect(got.startsWith('taper.') ? got : 'paid').toBe(expected)
    }
  })

  test('printed: a standard of 3000 a year, 4000 a head yes, 6000 no', () => {
    const values: Values = { ...linear, 'dibao.standard': { urban: '1', rural: '250' } }
    const perYear = (yuan: number) => {
      const household = { members: members(12), size: 12, incomes: [income(String(yuan))] }
      return outcome(taperOf('2026-01', { ended: { programme: 'rural-dibao' }, household }), values)
    }
    expect(perYear(4000)).toBe('1345.80 1345.80×(6-0)÷6')
    expect(perYear(6000)).toBe('taper.income-not-below')
  })

  test('a refused taper is listed for each month it would have run, and no longer', () => {
    const refused = { household: { incomes: [income('3720')] } }
    const listed = Array.from({ length: 20 }, (_, index) => outcome(taperOf(addMonths('2025-12', index), refused)))
    expect(listed).toEqual(['', ...Array(18).fill('taper.income-not-below'), ''])
  })

  test('takes the multiple that a document sets', () => {
    const facts = taperOf('2026-01', { household: { incomes: [income('2790')] } }) // 930 each = 1.5 × 620
    expect(outcome(facts, { ...linear, 'taper.income-multiple': '1.5' })).toBe('taper.income-not-below')
    expect(outcome(facts, { ...linear, 'taper.income-multiple': '1.51' })).toBe('1345.80 1345.80×(6-0)÷6')
  })

  test('counts income after disregards of that month', () => {
    const household = { incomes: [income('3720', { kind: '扶贫项目保底收益' })] }
    const until = (month: string): Values => ({
      ...linear,
      'income.disregards': [{ kind: '扶贫项目保底收益', share: '0.5', until: month }],
    })
    expect(outcome(taperOf('2026-09', { household }), until('2026-01'))).toBe('897.20 1345.80×(6-2)÷6')
    expect(outcome(taperOf('2026-09', { household }), until('2025-12'))).toBe('taper.income-not-below')
  })

  test('says the figures', () => {
    const facts = taperOf('2026-05', { household: { incomes: [income('3721')] } })
    expect(computeTaper(facts, policyOf(linear), policyOf({})).notPaid[0]).toMatchObject({
      personNo: 0,
      message:
        '2026-05 渐退不发:渐退首月 2026-01 家庭人均收入 1240.33 元不低于标准 620.00 元的 2 倍(1240.00 元);如有疑问请核对该月收入。',
      basis: '示例民发〔2099〕1号 dibao.standard',
    })
  })
})

describe('before the system’s first month', () => {
  const early = { systemFirst: '2026-05', baseFen: null, ended: { approvedFen: fen('900.00') } }

  test.each([
    ['2026-05', '750.00 900.00×(6-1)÷6'], // the second quarter of a taper from 2026-01
    ['2026-06', '750.00 900.00×(6-1)÷6'],
    ['2026-07', '600.00 900.00×(6-2)÷6'],
    ['2027-06', '150.00 900.00×(6-5)÷6'],
    ['2027-07', ''],
  ])('it began and is taken as granted, %s', (month, expected) => {
    expect(outcome(taperOf(month, { ...early, household: { incomes: [income('99999')] } }))).toBe(expected)
  })

  test('class, length and schedule are those of the system’s first month', () => {
    const household = { members: [member(1, { disabilityGrade: 4 })] }
    expect(outcome(taperOf('2027-07', { ...early, household }), lists)).toBe('360.00 900.00×0.4')
    expect(taperOf('2027-07', early).reference.month).toBe('2026-05')
  })

  test('dibao that ended in the month before is worked out by approval, but tested for income', () => {
    const eve = { ...early, systemFirst: '2026-01' }
    expect(outcome(taperOf('2026-01', eve))).toBe('900.00 900.00×(6-0)÷6')
    expect(outcome(taperOf('2026-01', { ...eve, household: { incomes: [income('3720')] } }))).toBe(
      'taper.income-not-below',
    )
  })

  test('dibao that ended in the first month itself is worked out, whatever was approved', () => {
    const first = { ...early, systemFirst: '2025-12', baseFen: fen('1345.80') }
    expect(outcome(taperOf('2026-01', first))).toBe('1345.80 1345.80×(6-0)÷6')
  })

  test('without 核定金额 there is no base', () => {
    const none = { ...early, ended: { approvedFen: null } }
    expect(outcome(taperOf('2026-05', none))).toBe('taper.base-absent')
    expect(outcome(taperOf('2026-05', { ...none, baseFen: fen('1') }))).toBe('taper.base-absent')
    expect(outcome(taperOf('2027-07', none))).toBe('')
  })
})

describe('what is listed', () => {
  test('no schedule for the area, for as long as it would run', () => {
    const values: Values = { 'dibao.standard': linear['dibao.standard']! }
    expect(outcome(taperOf('2027-06'), values)).toBe('policy.parameter-absent')
    expect(outcome(taperOf('2027-07'), values)).toBe('')
  })

  test('a base of nothing', () => {
    expect(outcome(taperOf('2026-01', { baseFen: 0n }))).toBe('taper.base-zero')
  })

  test('a schedule that does not fit the length', () => {
    const values: Values = { ...lists, 'taper.months': { general: 24, disabled: 24 } }
    expect(outcome(taperOf('2026-01'), values)).toBe('taper.schedule-length')
  })
})

test('is rounded once, in the way of the benefit month', () => {
  const facts = taperOf('2026-04', { baseFen: fen('100.01') })
  expect(outcome(facts, linear, {})).toBe('83.34 100.01×(6-1)÷6')
  expect(outcome(facts, linear, { 'taper.rounding': 'up-yuan' })).toBe('84.00 100.01×(6-1)÷6')
  expect(outcome(facts, { ...linear, 'taper.rounding': 'up-yuan' }, {})).toBe('83.34 100.01×(6-1)÷6')
})

test('the line names its persons, at least one', () => {
  const award = (persons: number) =>
    computeTaper(taperOf('2026-04', { persons }), policyOf(linear), policyOf({})).awards[0]
  expect(award(2)).toMatchObject({ component: 'taper', personNo: 0, persons: 2, standardFen: null })
  expect(award(0)!.persons).toBe(1)
})

test.each([
  [{}, '2025-01', '2026-01'],
  [{}, '2026-01', '2026-01'],
  [{}, '2026-02', '2026-02'],
  [{ to: '2026-12' }, '2025-01', '2027-01'],
  [{ endReason: '退出' }, '2025-01', null],
])('the reference month of %o in a system from %s is %s', (change, systemFirst, expected) => {
  expect(taperReferenceMonth(enrolment({ ...ended, ...change }), systemFirst)).toBe(expected)
})
