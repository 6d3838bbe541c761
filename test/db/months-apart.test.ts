import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate, schemaStatus } from '../../src/db/migrate.ts'

/** A database as it was before lines stood apart by month, with two months in it; one of them is closed. */
const name = `test_${randomUUID().replaceAll('-', '')}`
const url = inject('testServer').replace('%', name)
let owner: pg.Client

beforeAll(async () => {
  await asAdmin(`CREATE DATABASE ${name}`)
  const { pending } = await schemaStatus(url)
  await migrate(
    url,
    pending.filter((one) => one < '020'),
  )
  owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(`
    INSERT INTO county VALUES ('379901', 1), ('379902', 1);
    INSERT INTO app_user (name, role, added_by, added_at) VALUES ('甲', 'maker', '甲', now());
    INSERT INTO run (county, number, month, kind, sequence, maker, opened_at)
    SELECT county, county || month, month, 'regular', 1, '甲', now()
    FROM county, unnest(ARRAY['2026-06', '2026-07', '2026-08']) month;
    INSERT INTO line SELECT county, month, run_id, 1, '示例-' || n, 0, 'urban-dibao', 'top-up', month, 'normal', 'urban-dibao',
      'E' || n, n, county || '001001', 1, 62000, 100 + n, '620.00', '示例' FROM run, generate_series(1, 50) n WHERE month < '2026-08';
    INSERT INTO exception (county, run_month, run_id, attempt, benefit_month, effect, code, message)
    SELECT county, month, run_id, 1, month, 'warning', '示例', 'n' || n FROM run, generate_series(1, 5) n WHERE month < '2026-08';
    UPDATE run SET state = 'closed' WHERE month = '2026-06'`)
}, 120_000)

afterAll(async () => {
  await owner.end()
  await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`)
})

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('testServer').replace('%', 'postgres') })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

async function rows(): Promise<string> {
  const found = await owner.query(
    `SELECT (SELECT json_agg(to_jsonb(l) - 'used' ORDER BY l::text) FROM line l) AS lines, (SELECT json_agg(e ORDER BY e::text) FROM exception e) AS listed,
       (SELECT last_value FROM exception_exception_no_seq) AS last`,
  )
  return JSON.stringify(found.rows)
}

test('rows that were there stand in their months as they were, closed months included, and what follows is numbered on', async () => {
  const before = await rows()
  expect(await migrate(url)).toContain('020-months-apart')
  expect(await rows()).toBe(before)
  const { rows: apart } = await owner.query(
    `SELECT tableoid::regclass::text AS part, run_month AS month, count(*)::int AS n FROM line GROUP BY 1, 2
     UNION ALL SELECT tableoid::regclass::text, run_month, count(*)::int FROM exception GROUP BY 1, 2 ORDER BY 1`,
  )
  expect(apart).toEqual([
    { part: 'exception_202606', month: '2026-06', n: 10 },
    { part: 'exception_202607', month: '2026-07', n: 10 },
    { part: 'line_202606', month: '2026-06', n: 100 },
    { part: 'line_202607', month: '2026-07', n: 100 },
  ])
  const { rows: next } = await owner.query(
    `INSERT INTO exception (county, run_month, run_id, attempt, benefit_month, effect, code, message)
     SELECT county, month, run_id, 1, month, 'warning', '示例', '示例' FROM run WHERE month = '2026-08' LIMIT 1
     RETURNING exception_no = (SELECT max(exception_no) + 1 FROM exception) AS on`,
  )
  expect(next[0].on).toBe(true)
})

test('the fences stand at every month again, and no row of a closed one is added, through the whole or past it', async () => {
  const { rows: off } = await owner.query("SELECT count(*)::int AS n FROM pg_trigger WHERE tgenabled = 'D'")
  expect(off[0].n).toBe(0)
  const again = `SELECT county, run_month, run_id, 2, household_no, person_no, programme, component, benefit_month, type, item,
    enrolment_no, payee_no, area, persons, standard_fen, amount_fen, formula, basis FROM line WHERE run_month = '2026-06' LIMIT 1`
  for (const table of ['line', 'line_202606']) {
    await expect(owner.query(`INSERT INTO ${table} ${again}`)).rejects.toThrow('lines of a submitted run')
    await expect(owner.query(`DELETE FROM ${table}`)).rejects.toThrow('append-only')
    await expect(owner.query(`UPDATE ${table} SET amount_fen = 1`)).rejects.toThrow('append-only')
  }
  for (const table of ['exception', 'exception_202606'])
    await expect(owner.query(`DELETE FROM ${table}`)).rejects.toThrow('append-only')
})

test('who is bound to a county sees it alone, through the whole or past it', async () => {
  await owner.query("UPDATE app_user SET counties = '{379901}' WHERE name = '甲'")
  await owner.query("SET huimin.actor = '甲'; SET ROLE huimin_county_service")
  for (const table of ['line', 'line_202606', 'exception', 'exception_202607']) {
    const { rows: seen } = await owner.query(`SELECT array_agg(DISTINCT county) AS counties FROM ${table}`)
    expect(seen[0].counties).toEqual(['379901'])
  }
  await owner.query("RESET ROLE; SET huimin.actor = ''")
})
