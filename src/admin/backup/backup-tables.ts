import type pg from 'pg'
import { invariant } from '../../kernel/invariant.ts'
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

/** The columns whose sequence would give out a number that a row has already. */
export async function sequencesBehind(client: pg.ClientBase): Promise<string[]> {
  const behind: string[] = []
  for (const { table, column, sequence } of await numberedColumns(client)) {
    const last = "SELECT last_value FROM pg_sequences WHERE schemaname = 'public' AND sequencename = $1"
    const { rows } = await client.query(
      `SELECT coalesce(max("${column}") > coalesce((${last}), 0), false) AS behind FROM public."${table}"`,
      [sequence],
    )
    if (rows[0].behind) behind.push(sequence)
  }
  return behind
}

interface NumberedColumn {
  readonly table: string
  readonly column: string
  readonly sequence: string
}

/** Each sequence with the column that it numbers: as its identity, or by a default. */
async function numberedColumns(client: pg.ClientBase): Promise<NumberedColumn[]> {
  const { rows } = await client.query(
    `SELECT t.relname AS table, a.attname AS column, s.relname AS sequence
     FROM (SELECT objid AS sequence, refobjid AS of, refobjsubid AS place FROM pg_depend
         WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')
       UNION SELECT d.refobjid, f.adrelid, f.adnum FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid
         WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass) numbered
     JOIN pg_class s ON s.oid = numbered.sequence AND s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace
     JOIN pg_class t ON t.oid = numbered.of AND NOT t.relispartition
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = numbered.place`,
  )
  return rows
}
