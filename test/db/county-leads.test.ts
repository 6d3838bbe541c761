import { beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import { openMonth } from '../../src/db/months.store.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { testDatabase } from '../support/database.ts'

/** Keys and indexes of growing tables that the county does not lead, and why. */
const NOT_LED: Readonly<Record<string, string>> = {
  person_id_hash_county_key:
    'an account or a finding names a person and no county, so a person is looked for in all of them; the county is in it',
  household_fact_by_number: 'an income names a household and no county, and a number is one county’s only; no key',
}

/** Numbers may be left out in each of these: nothing counts on them but that none comes twice. */
const SEQUENCES: Readonly<Record<string, string>> = {
  person_no_seq: 'names a person inside; the number is shown to nobody',
  run_run_id_seq: 'names a run inside; people see 371302-202607-R1, which counts within the county and month',
  intake_intake_no_seq: 'names an import, of whatever counties',
  exception_exception_no_seq: 'keeps the order of what is listed',
}

let database: Database

beforeAll(async () => {
  database = await testDatabase()
  await inTransaction(database.pool, (tx) => openMonth(tx.client, '2026-07'))
})

/** Tables of counties: whatever has a column `county` grows with the number of counties or of months. */
const GROWING = `(SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'county'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped)`

async function rowsOf<T>(text: string): Promise<T[]> {
  return (await database.pool.query(text)).rows
}

describe('every growing table', () => {
  test('is told by its county, with every other table named', async () => {
    const tables = await rowsOf<{ name: string; growing: boolean }>(
      `SELECT relname AS name, oid IN ${GROWING} AS growing FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname NOT LIKE 'kysely%' ORDER BY 1`,
    )
    expect(tables.filter(({ growing }) => growing).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['line', 'line_202607', 'exception', 'payment', 'outcome', 'member_fact', 'audit', 'run']),
    )
    expect(tables.filter(({ growing }) => !growing).map(({ name }) => name)).toEqual([
      'access_rule', 'app_user', 'index_fact', 'intake', 'month_archive', 'policy_document', 'policy_revision',
    ]) // biome-ignore format: a list
  })

  test('has a primary or unique key', async () => {
    const without = await rowsOf(
      `SELECT relname FROM pg_class WHERE oid IN ${GROWING} AND NOT EXISTS (
         SELECT FROM pg_constraint WHERE conrelid = pg_class.oid AND contype IN ('p', 'u'))`,
    )
    expect(without).toEqual([])
  })

  test('has the county in front of every key and index, but for those that are named', async () => {
    const others = await rowsOf<{ name: string; unique: boolean; holds: boolean }>(
      `SELECT indexrelid::regclass::text AS name, indisunique OR indisexclusion AS unique,
         EXISTS (SELECT FROM pg_attribute WHERE attrelid = indexrelid AND attname = 'county') AS holds
       FROM pg_index WHERE indrelid IN ${GROWING}
         AND (SELECT attname FROM pg_attribute WHERE attrelid = indrelid AND attnum = indkey[0]) IS DISTINCT FROM 'county'`,
    )
    expect(others.map(({ name }) => name).sort()).toEqual(Object.keys(NOT_LED).sort())
    expect(others.filter(({ unique, holds }) => unique && !holds)).toEqual([])
  })

  test('where it stands by month, has the month in every key, and no place for what belongs to no month', async () => {
    const apart = await rowsOf<{ name: string; keys: boolean; catchall: boolean }>(
      `SELECT relname AS name, (SELECT bool_and('run_month' = ANY (ARRAY(SELECT attname::text FROM pg_attribute
           WHERE attrelid = indexrelid))) FROM pg_index WHERE indrelid = c.oid AND indisunique) AS keys,
         (SELECT partdefid <> 0 FROM pg_partitioned_table WHERE partrelid = c.oid) AS catchall
       FROM pg_class c WHERE relkind = 'p' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    )
    expect(apart).toEqual([
      { name: 'exception', keys: true, catchall: false },
      { name: 'line', keys: true, catchall: false },
    ])
  })

  test('refers to rows of its own county alone, or to what stands on every node', async () => {
    const references = await rowsOf<{ name: string; to: string; own: boolean; growing: boolean }>(
      `SELECT conname AS name, confrelid::regclass::text AS to, confrelid IN ${GROWING} AS growing,
         EXISTS (SELECT FROM unnest(conkey, confkey) AS pair (here, there)
           JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = here AND a.attname = 'county'
           JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = there AND b.attname = 'county') AS own
       FROM pg_constraint WHERE contype = 'f' AND conrelid IN ${GROWING}`,
    )
    expect(references.length).toBeGreaterThan(20)
    expect(references.filter(({ growing, own }) => growing && !own)).toEqual([])
    expect([...new Set(references.filter(({ growing }) => !growing).map(({ to }) => to))]).toEqual(['app_user'])
  })
})

test('nothing that stands on every node refers to rows of a county', async () => {
  const back = await rowsOf(
    `SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid NOT IN ${GROWING} AND confrelid IN ${GROWING}`,
  )
  expect(back).toEqual([])
})

test('no sequence has to be without gaps: every one of them is named, and nothing is counted by it', async () => {
  const found = await rowsOf<{ name: string }>(
    "SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1",
  )
  expect(found.map(({ name }) => name)).toEqual(Object.keys(SEQUENCES).sort())
  await inTransaction(database.pool, async (tx) => {
    for (const { name } of found) await tx.client.query('SELECT nextval($1), nextval($1)', [name])
  })
  const narrow = await rowsOf(
    `SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND data_type <> 'bigint'::regtype`,
  )
  expect(narrow).toEqual([])
})

describe('a month', () => {
  test('is made once, however many open it at once', async () => {
    const open = () => inTransaction(database.pool, (tx) => openMonth(tx.client, '2031-02'))
    await Promise.all([open(), open(), open()])
    const parts = await rowsOf<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_inherits WHERE inhrelid IN ('line_203102'::regclass, 'exception_203102'::regclass)`,
    )
    expect(parts[0]!.n).toBe(2)
  })

  test('that nobody opened takes no rows', async () => {
    await expect(
      database.pool.query(
        `INSERT INTO exception (county, run_month, run_id, attempt, benefit_month, effect, code, message)
         VALUES ('379901', '2031-03', 1, 1, '2031-03', 'warning', '示例', '示例')`,
      ),
    ).rejects.toThrow('no partition of relation "exception" found for row')
  })

  test.each([
    'DELETE FROM line_202607',
    'UPDATE line_202607 SET amount_fen = 1',
    'DELETE FROM exception_202607',
    'TRUNCATE line_202607',
    'DROP TABLE line_202607',
    'ALTER TABLE line DETACH PARTITION line_202607',
  ])('is not the service’s to change: %s', async (statement) => {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: '42501' })
  })

  test.each(['2026-13', '2026', '', "2026-07'; DROP TABLE line; --"])('is not called %j', async (name) => {
    await expect(database.pool.query('SELECT open_month($1)', [name])).rejects.toMatchObject({ code: '23514' })
  })
})
