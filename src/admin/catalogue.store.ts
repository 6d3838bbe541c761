import type { CatalogueTable, SchemaCatalogue } from '../db/distribute.ts'
import { type Asking, onlyRowOf, rowsOf, sql } from '../db/statement.ts'
import { backupTables } from './backup/backup-tables.store.ts'

/** The schema as it is: every table of the programme but the migrations' own. */
export async function readCatalogue(asking: Asking): Promise<SchemaCatalogue> {
  const tables: CatalogueTable[] = []
  for (const { table } of await backupTables(asking)) tables.push(await readTable(asking, table))
  const views = await rowsOf(
    asking,
    sql<SchemaCatalogue['views'][number]>`
      SELECT relname::text AS name, pg_get_viewdef(oid) AS definition,
        coalesce('security_invoker=true' = ANY (reloptions), false) AS bound
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' ORDER BY oid`,
  )
  return { tables: countyFirst(tables), views }
}

async function readTable(asking: Asking, table: string): Promise<CatalogueTable> {
  const itself = sql`${table}::regclass`
  const withParts = sql`SELECT relid FROM pg_partition_tree(${itself}) UNION SELECT ${itself}`
  const found = await onlyRowOf(
    asking,
    sql<Omit<CatalogueTable, 'name'>>`
      SELECT (SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = ${itself} AND attname = 'county')
          AS "countyType",
        coalesce((SELECT json_agg(json_build_object('table', tgrelid::regclass::text, 'name', tgname)
            ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger
          WHERE tgrelid IN (${withParts}) AND NOT tgisinternal AND tgparentid = 0), '[]') AS triggers,
        coalesce((SELECT json_agg(polrelid::regclass::text ORDER BY polrelid::regclass::text) FROM pg_policy
          WHERE polrelid IN (${withParts})), '[]') AS bound`,
  )
  return { name: table, ...found }
}

/** The county leads, for all others are placed beside it. */
function countyFirst(tables: readonly CatalogueTable[]): CatalogueTable[] {
  return [...tables].sort((a, b) => Number(b.name === 'county') - Number(a.name === 'county'))
}

/** Whether the server can distribute tables. */
export async function hasCitus(asking: Asking): Promise<boolean> {
  const asked = sql<{ citus: boolean }>`SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS citus`
  return (await onlyRowOf(asking, asked)).citus
}

/** Whether the schema is distributed already; to be asked only where the server has Citus. */
export async function isDistributed(asking: Asking): Promise<boolean> {
  const asked = sql`SELECT FROM pg_dist_partition WHERE logicalrelid = 'county'::regclass`
  return (await rowsOf(asking, asked)).length === 1
}

/** What the database of a connection is called. */
export async function databaseName(asking: Asking): Promise<string> {
  return (await onlyRowOf(asking, sql<{ name: string }>`SELECT current_database() AS name`)).name
}
