import { describe, expect, test } from 'vitest'
import { computeDibao } from '../../src/rules/dibao/dibao.ts'
import { enrolment, family, income, member } from './dibao/example-family.ts'
import { policyOf, type Values } from './policy-of.ts'

const STANDARD = { 'dibao.standard': { urban: '600', rural: '500' } } as const
const DOCUMENT = '示例民发〔2099〕1号 '

function basisOf(facts: Parameters<typeof family>[0], values: Values, personNo = 0): string {
  const { awards, notPaid } = computeDibao(family(facts), policyOf({ ...STANDARD, ...values }))
  const basis = awards.find((award) => award.personNo === personNo)?.basis ?? notPaid[0]?.basis ?? ''
  return basis.replace(DOCUMENT, '')
}

describe('依据 names what decided the amount', () => {
  const floor = { 'dibao.minimum-payment': { percentOfStandard: '20', per: 'person' } } as const

  test.each([
    ['the top-up is above the floor', '1200', 'dibao.standard'],
    ['it is the floor', '1440', 'dibao.standard'],
    ['it is below the floor', '1500', 'dibao.standard、dibao.minimum-payment'],
    ['there is no top-up', '1800', 'dibao.standard'],
  ])('a floor: %s', (_, yuan, basis) => {
    expect(basisOf({ incomes: [income(yuan)] }, floor)).toBe(basis)
  })

  test.each([
    ['no income', [], 'dibao.standard'],
    ['an income of another kind', [income('300')], 'dibao.standard'],
    ['such an income of nothing', [income('0', { kind: '务工' })], 'dibao.standard'],
    ['such an income', [income('300', { kind: '务工' })], 'dibao.standard、income.disregards'],
    ['such an income, still above', [income('9000', { kind: '务工' })], 'dibao.standard、income.disregards'],
  ])('a disregard: %s', (_, incomes, basis) => {
    expect(basisOf({ incomes }, { 'income.disregards': [{ kind: '务工', share: '0.3' }] })).toBe(basis)
  })

  test.each([
    ['changes nothing', '300', 'dibao.standard'],
    ['changes the amount', '301', 'dibao.standard、dibao.rounding'],
    ['leaves nothing', '1799', 'dibao.standard、dibao.rounding'],
  ])('a rounding that %s', (_, yuan, basis) => {
    const facts = { incomes: [income(yuan)], members: [member(1)], size: 3 }
    expect(basisOf(facts, { 'dibao.rounding': 'down-yuan' })).toBe(basis)
  })

  test('the method where there are tiers, and not where the difference is what is paid anyway', () => {
    const tiers = { 'dibao.tiers': { urban: { A: { yuan: '300' } }, rural: {} } } as const
    const tiered = { ...tiers, ...floor, 'dibao.method': 'tiers' } as const
    expect(basisOf({}, { ...tiers, 'dibao.method': 'differential' })).toBe('dibao.standard')
    expect(basisOf({ enrolment: enrolment({ class: 'A' }) }, tiered)).toBe('dibao.method、dibao.tiers')
    expect(basisOf({ enrolment: enrolment({ class: 'Z' }) }, tiered)).toBe('dibao.method、dibao.tiers')
  })

  test('the standard of a supplement where its amount is a share of it', () => {
    const supplement = {
      stacking: 'highest',
      rounding: 'half-up-yuan',
      singlePerson: false,
      categories: [
        { category: '重病', percent: '30' },
        { category: '单亲', yuan: '50' },
      ],
    } as const
    const members = [member(1, { gravelyIll: true }), member(2, { singleParent: true })]
    expect(basisOf({ members }, { 'dibao.supplement': supplement }, 1)).toBe('dibao.supplement、dibao.standard')
    expect(basisOf({ members }, { 'dibao.supplement': supplement }, 2)).toBe('dibao.supplement')
  })
})
