import { describe, expect, test } from 'vitest'
import { computePriceCase, type PriceContext } from '../../src/calculation/price-case.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import type { HouseholdHistory } from '../../src/registry/household-history.ts'
import { decidePrice } from '../../src/rules/price-subsidy/decide-price.ts'
import { buildIndexBook } from '../../src/rules/price-subsidy/index-book.ts'
import { policyOf } from '../rules/policy-of.ts'
import { AREA, figure } from '../rules/price-subsidy/example-month.ts'
import { enrolled, historyOf, person } from './history-of.ts'

const MONTH = '2026-07'
const policy = policyOf({
  'dibao.standard': { urban: '600', rural: '500' },
  'dibao.single-person.share': '0.7',
  'taper.retention': { general: 'linear', disabled: 'linear' },
  'temporary.multiple': { illness: ['3', '12'], education: ['3', '6'] },
  'price-subsidy.trigger': { any: [{ index: 'food', atLeast: '6' }] },
  'price-subsidy.amount': { standardTimesIndex: { index: 'food' } },
  'price-subsidy.recipients': [
    { programme: 'urban-dibao', standard: 'own' },
    { programme: 'taper', standard: 'own' },
    { programme: 'temporary-assistance', standard: 'rural' },
    { programme: 'disaster-relief', standard: 'urban' },
  ],
})
const food = buildIndexBook([figure('food', '6', { month: MONTH })])
const context: PriceContext = {
  firstMonth: '2025-01',
  lookup: () => policy,
  sharedPersons: new Map(),
  decisionFor: () => decidePrice({ area: AREA, month: MONTH }, policy, food),
}

/** `人 待遇编号 金额 → 领款人` of each subsidy, and `人 代码` of who is listed. */
function subsidies(history: HouseholdHistory): string[] {
  const { lines, exceptions } = computePriceCase(history, MONTH, context)
  return [
    ...lines.map((l) => `${l.personNo} ${l.enrolmentNo} ${formatYuan(l.amountFen)} → ${l.payeeNo}`),
    ...exceptions.map(({ personNo, code }) => `${personNo} ${code}`),
  ]
}

const dibao = enrolled('低')
const flood = enrolled('灾', { programme: 'disaster-relief', from: MONTH, approvedFen: 100_000n })
const help = enrolled('助', { programme: 'temporary-assistance', from: MONTH, class: '重病', multiple: '3' })
const both = (no: string, yuan: string) => [`1 ${no} ${yuan} → 1`, `2 ${no} ${yuan} → 1`]

describe('one-off help among the recipients', () => {
  test.each<[string, Parameters<typeof historyOf>[0], string[]]>([
    ['that names the household reaches all its covered persons', { enrolments: [flood] }, both('灾', '36.00')],
    ['that names a person is that person’s', { enrolments: [{ ...flood, personNo: 2 }] }, ['2 灾 36.00 → 2']],
    ['in another month', { enrolments: [{ ...flood, from: '2026-06' }] }, []],
    ['of nothing', { enrolments: [{ ...flood, approvedFen: 0n }] }, []],
    ['on the standard that the document says', { enrolments: [help] }, both('助', '30.00')],
    ['handed out by the township already', { enrolments: [{ ...help, class: '先行救助' }] }, []],
    ['beside dibao of the same standard, once', { enrolments: [flood, dibao] }, both('低', '36.00')],
    ['beside dibao of a higher standard', { enrolments: [help, dibao] }, both('低', '36.00')],
    ['of two, the higher', { enrolments: [help, flood] }, both('灾', '36.00')],
  ])('%s', (_, given, expected) => {
    expect(subsidies(historyOf(given))).toEqual(expected)
  })

  test.each<[string, Partial<Parameters<typeof historyOf>[0]>, string[]]>([
    ['is not a beneficiary of social assistance', { members: [person(1), person(2, { covered: false })] }, ['1']],
    ['died in the month', { deaths: { 2: '2026-07-01' } }, ['1', '2']],
    ['died in the month before', { deaths: { 2: '2026-06-30' } }, ['1']],
    ['leaves next month', { departures: { 2: '2026-08' } }, ['1', '2']],
    ['left this month', { departures: { 2: '2026-07' } }, ['1']],
    ['joins next month', { members: [person(1), person(2, { from: '2026-08' })] }, ['1']],
  ])('the household’s, where a member %s', (_, change, expected) => {
    const paid = subsidies(historyOf({ enrolments: [flood], ...change }))
    expect(paid.map((text) => text.split(' ')[0])).toEqual(expected)
  })
})

describe('household programmes', () => {
  const ended = { to: '2026-06', endReason: '渐退' } as const
  test.each<[string, Parameters<typeof enrolled>[1], string[]]>([
    ['dibao reaches all covered persons', {}, both('低', '36.00')],
    ['单人保 the one it names', { class: '单人保', personNo: 2 }, ['2 低 36.00 → 1']],
    ['a taper all covered persons again', ended, both('低', '36.00')],
    ['a taper after 单人保 the one it was for', { ...ended, class: '单人保', personNo: 2 }, ['2 低 36.00 → 1']],
    ['dibao that has ended without a taper nobody', { ...ended, endReason: '退出' }, []],
  ])('%s', (_, change, expected) => {
    expect(subsidies(historyOf({ enrolments: [{ ...dibao, ...change }] }))).toEqual(expected)
  })
})
