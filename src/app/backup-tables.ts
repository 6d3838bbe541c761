import type pg from 'pg'
import { invariant } from '../kernel/invariant.ts'
import type { TableShape } from './backup-format.ts'

/** The tables of the programme with their columns, each after those that it refers to; what stands by month, after its runs. */
export async function backupTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows: columns } = await client.query(
    `SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname NOT LIKE 'kysely%' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     GROUP BY c.relname ORDER BY c.relname`,
  )
  const { rows: references } = await client.query(
    `SELECT DISTINCT conrelid::regclass::text AS of, confrelid::regclass::text AS to FROM pg_constraint
     WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid
     UNION SELECT c.relname, telling FROM pg_class c, unnest(ARRAY['run', 'month_archive']) telling
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'p'`,
  )
  return inOrderOfReference(columns as TableShape[], references)
}

function inOrderOfReference(
  tables: readonly TableShape[],
  references: readonly { readonly of: string; readonly to: string }[],
): TableShape[] {
  const ordered: TableShape[] = []
  const placed = new Set<string>()
  while (ordered.length < tables.length) {
    const ready = tables.filter(
      ({ table }) => !placed.has(table) && references.every(({ of, to }) => of !== table || placed.has(to)),
    )
    invariant(ready.length > 0, 'tables refer to each other in a circle')
    for (const shape of ready) {
      ordered.push(shape)
      placed.add(shape.table)
    }
  }
  return ordered
}

/** The last number that each sequence gave out; those never used are left out. */
export async function sequenceValues(client: pg.ClientBase): Promise<Record<string, string>> {
  const { rows } = await client.query(
    "SELECT sequencename AS name, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL",
  )
  return Object.fromEntries(rows.map(({ name, last_value }) => [name, String(last_value)]))
}
