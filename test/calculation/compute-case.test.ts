import { describe, expect, test } from 'vitest'
import { computeCase } from '../../src/calculation/compute-case.ts'
import type { DueContext } from '../../src/calculation/due-context.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import { addMonths } from '../../src/kernel/month.ts'
import type { HouseholdHistory } from '../../src/registry/household-history.ts'
import { policyOf } from '../rules/policy-of.ts'
import { enrolled, historyOf, person } from './history-of.ts'

const policy = policyOf({
  'dibao.standard': { urban: '600', rural: '500' },
  'dibao.single-person.share': '0.7',
  'dibao.expenditure-type': { share: '1', months: 12 },
  'taper.retention': { general: 'linear', disabled: 'linear' },
})

/** `待遇编号 项目 金额` of each line and `待遇编号 代码` of each listed case. */
function outcome(history: HouseholdHistory, month = '2026-07', others: readonly HouseholdHistory[] = []): string[] {
  const { lines, exceptions } = computeCase(history, month, contextOf([history, ...others]))
  return [
    ...lines.map((line) => `${line.enrolmentNo} ${line.programme} ${formatYuan(line.amountFen)}`),
    ...exceptions.map(({ enrolmentNo, code, personNo }) => `${enrolmentNo} ${code}${personNo ? ` ${personNo}` : ''}`),
  ]
}

function contextOf(histories: readonly HouseholdHistory[]): DueContext {
  const of = (personNo: number) => histories.filter(({ members }) => members.some((m) => m.personNo === personNo))
  const numbers = new Set(histories.flatMap(({ members }) => members.map(({ personNo }) => personNo)))
  const shared = [...numbers].map((personNo) => [personNo, of(personNo)] as const).filter(([, list]) => list.length > 1)
  return { firstMonth: '2025-01', lookup: () => policy, sharedPersons: new Map(shared) }
}

describe('whose dibao is kept', () => {
  const mine = (from: string, no = '乙') => historyOf({ enrolments: [enrolled(no, { from })] })
  const theirs = (change: Parameters<typeof enrolled>[1], no = '甲', members = [person(2), person(3)]) =>
    historyOf({ householdNo: '示例-2', members, enrolments: [enrolled(no, { programme: 'rural-dibao', ...change })] })

  const both = ['乙 urban-dibao 600.00', '乙 exclusion.not-kept 2']
  // 待遇编号 are compared by code points: 丁 U+4E01 < 乙 U+4E59 < 甲 U+7532
  test.each<[string, HouseholdHistory, HouseholdHistory, string[]]>([
    ['an earlier 起始月份', mine('2025-02'), theirs({ from: '2025-01' }), both],
    ['a later 起始月份', mine('2025-02'), theirs({ from: '2025-03' }), ['乙 urban-dibao 1200.00']],
    ['a smaller 待遇编号', mine('2025-02'), theirs({ from: '2025-02' }, '丁'), both],
    ['a greater 待遇编号', mine('2025-02', '丁'), theirs({ from: '2025-02' }), ['丁 urban-dibao 1200.00']],
  ])('the other household has %s', (_, history, other, expected) => {
    expect(outcome(history, '2026-07', [other])).toEqual(expected)
  })

  test.each<[string, HouseholdHistory]>([
    ['has ended', theirs({ from: '2024-01', to: '2026-06' })],
    ['has not begun', theirs({ from: '2026-08' })],
    ['was never in force', theirs({ from: '2024-05', to: '2024-04' })],
    ['is of a household not yet registered', { ...theirs({ from: '2024-01' }), versions: [] }],
    ['is another programme', theirs({ from: '2024-01', programme: 'disability-living' })],
    ['does not cover the person', theirs({ from: '2024-01' }, '甲', [person(2, { covered: false }), person(3)])],
    ['is 单人保 for somebody else', theirs({ from: '2024-01', class: '单人保', personNo: 3 })],
  ])('an enrolment that %s takes nothing', (_, other) => {
    expect(outcome(mine('2025-02'), '2026-07', [other])).toEqual(['乙 urban-dibao 1200.00'])
  })

  test('an enrolment that is in force and not paid takes all the same', () => {
    const rich = { personNo: 0, kind: '财产', from: '2024-01', to: null, monthlyFen: 999_999n }
    const other = { ...theirs({ from: '2024-01' }), incomes: [rich] }
    expect(outcome(mine('2025-02'), '2026-07', [other])).toEqual(['乙 urban-dibao 600.00', '乙 exclusion.not-kept 2'])
  })

  test('nobody left to cover: listed, not paid', () => {
    const other = theirs({ from: '2024-01' }, '甲', [person(1), person(2)])
    expect(outcome(mine('2025-02'), '2026-07', [other])).toEqual(['乙 exclusion.not-kept 1', '乙 exclusion.not-kept 2'])
  })

  test('单人保 for a person whom the household’s own dibao covers since earlier', () => {
    const alone = enrolled('乙', { from: '2025-05', class: '单人保', personNo: 2 })
    const history = historyOf({ enrolments: [enrolled('甲'), alone] })
    expect(outcome(history)).toEqual(['甲 urban-dibao 1200.00', '乙 exclusion.not-kept 2'])
  })

  test('the household’s dibao after a 单人保 of one of them', () => {
    const alone = enrolled('甲', { from: '2024-05', class: '单人保', personNo: 2 })
    const history = historyOf({ enrolments: [alone, enrolled('乙', { from: '2025-05' })] })
    const [line, ...listed] = outcome(history)
    expect(line).toBe('甲 urban-dibao 1020.00') // 600×0.7 for the one, 600×1 for the other, in one line of the household
    expect(listed).toEqual(['乙 exclusion.not-kept 2'])
  })
})

describe('a taper in its household', () => {
  const ended = enrolled('甲', { to: '2026-04', endReason: '渐退' })
  const paid = ['甲 taper 1200.00']

  test.each<[string, Parameters<typeof historyOf>[0], string[]]>([
    ['goes on', { enrolments: [ended] }, paid],
    [
      'ends when another dibao begins',
      { enrolments: [ended, enrolled('乙', { from: '2026-07' })] },
      ['乙 urban-dibao 1200.00'],
    ],
    [
      'has ended when another came and went',
      { enrolments: [ended, enrolled('乙', { from: '2026-05', to: '2026-05' })] },
      [],
    ],
    ['goes on before another begins', { enrolments: [ended, enrolled('乙', { from: '2026-08' })] }, paid],
    [
      'minds no dibao that was never in force',
      { enrolments: [ended, enrolled('乙', { from: '2026-06', to: '2026-05' })] },
      paid,
    ],
    [
      'minds no dibao that ended before',
      { enrolments: [enrolled('乙', { from: '2024-01', to: '2024-12' }), ended] },
      paid,
    ],
    [
      'minds no other programme',
      { enrolments: [ended, enrolled('乙', { from: '2026-05', to: '2026-05', programme: 'disability-living' })] },
      paid,
    ],
    [
      'follows each of two that ended so, the later one only',
      { enrolments: [ended, enrolled('乙', { from: '2026-05', to: '2026-06', endReason: '渐退' })] },
      ['乙 taper 1200.00'],
    ],
  ])('%s', (_, given, expected) => {
    expect(outcome(historyOf(given))).toEqual(expected)
  })

  test('ends with the last living member, for good, even if somebody joins later', () => {
    const members = [person(1), person(2, { from: '2026-07' })]
    const dead = historyOf({ members, enrolments: [ended], deaths: { 1: '2026-05-20' } })
    const months = ['2026-05', '2026-06', '2026-07', '2026-08']
    expect(months.map((month) => outcome(dead, month).length)).toEqual([1, 0, 0, 0])
    const overlapping = historyOf({ members, enrolments: [ended], deaths: { 1: '2026-07-20' } })
    expect(months.map((month) => outcome(overlapping, month).length)).toEqual([1, 1, 1, 1])
  })

  test('ends when everybody has left', () => {
    const left = historyOf({ enrolments: [ended], departures: { 1: '2026-07', 2: '2026-06' } })
    expect(['2026-06', '2026-07'].map((month) => outcome(left, month).length)).toEqual([1, 0])
  })

  test('is listed each month of its length when it was refused, and no longer', () => {
    const rich = { personNo: 0, kind: '工资性', from: '2026-05', to: null, monthlyFen: 240_000n }
    const history = historyOf({ enrolments: [ended], incomes: [rich] })
    const months = Array.from({ length: 20 }, (_, i) => addMonths('2026-04', i))
    expect(months.flatMap((month) => outcome(history, month))).toEqual([
      '甲 urban-dibao 1200.00',
      ...Array(18).fill('甲 taper.income-not-below'),
    ])
  })

  test('is paid under the item of the dibao it follows', () => {
    const rural = historyOf({ enrolments: [{ ...ended, programme: 'rural-dibao' }] })
    const { lines } = computeCase(rural, '2026-07', contextOf([rural]))
    expect(lines).toMatchObject([
      { programme: 'taper', component: 'taper', item: '农村低保', type: 'normal', persons: 2 },
    ])
  })
})

describe('one-off help that names the household alone', () => {
  const relief = enrolled('灾', { programme: 'disaster-relief', from: '2026-07', approvedFen: 50_000n })
  const paid = ['灾 disaster-relief 500.00']
  test.each<[string, Parameters<typeof historyOf>[0], string[]]>([
    ['is due where somebody lives', { enrolments: [relief], deaths: { 1: '2026-05-20' } }, paid],
    ['in the month of the last death', { enrolments: [relief], deaths: { 1: '2026-05-20', 2: '2026-07-01' } }, paid],
    ['not after it', { enrolments: [relief], deaths: { 1: '2026-05-20', 2: '2026-06-30' } }, ['灾 person.died']],
    ['where no member is on record yet', { enrolments: [relief], members: [person(1, { from: '2026-08' })] }, paid],
  ])('%s', (_, given, expected) => {
    expect(outcome(historyOf(given))).toEqual(expected)
  })
})

describe('every month of some years', () => {
  const history = historyOf({
    from: '2025-03',
    members: [person(1), person(2, { disabilityGrade: 2, from: '2025-03' })],
    enrolments: [
      enrolled('甲', { from: '2025-01', to: '2026-04', endReason: '渐退' }),
      enrolled('乙', { from: '2027-09' }),
    ],
  })

  test('each has a line or a reason from 起始月份 to the end of the taper, and nothing before or after', () => {
    const months = Array.from({ length: 48 }, (_, i) => addMonths('2024-10', i))
    const told = months.map((month) =>
      outcome(history, month)
        .map((text) => text.split(' ')[1]!.split('.')[0])
        .join(),
    )
    expect(told).toEqual([
      ...Array(3).fill(''),
      ...Array(2).fill('household'),
      ...Array(14).fill('urban-dibao'),
      ...Array(16).fill('taper'),
      ...Array(13).fill('urban-dibao'),
    ])
  })
})

test('a person programme without a class is listed, never dropped', () => {
  const history = historyOf({ enrolments: [enrolled('甲', { programme: 'tekun', personNo: 1 })] })
  expect(outcome(history)).toEqual([expect.stringMatching(/^甲 (person.class-missing|policy.parameter-absent) 1$/)])
  expect(outcome(history, '2024-12')).toEqual([])
})
