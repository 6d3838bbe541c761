import { describe, expect, test } from 'vitest'
import { HistoryBuilder } from '../../src/registry/history-builder.ts'
import type { HouseholdHistory } from '../../src/registry/household-history.ts'
import { addHousehold, type HouseholdRow } from '../../src/registry/household-rows.store.ts'
import { enrolmentIsIn, householdIn, incomesIn, isAlive, isPresent, membersIn } from '../../src/registry/in-force.ts'
import { addIncome, type IncomeRow } from '../../src/registry/income-rows.store.ts'
import { addMember, type MemberRow } from '../../src/registry/member-rows.store.ts'

interface Rows {
  readonly households?: readonly HouseholdRow[]
  readonly members?: readonly MemberRow[]
  readonly incomes?: readonly IncomeRow[]
  readonly sharedDeaths?: ReadonlyMap<number, string | null>
}

/** A household as its rows arrive, ordered as the reader orders them. */
function history({
  households = [size('2025-01', 1)],
  members = [],
  incomes = [],
  sharedDeaths,
}: Rows): HouseholdHistory {
  const builder = new HistoryBuilder(sharedDeaths ?? new Map())
  for (const row of households) addHousehold(builder, row)
  for (const row of members) addMember(builder, row)
  for (const row of incomes) addIncome(builder, row)
  return builder.finish()[0]!
}

function size(from: string, persons: number): HouseholdRow {
  return ['示例-1', from, '1', '379901001001', 'urban', String(persons)]
}

interface MemberChange {
  readonly person?: number
  readonly covered?: boolean
  readonly died?: string
  readonly left?: string
}

function member(from: string, known: number, { person = 1, covered = true, died, left }: MemberChange = {}): MemberRow {
  const flags = [null, null, null, null, null, null] as const
  return [
    '示例-1',
    String(person),
    from,
    String(known),
    '1980-01-01',
    covered ? 't' : 'f',
    ...flags,
    died ?? null,
    left ?? null,
  ]
}

function income(kind: string, from: string, to: string | null, fen: number, person = 0): IncomeRow {
  return ['示例-1', String(person), kind, from, to, String(fen)]
}

describe('the household row in force', () => {
  const rows = { households: [size('2026-01', 3), size('2026-06', 4), size('2026-06', 5), size('2026-08', 6)] }
  test.each([
    ['2025-12', undefined],
    ['2026-01', 3],
    ['2026-05', 3],
    ['2026-06', 5], // the row imported later takes the place of the one of the same month
    ['2026-07', 5],
    ['2026-08', 6],
    ['2030-01', 6],
  ])('%s: %s', (month, persons) => {
    expect(householdIn(history(rows), month)?.size).toBe(persons)
  })
})

describe('the member rows in force', () => {
  const rows = {
    members: [
      member('2026-01', 1),
      member('2026-03', 1, { covered: false }),
      member('2026-03', 4, { covered: true }),
      member('2026-05', 2, { covered: false }),
      member('2026-02', 1, { person: 2 }),
    ],
  }
  test.each([
    ['2025-12', []],
    ['2026-01', ['1 true']],
    ['2026-02', ['1 true', '2 true']],
    ['2026-03', ['1 true', '2 true']],
    ['2026-05', ['1 false', '2 true']],
  ])('%s: %o', (month, expected) => {
    const found = membersIn(history(rows), month).map(({ personNo, covered }) => `${personNo} ${covered}`)
    expect(found).toEqual(expected)
  })
})

describe('the incomes in force', () => {
  const rows = {
    incomes: [
      income('务工', '2026-01', '2026-03', 100),
      income('务工', '2026-05', null, 200),
      income('务工', '2026-07', '2026-08', 300),
      income('务工', '2026-10', '2026-09', 400), // ended before it began: taken back, it takes over nothing
      income('务工', '2026-01', null, 7, 1),
      income('财产', '2026-06', null, 50, 1),
    ],
  }
  test.each([
    ['2025-12', []],
    ['2026-01', [100, 7]],
    ['2026-03', [100, 7]],
    ['2026-04', [7]],
    ['2026-05', [200, 7]],
    ['2026-06', [200, 7, 50]],
    ['2026-07', [300, 7, 50]],
    ['2026-08', [300, 7, 50]],
    ['2026-09', [7, 50]], // the earlier row does not come back
    ['2026-10', [7, 50]],
  ])('%s: %o', (month, expected) => {
    expect(incomesIn(history(rows), month).map(({ monthlyFen }) => Number(monthlyFen))).toEqual(expected)
  })

  test('a row imported later takes the place of the one of the same key', () => {
    const replaced = [income('务工', '2026-01', null, 100), income('务工', '2026-01', null, 900)]
    expect(incomesIn(history({ incomes: replaced }), '2026-02').map(({ monthlyFen }) => monthlyFen)).toEqual([900n])
  })
})

test.each([
  ['2026-03', '2026-05', ['2026-03', '2026-04', '2026-05']],
  ['2026-03', '2026-03', ['2026-03']],
  ['2026-05', null, ['2026-05', '2026-06']],
  ['2026-05', '2026-04', []],
  ['2026-05', '2026-02', []],
])('an enrolment from %s to %s is in force in %o', (from, to, expected) => {
  const months = ['2026-02', '2026-03', '2026-04', '2026-05', '2026-06']
  expect(months.filter((month) => enrolmentIsIn({ from, to } as never, month))).toEqual(expected)
})

describe('death and departure', () => {
  test.each([
    ['2026-06', true],
    ['2026-07', true], // the month of death is still paid
    ['2026-08', false],
  ])('died on 2026-07-01, alive in %s: %s', (month, expected) => {
    expect(isAlive(history({ members: [member('2026-01', 1, { died: '2026-07-01' })] }), 1, month)).toBe(expected)
  })

  test.each([
    ['2026-06', true],
    ['2026-07', false],
  ])('失效月份 2026-07, present in %s: %s', (month, expected) => {
    expect(isPresent(history({ members: [member('2026-01', 1, { left: '2026-07' })] }), 1, month)).toBe(expected)
  })

  test('count from their own dates, whatever 生效月份 their row carries', () => {
    const later = history({
      members: [member('2026-01', 1), member('2026-12', 1, { died: '2026-03-03', left: '2026-05' })],
    })
    expect([isAlive(later, 1, '2026-04'), isPresent(later, 1, '2026-05')]).toEqual([false, false])
    expect(membersIn(later, '2026-04')).toHaveLength(1)
  })

  test.each<[string, MemberRow[], string | undefined]>([
    [
      'imported last, though of an earlier month',
      [member('2026-01', 5), member('2026-06', 2, { died: '2026-02-02' })],
      undefined,
    ],
    [
      'imported last',
      [member('2026-01', 2, { died: '2026-02-02' }), member('2026-06', 5, { died: '2026-03-03' })],
      '2026-03-03',
    ],
    ['imported last of one month', [member('2026-01', 2, { died: '2026-02-02' }), member('2026-01', 5)], undefined],
    [
      'of the later month in one import',
      [member('2026-01', 2), member('2026-06', 2, { died: '2026-02-02' })],
      '2026-02-02',
    ],
    [
      'of the later month in one import',
      [member('2026-01', 2, { died: '2026-02-02' }), member('2026-06', 2)],
      undefined,
    ],
  ])('are those of the row %s', (_, members, died) => {
    expect(history({ members }).deaths.get(1)).toBe(died)
  })

  test('of two persons are kept apart', () => {
    const members = [member('2026-01', 9, { died: '2026-02-02' }), member('2026-01', 3, { person: 2, left: '2026-04' })]
    const { deaths, departures } = history({ members })
    expect([[...deaths], [...departures]]).toEqual([[[1, '2026-02-02']], [[2, '2026-04']]])
  })

  test('of a person in several households: the death that was imported last anywhere', () => {
    const members = [member('2026-01', 1, { died: '2026-02-02' })]
    const of = (died: string | null) => history({ members, sharedDeaths: new Map([[1, died]]) }).deaths.get(1)
    expect([of('2026-05-05'), of(null)]).toEqual(['2026-05-05', undefined])
  })
})

test('rows of a household that is not there are a bug of ours', () => {
  const builder = new HistoryBuilder(new Map())
  expect(() => addIncome(builder, income('务工', '2026-01', null, 1))).toThrow('without the household itself')
})
