import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { measureArrears } from '../../bench/arrears-speed.ts'
import { answersHere } from '../../bench/banks-apart.ts'
import { differencesBetween } from '../../bench/compare-lines.ts'
import { compareSpeed, type SpeedComparison } from '../../bench/compare-speed.ts'
import { measureIntake } from '../../bench/intake-speed.ts'
import { asOwner } from '../../bench/owner.ts'
import { Cipher } from '../../src/db/cipher.ts'
import type { Database } from '../../src/db/connect.ts'
import { loadKeyring } from '../../src/db/keys.ts'
import { testDatabase } from '../support/database.ts'

const home = mkdtempSync(join(tmpdir(), 'huimin-bench-test-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

let database: Database
let compared: SpeedComparison

beforeAll(async () => {
  database = await testDatabase()
  const size = { households: 2000, seed: 20260701 }
  compared = await compareSpeed(contextOn(database), size, {
    repeat: 2,
    workers: 1,
    banks: async (...given) => answersHere(...given),
  })
})

function contextOn(on: Database) {
  const cipher = new Cipher(loadKeyring(home))
  return { home, database: on, cipher, actor: '', now: () => '2026-07-05T01:00:00.000Z', progress: () => {} }
}

describe('the bench on a small county', () => {
  test('the hand-written SQL and the rules give the same lines, every column of them', () => {
    expect(compared.differences).toEqual({ count: 0, examples: [] })
  })

  test.each([
    ['income that divides evenly', String.raw`formula ~ '^\([0-9.]+-[0-9.]+\)×[0-9]$'`],
    ['income that does not', String.raw`formula ~ '^\([0-9.]+×[0-9]-[0-9.]+\)×[0-9]÷[0-9]$'`],
    ['no income', "formula ~ '^[0-9.]+×[0-9]$' AND programme <> 'taper'"],
    ['a supplement for illness', "formula LIKE '%×30%'"],
    ['a supplement for a severe disability', "formula LIKE '%×20%'"],
    ['a supplement for age', "formula LIKE '%×10%'"],
    ['a taper of a household without disabled members', "formula LIKE '%÷6' AND programme = 'taper'"],
    ['a taper of a household with a disabled member', "formula LIKE '%÷8' AND programme = 'taper'"],
    ['a taper that began this month', "basis LIKE '%二;%' AND programme = 'taper'"],
    ['urban dibao', "programme = 'urban-dibao'"],
    ['tekun in town', "component = 'tekun-basic' AND formula = '1030.00'"],
    ['tekun in the country', "component = 'tekun-basic' AND formula = '829.00'"],
    ['care', "component = 'tekun-care'"],
    ['an orphan', "programme = 'orphan'"],
    ['an unsupported child', "programme = 'unsupported-child'"],
    ['a child in difficulty', "programme = 'child-in-difficulty'"],
    ['a living subsidy', "programme = 'disability-living'"],
    ['a nursing subsidy', "programme = 'disability-nursing'"],
    ['temporary help', "programme = 'temporary-assistance'"],
    ['a grant', "programme = 'education-grant'"],
    ['relief', "programme = 'disaster-relief'"],
  ])('the county has %s', async (_, condition) => {
    const { rows } = await database.pool.query(`SELECT count(*)::int AS lines FROM line WHERE ${condition}`)
    expect(rows[0].lines).toBeGreaterThan(0)
  })

  test.each([
    ["formula = formula || ' '"],
    ["basis = ''"],
    ['standard_fen = standard_fen + 1'],
    ["area = '379901000000'"],
  ])('a difference in one column of one line is found (%s)', async (change) => {
    const differences = await asOwner(database.ownerUrl, async (owner) => {
      await owner.query('BEGIN')
      const first = "(SELECT min(household_no) FROM line WHERE component = 'top-up')"
      await owner.query(`UPDATE bench_sql_line SET ${change} WHERE component = 'top-up' AND household_no = ${first}`)
      return await differencesBetween(owner, 'bench_floor_line', 'bench_sql_line')
    })
    expect(differences.count).toBe(2)
    expect(differences.examples).toHaveLength(2)
  })

  test('the rows of the floor meet the checks and the key of the lines', async () => {
    const rules = (table: string) =>
      database.pool.query(
        `SELECT contype, pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE conrelid = $1::regclass ORDER BY 1, 2`,
        [table],
      )
    const { rows } = await rules('bench_floor_line')
    expect(rows).toEqual((await rules('line')).rows)
    expect(rows.map(({ contype }) => contype)).toContain('p')
  })

  test('the floor stores as many rows as a calculation', async () => {
    const { rows } = await asOwner(database.ownerUrl, (owner) =>
      owner.query('SELECT (SELECT count(*) FROM line) AS lines, (SELECT count(*) FROM bench_floor_line) AS floor'),
    )
    expect(rows[0].floor).toBe(rows[0].lines)
    expect(Number(rows[0].floor)).toBe(compared.lines)
  })

  test('the registry has its keys and indexes when the county is made', async () => {
    const indexes = (on: Database) =>
      on.pool.query(
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename ~ '_fact$|^person$' ORDER BY 1, 2",
      )
    const constraints = (on: Database) =>
      on.pool.query(
        `SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE conrelid::regclass::text ~ '_fact$|^person$' ORDER BY 1, 2`,
      )
    const untouched = await testDatabase()
    expect((await indexes(database)).rows).toEqual((await indexes(untouched)).rows)
    expect((await constraints(database)).rows).toEqual((await constraints(untouched)).rows)
  })

  test('measures every part', () => {
    const [round] = compared.rounds
    const { month, serverPeakMiB, ...seconds } = round!
    const steps = Object.values(month).map((step) => step.seconds)
    expect([...Object.values({ ...seconds, ...compared.phases }), ...steps].every((each) => each > 0)).toBe(true)
    expect(compared.lines).toBeGreaterThan(2000)
    expect(compared.exceptions).toBeGreaterThan(0)
    expect(compared.bytesPerLine).toBeGreaterThan(100)
    expect(serverPeakMiB).toSatisfy((peak) => peak === null || peak > 1)
    expect(month.export.payments).toBeGreaterThan(1000)
    expect(month.returns.rows).toBeGreaterThan(month.export.payments * 0.98)
  })
})

test('a county changed back to its first month has differences in all of its months', async () => {
  const speed = await measureArrears(
    contextOn(await testDatabase()),
    { households: 500, seed: 1 },
    { repeat: 2, workers: 1 },
  )
  expect(speed.rounds).toHaveLength(2)
  // four of five hundred households, six months each, are more than twenty, and far from all
  expect(speed.differences).toBeGreaterThan(6)
  expect(speed.differences).toBeLessThan(500)
})

test('intake counts the rows of every kind of file', async () => {
  const imported = await measureIntake(contextOn(await testDatabase()), { households: 100, seed: 1 })
  expect(imported.map(({ kind }) => kind)).toContain('members')
  expect(imported.every(({ seconds }) => seconds > 0)).toBe(true)
  expect(imported.find(({ kind }) => kind === 'households')?.rows).toBeGreaterThanOrEqual(100)
})
