import { Kysely, type Migration, Migrator, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { Refused } from '../kernel/refusal.ts'
import { DATABASE_REFUSALS } from './refusals.ts'

/** Every migration by its number, in flow order. A new one is added at the end; one that has landed is never edited. */
const MIGRATIONS: Record<string, () => Promise<Migration>> = {
  '001-tenants-and-users': () => import('../../migrations/001-tenants-and-users.ts'),
  '002-policy-documents': () => import('../../migrations/002-policy-documents.ts'),
  '003-intake': () => import('../../migrations/003-intake.ts'),
  '004-registry': () => import('../../migrations/004-registry.ts'),
  '005-runs': () => import('../../migrations/005-runs.ts'),
  '006-lines': () => import('../../migrations/006-lines.ts'),
  '007-payments': () => import('../../migrations/007-payments.ts'),
  '008-privileges': () => import('../../migrations/008-privileges.ts'),
  '009-arrears': () => import('../../migrations/009-arrears.ts'),
  '010-reissue': () => import('../../migrations/010-reissue.ts'),
  '011-jobs': () => import('../../migrations/011-jobs.ts'),
  '012-payment-files': () => import('../../migrations/012-payment-files.ts'),
  '013-returns-and-breaks': () => import('../../migrations/013-returns-and-breaks.ts'),
  '014-roles': () => import('../../migrations/014-roles.ts'),
  '015-commands': () => import('../../migrations/015-commands.ts'),
  '017-put-in': () => import('../../migrations/017-put-in.ts'),
  '020-months-apart': () => import('../../migrations/020-months-apart.ts'),
  '021-proof-demanded': () => import('../../migrations/021-proof-demanded.ts'),
  '022-checks': () => import('../../migrations/022-checks.ts'),
  '023-run-statistics': () => import('../../migrations/023-run-statistics.ts'),
  '024-account-with-owner': () => import('../../migrations/024-account-with-owner.ts'),
  '025-sample-of-years': () => import('../../migrations/025-sample-of-years.ts'),
  '026-outcomes-said-again': () => import('../../migrations/026-outcomes-said-again.ts'),
  '027-state-by-event': () => import('../../migrations/027-state-by-event.ts'),
  '030-reasons': () => import('../../migrations/030-reasons.ts'),
}

export interface SchemaStatus {
  readonly applied: readonly string[]
  readonly pending: readonly string[]
}

/** Brings the schema up to date as the owner, or to just the migrations named; returns the names of what was applied now. */
export async function migrate(ownerUrl: string, only?: readonly string[]): Promise<string[]> {
  return await withOwner(ownerUrl, async (db) => {
    if ((await statusOn(db)).pending.length === 0) return []
    const provider = { getMigrations: async () => await load(only ?? Object.keys(MIGRATIONS)) }
    const { error, results } = await new Migrator({ db, provider }).migrateToLatest()
    if (error) throw error
    await bindCounties(db)
    return (results ?? []).map((result) => result.migrationName)
  })
}

export async function schemaStatus(ownerUrl: string): Promise<SchemaStatus> {
  return await withOwner(ownerUrl, statusOn)
}

/** Refuses to work on a schema that is behind, or ahead of, this programme. */
export async function assertMigrated(ownerUrl: string): Promise<void> {
  const { applied, pending } = await schemaStatus(ownerUrl)
  const unknown = applied.filter((name) => !(name in MIGRATIONS))
  if (unknown.length > 0) throw new Refused(DATABASE_REFUSALS['database.schema-newer'](unknown))
  if (pending.length === 0) return
  throw new Refused(DATABASE_REFUSALS['database.schema-behind'](pending.length))
}

/** Tables that a migration brought are bound to the counties of those who may see only these. */
async function bindCounties(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`
    SELECT to_regprocedure('bind_counties()') IS NOT NULL AS found`.execute(db)
  if (rows[0]!.found) await sql`SELECT bind_counties()`.execute(db)
}

async function statusOn(db: Kysely<unknown>): Promise<SchemaStatus> {
  const { rows } = await sql<{ found: boolean }>`SELECT to_regclass('kysely_migration') IS NOT NULL AS found`.execute(
    db,
  )
  const applied = rows[0]?.found
    ? (await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db)).rows.map((r) => r.name)
    : []
  return { applied, pending: Object.keys(MIGRATIONS).filter((name) => !applied.includes(name)) }
}

async function load(names: readonly string[]): Promise<Record<string, Migration>> {
  const loaded = await Promise.all(names.map((name) => MIGRATIONS[name]!()))
  return Object.fromEntries(names.map((name, i) => [name, loaded[i]!]))
}

async function withOwner<T>(url: string, work: (db: Kysely<unknown>) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => {})
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}
