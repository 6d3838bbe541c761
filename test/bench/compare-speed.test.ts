import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differencesBetween } from '../../bench/compare-lines.ts'
import { compareSpeed, type SpeedComparison } from '../../bench/compare-speed.ts'
import { asOwner } from '../../bench/make-data.ts'
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
  const cipher = new Cipher(loadKeyring(home))
  const context = { home, database, cipher, actor: '', now: () => '2026-07-05T01:00:00.000Z', progress: () => {} }
  compared = await compareSpeed(context, { households: 400, seed: 20260701 }, 1)
})

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

  test('measures every part', () => {
    const [round] = compared.rounds
    expect(Object.values({ ...round, ...compared.phases }).every((seconds) => seconds > 0)).toBe(true)
    expect(compared.lines).toBeGreaterThan(400)
    expect(compared.exceptions).toBeGreaterThan(0)
  })
})
