import { expect, test } from 'vitest'
import { formatYuan } from '../../../src/kernel/money.ts'
import { computeDibao } from '../../../src/rules/dibao/dibao.ts'
import type { DibaoEnrolment } from '../../../src/rules/dibao/facts.ts'
import { policyOf, type Values } from '../policy-of.ts'
import { enrolment, family, income, member } from './example-family.ts'

function values(share = '1', months = 12): Values {
  return { 'dibao.standard': { urban: '640', rural: '520' }, 'dibao.expenditure-type': { share, months } }
}

function outcome(month: string, change: Partial<DibaoEnrolment>, policy = values()): string {
  const patient = enrolment({ class: '支出型', personNo: 2, from: '2025-04', ...change })
  const { awards, notPaid } = computeDibao(family({ month, enrolment: patient }), policyOf(policy))
  return awards.length > 0
    ? awards.map(({ amountFen, formula, persons }) => `${formatYuan(amountFen)} ${formula} ${persons}`).join()
    : notPaid.map(({ code }) => code).join()
}

const paid = '640.00 640.00×1 1'

test.each<[string, Partial<DibaoEnrolment>, string]>([
  ['2025-03', {}, ''],
  ['2025-04', {}, paid],
  ['2026-03', {}, paid], // the twelfth month
  ['2026-04', {}, 'dibao.review-due'],
  ['2026-03', { to: '2026-02' }, ''], // ended: neither paid nor due for review
  ['2026-04', { reviewMonth: '2026-04' }, paid],
  ['2027-03', { reviewMonth: '2026-04' }, paid],
  ['2027-04', { reviewMonth: '2026-04' }, 'dibao.review-due'],
  ['2025-10', { reviewMonth: '2026-04' }, paid], // a review does not shorten what went before
  ['2026-09', { reviewMonth: '2025-10' }, paid],
  ['2026-10', { reviewMonth: '2025-10' }, 'dibao.review-due'],
])('in %s with %o', (month, change, expected) => {
  expect(outcome(month, change)).toBe(expected)
})

test.each([
  ['2025-09', paid],
  ['2025-10', 'dibao.review-due'],
])('a term of six months, in %s', (month, expected) => {
  expect(outcome(month, {}, values('1', 6))).toBe(expected)
})

test('pays its share of the standard, rounded once', () => {
  const policy: Values = { ...values('0.333'), 'dibao.rounding': 'up-jiao' }
  expect(outcome('2025-04', {}, policy)).toBe('213.20 640.00×0.333 1')
})

test('without its parameter it is listed', () => {
  expect(outcome('2025-04', {}, { 'dibao.standard': { urban: '640', rural: '520' } })).toBe('policy.parameter-absent')
})

test('ends with the patient’s death, also after the term', () => {
  const dead = (month: string) =>
    family({
      month,
      enrolment: enrolment({ class: '支出型', personNo: 1, from: '2025-04' }),
      members: [member(1, { alive: false }), member(2)],
    })
  for (const month of ['2025-06', '2026-06'])
    expect(computeDibao(dead(month), policyOf(values())).notPaid.map(({ code }) => code)).toEqual(['dibao.person-died'])
})

test('income does not count', () => {
  const facts = family({
    enrolment: enrolment({ class: '支出型', personNo: 1, from: '2026-03' }),
    incomes: [income('99999')],
  })
  expect(computeDibao(facts, policyOf(values())).awards[0]!.amountFen).toBe(64000n)
})

test('says until when it ran and what to do', () => {
  const facts = family({ month: '2026-04', enrolment: enrolment({ class: '支出型', personNo: 1, from: '2025-04' }) })
  expect(computeDibao(facts, policyOf(values())).notPaid[0]!.message).toBe(
    '2026-04 支出型待遇(2025-04 起始,期限 12 个月)已于 2026-03 到期,待复核,本月不发;复核后请填写「复核月份」。',
  )
})
