import { describe, expect, test } from 'vitest'
import { computeCase } from '../../src/calculation/compute-case.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import type { HouseholdHistory, MemberVersion } from '../../src/registry/household-history.ts'
import { policyOf } from '../rules/policy-of.ts'
import { enrolled, historyOf, person } from './history-of.ts'

const policy = policyOf({
  'dibao.standard': { urban: '600', rural: '500' },
  'tekun.basic': { urban: { scattered: '700', centralised: '900' }, rural: { scattered: '400', centralised: '900' } },
  'tekun.care': { self: '0', half: '0', full: '0' },
  exclusions: [{ programmes: ['tekun', 'urban-dibao'], keep: 'higher' }],
})
const dibao = enrolled('低')
const tekun = enrolled('特', { programme: 'tekun', personNo: 1, class: '分散-自理' })

/** Person 1 on dibao in town household 示例-1 and somehow of country household 示例-2; tekun is 700 in the one, 400 in the other. */
function outcome(inCountry: MemberVersion, named: string | null, departures = {}): string[] {
  const country = historyOf({ householdNo: '示例-2', members: [inCountry, person(2)], enrolments: [], departures })
  const told = { ...tekun, householdNo: named }
  const histories: HouseholdHistory[] = [
    { ...historyOf({ members: [person(1)], enrolments: [] }), enrolments: [dibao, told] },
    { ...country, enrolments: [told], versions: country.versions.map((one) => ({ ...one, residence: 'rural' })) },
  ]
  const context = { firstMonth: '2025-01', lookup: () => policy, sharedPersons: new Map([[1, histories]]) }
  return histories.flatMap((history) => {
    const { lines, exceptions } = computeCase(history, '2026-07', context)
    return [
      ...lines.map((line) => `${line.householdNo} ${line.enrolmentNo} ${formatYuan(line.amountFen)}`),
      ...exceptions.map(({ householdNo, enrolmentNo, code }) => `${householdNo} ${enrolmentNo} ${code}`),
    ]
  })
}

describe('the higher is told by what the enrolment is worth where it is paid', () => {
  const tekunKept = ['示例-1 特 700.00', '示例-1 低 exclusion.not-kept']
  const dibaoKept = ['示例-1 低 600.00', '示例-2 特 exclusion.not-kept']
  test.each<[string, MemberVersion, string | null, Record<number, string>, string[]]>([
    ['the person joins the other household next month', person(1, { from: '2026-08' }), null, {}, tekunKept],
    ['has joined it this month too', person(1, { from: '2026-07' }), null, {}, tekunKept],
    ['has left it', person(1), null, { 1: '2026-07' }, tekunKept],
    ['the enrolment names the other household', person(1), '示例-2', {}, dibaoKept],
    ['names it before the person joins', person(1, { from: '2026-08' }), '示例-2', {}, dibaoKept],
    ['names the first', person(1), '示例-1', {}, tekunKept],
  ])('%s', (_, inCountry, named, departures, expected) => {
    expect(outcome(inCountry, named, departures)).toEqual(expected)
  })
})
