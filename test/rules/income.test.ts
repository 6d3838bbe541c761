import { describe, expect, test } from 'vitest'
import { applyRule, defineRule } from '../../src/rules/define-rule.ts'
import type { DibaoFacts } from '../../src/rules/dibao/facts.ts'
import { countedIncome } from '../../src/rules/income.ts'
import { yuanText } from '../../src/rules/quotient.ts'
import { family, income, member } from './dibao/example-family.ts'
import { policyOf, type Values } from './policy-of.ts'

type Disregards = NonNullable<Values['income.disregards']>

/** Counted income in yuan, read out through a rule that shows it. */
function counted(facts: DibaoFacts, disregards?: Disregards): string {
  const shown = defineRule<DibaoFacts>({
    id: 'test.income',
    title: '示例',
    editions: [
      {
        from: '2000-01',
        cites: ['income.disregards'],
        compute: (given, use) => ({
          notPaid: { code: 'shown', message: yuanText(countedIncome(given, use)), basis: '' },
        }),
      },
    ],
  })
  const decision = applyRule(shown, facts.month, facts, policyOf(disregards ? { 'income.disregards': disregards } : {}))
  return 'notPaid' in decision ? decision.notPaid.message : ''
}

const KIND = '扶贫项目保底收益'
const lostWork = [member(1, { lostWorkCapacity: true }), member(2, { lostWorkCapacity: false }), member(3)]
const whole = { kind: KIND, share: '1', when: 'lost-work-capacity', until: '2020-12' } as const

describe('counted income', () => {
  test('is the sum of what is in force', () => {
    expect(counted(family())).toBe('0.00')
    expect(counted(family({ incomes: [income('1000.01'), income('0.99', { personNo: 2 })] }))).toBe('1001.00')
  })

  test.each([
    ['the member lost work capacity', '2020-12', 1, '100.00'],
    ['the month after the last of the disregard', '2021-01', 1, '400.00'],
    ['the member can work', '2020-12', 2, '400.00'],
    ['nobody recorded whether the member can work', '2020-12', 3, '400.00'],
    ['the income is the family’s', '2020-12', 0, '400.00'],
    ['nobody of that number is a member', '2020-12', 9, '400.00'],
  ])('of guaranteed poverty-relief income when %s', (_, month, personNo, expected) => {
    const incomes = [income('300.00', { personNo, kind: KIND }), income('100.00')]
    expect(counted(family({ month, members: lostWork, incomes }), [whole])).toBe(expected)
  })

  test.each([
    ['one share', [{ kind: '务工', share: '0.3' }], '70.00'],
    [
      'several shares of one kind add up',
      [
        { kind: '务工', share: '0.3' },
        { kind: '务工', share: '0.25' },
      ],
      '45.00',
    ],
    [
      'to the whole at most',
      [
        { kind: '务工', share: '0.8' },
        { kind: '务工', share: '0.7' },
      ],
      '0.00',
    ],
    ['another kind is left alone', [{ kind: '经营', share: '1' }], '100.00'],
    ['nothing is disregarded', [{ kind: '务工', share: '0' }], '100.00'],
  ])('with disregards: %s', (_, disregards, expected) => {
    expect(counted(family({ incomes: [income('100.00', { kind: '务工' })] }), disregards)).toBe(expected)
  })

  test('keeps parts of a fen', () => {
    const incomes = [income('100.01', { kind: '务工' })]
    expect(counted(family({ incomes }), [{ kind: '务工', share: '0.333' }])).toBe('66.70667')
  })
})
