import pg from 'pg'
import { expect, test } from 'vitest'
import { readCatalogue } from '../../src/admin/catalogue.store.ts'
import { distributeSchema, plannedDistribution } from '../../src/admin/distribute.ts'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { distributeStatements } from '../../src/db/distribute.ts'
import { huimin } from '../support/cli.ts'
import { testDatabase } from '../support/database.ts'
import { testContext } from '../support/registry.ts'
import { openSampleMonth } from '../support/sample-county.ts'

/** What stands in for Citus: it notes what it was asked, and refuses what Citus refuses. */
const STAND_IN = `
  CREATE TABLE asked (no serial, what text, name text, beside text);
  CREATE FUNCTION fit(name text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM pg_trigger WHERE NOT tgisinternal
        AND tgrelid IN (SELECT relid FROM pg_partition_tree(name::regclass) UNION SELECT name::regclass)) THEN
      RAISE EXCEPTION 'triggers are not supported on distributed tables: %', name; END IF;
    IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = name::regclass AND confrelid <> conrelid
        AND confrelid::regclass::text NOT IN (SELECT asked.name FROM asked)) THEN
      RAISE EXCEPTION '% refers to a table that is local', name; END IF;
  END $$;
  CREATE FUNCTION create_reference_table(name text) RETURNS void LANGUAGE sql AS
    $$ SELECT fit(name); INSERT INTO asked (what, name) VALUES ('reference', name) $$;
  CREATE FUNCTION create_distributed_table(name text, by text, colocate_with text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    PERFORM fit(name);
    IF (SELECT atttypid FROM pg_attribute WHERE attrelid = name::regclass AND attname = by) <> 'text'::regtype THEN
      RAISE EXCEPTION 'cannot colocate tables: distribution column types do not match: %', name; END IF;
    IF EXISTS (SELECT FROM pg_index WHERE indrelid = name::regclass AND indisunique AND NOT EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = indexrelid AND attname = by)) THEN
      RAISE EXCEPTION 'unique constraint of % without the distribution column', name; END IF;
    INSERT INTO asked (what, name, beside) VALUES ('distributed', name, colocate_with);
  END $$`

test('without Citus it is said plainly, and nothing is changed', async () => {
  const database = await testDatabase()
  const before = await plannedDistribution(database.ownerUrl)
  await expect(distributeSchema(database.ownerUrl)).rejects.toThrow('没有启用 Citus 扩展,没有改动任何内容')
  expect(await plannedDistribution(database.ownerUrl)).toEqual(before)
  const environment = { DATABASE_URL: database.ownerUrl, HUIMIN_HOME: '/nonexistent' }
  const { code, out } = await huimin(['db', 'distribute', '--json'], { ...environment, HUIMIN_HOME: await homeOf() })
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ code: 'database.no-citus' }] })
})

async function homeOf(): Promise<string> {
  return (await testContext(await testDatabase())).home
}

test('every table goes to its county or to every node, in an order that holds; a month is worked out afterwards', async () => {
  const database = await testDatabase()
  const context = await testContext(database)
  const run = await openSampleMonth(context)
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  try {
    const { tables } = await readCatalogue(owner)
    const statements = await plannedDistribution(database.ownerUrl)
    await owner.query(STAND_IN)
    for (const statement of statements) await owner.query(statement)
    const { rows } = await owner.query('SELECT what, name, beside FROM asked ORDER BY no')
    expect(rows.map(({ name }) => name).sort()).toEqual(tables.map(({ name }) => name).sort())
    const distributed = rows.filter(({ what }) => what === 'distributed')
    expect(distributed[0]).toMatchObject({ name: 'county', beside: 'none' })
    expect(distributed.slice(1).every(({ beside }) => beside === 'county')).toBe(true)
    expect(distributed.map(({ name }) => name)).toEqual(expect.arrayContaining(['line', 'payment', 'run', 'outcome']))
    expect(
      rows
        .filter(({ what }) => what === 'reference')
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'access_rule',
      'app_user',
      'index_fact',
      'intake',
      'month_archive',
      'policy_document',
      'policy_revision',
    ])
    const { rows: policies } = await owner.query(
      "SELECT count(*)::int AS n FROM pg_policies WHERE policyname = 'own_counties'",
    )
    expect(policies[0].n).toBeGreaterThan(30)
  } finally {
    await owner.end()
  }
  expect((await calculateRun(context, run.number)).attempt.progress.lines).toBeGreaterThan(5)
})

test('a table of a schema of one’s own: views and policies go first and come back last', () => {
  const one = { countyType: 'county_code', triggers: [{ table: 'run', name: 'fence' }], bound: ['run'] }
  const views = [
    { name: 'inner_view', definition: 'SELECT 1', bound: true },
    { name: 'outer_view', definition: 'SELECT 2', bound: false },
  ]
  const tables = [
    { name: 'county', countyType: 'text', triggers: [], bound: [] },
    { name: 'run', ...one },
  ]
  const said = distributeStatements({ tables, views }).map((statement) => statement.split('\n')[0])
  expect(said).toEqual([
    'DROP VIEW outer_view',
    'DROP VIEW inner_view',
    'DROP POLICY own_counties ON run',
    'DROP TRIGGER fence ON run',
    'ALTER TABLE run ALTER COLUMN county TYPE text COLLATE "C"',
    "SELECT create_distributed_table('county', 'county', colocate_with => 'none')",
    "SELECT create_distributed_table('run', 'county', colocate_with => 'county')",
    'CREATE POLICY own_counties ON run TO huimin_county_service, huimin_county_auditor',
    'CREATE VIEW inner_view WITH (security_invoker = true) AS SELECT 1',
    'CREATE VIEW outer_view AS SELECT 2',
    'GRANT SELECT ON inner_view TO huimin_service, huimin_auditor, huimin_admin',
    'GRANT SELECT ON outer_view TO huimin_service, huimin_auditor, huimin_admin',
  ])
})
