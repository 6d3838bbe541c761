import { expect, test } from 'vitest'
import { formatYuan } from '../../../src/kernel/money.ts'
import { computeDibao } from '../../../src/rules/dibao/dibao.ts'
import type { DibaoFacts, DibaoMember } from '../../../src/rules/dibao/facts.ts'
import { policyOf, type Values } from '../policy-of.ts'
import { enrolment, family, income, member } from './example-family.ts'

const values: Values = {
  'dibao.standard': { urban: '640', rural: '520' },
  'dibao.single-person.share': '0.7',
}

function single(personNo: number, members: readonly DibaoMember[], change: Partial<DibaoFacts> = {}): DibaoFacts {
  return family({ enrolment: enrolment({ class: '单人保', personNo }), members, ...change })
}

function outcome(facts: DibaoFacts, policy = values): string {
  const { awards, notPaid } = computeDibao(facts, policyOf(policy))
  return awards.length > 0
    ? awards.map(({ amountFen, formula, persons }) => `${formatYuan(amountFen)} ${formula} ${persons}`).join()
    : notPaid.map(({ code, personNo }) => `${code} ${personNo}`).join()
}

const two = [member(1), member(2)]

test.each<[string, number, readonly DibaoMember[], string]>([
  ['the named person, though several are covered', 2, two, '448.00 640.00×0.7 1'],
  ['the only covered person', 0, [member(1, { covered: false }), member(2)], '448.00 640.00×0.7 1'],
  ['the only covered person alive', 0, [member(1, { alive: false }), member(2)], '448.00 640.00×0.7 1'],
  ['nobody named, several covered', 0, two, 'dibao.person-not-named 0'],
  ['nobody named, nobody covered', 0, [member(1, { covered: false })], 'dibao.person-not-named 0'],
  ['the named person is dead', 2, [member(1), member(2, { alive: false })], 'dibao.person-died 2'],
  ['the named person has left', 2, [member(1), member(2, { present: false })], 'dibao.person-not-in-household 2'],
  ['the named person is no member', 9, two, 'dibao.person-not-in-household 9'],
  ['the named person is not covered', 2, [member(1), member(2, { covered: false })], 'dibao.person-not-covered 2'],
])('%s', (_, personNo, members, expected) => {
  expect(outcome(single(personNo, members))).toBe(expected)
})

test('no income, floor or tier touches it', () => {
  const policy: Values = {
    ...values,
    'dibao.method': 'tiers',
    'dibao.tiers': { urban: { 单人保: { yuan: '1' } }, rural: {} },
    'dibao.minimum-payment': { yuan: '5000', per: 'household' },
  }
  expect(outcome(single(1, two, { incomes: [income('99999')] }), policy)).toBe('448.00 640.00×0.7 1')
})

test('is rounded once, as dibao is', () => {
  const policy: Values = { ...values, 'dibao.standard': { urban: '625', rural: '1' }, 'dibao.rounding': 'half-up-yuan' }
  expect(outcome(single(1, two), policy)).toBe('438.00 625.00×0.7 1')
})

test('the rural programme takes the rural standard', () => {
  const rural = family({ enrolment: enrolment({ class: '单人保', programme: 'rural-dibao', personNo: 1 }) })
  expect(outcome(rural)).toBe('364.00 520.00×0.7 1')
})

test('without a share or a standard it is listed', () => {
  expect(outcome(single(1, two), { 'dibao.standard': values['dibao.standard']! })).toBe('policy.parameter-absent 1')
  expect(outcome(single(1, two), { 'dibao.single-person.share': '0.7' })).toBe('policy.parameter-absent 1')
})

test('a share of nothing is listed', () => {
  expect(outcome(single(1, two), { ...values, 'dibao.single-person.share': '0' })).toBe('dibao.zero-amount 1')
})
