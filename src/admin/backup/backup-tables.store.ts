import { type Asking, onlyRowOf, rowsOf, type Statement, sql } from '../../db/statement.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { TableShape } from './backup-format.ts'

/** The tables of the programme with their columns, each after those that it refers to; what stands by month, after its runs. */
export async function backupTables(asking: Asking): Promise<TableShape[]> {
  const columns = await rowsOf(
    asking,
    sql<TableShape>`
      SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname NOT LIKE 'kysely%' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     GROUP BY c.relname ORDER BY c.relname`,
  )
  const references = await rowsOf(
    asking,
    sql<{ of: string; to: string }>`
      SELECT DISTINCT conrelid::regclass::text AS of, confrelid::regclass::text AS to FROM pg_constraint
     WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid
     UNION SELECT c.relname, telling FROM pg_class c, unnest(ARRAY['run', 'month_archive']) telling
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'p'`,
  )
  return inOrderOfReference(columns, references)
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

/** Every row of a table, as a backup holds them. */
export function rowsOfTable({ table, columns }: TableShape): Statement {
  return sql`SELECT ${sql.join(columns.map((column) => sql.id(column)))} FROM ${sql.id('public', table)}`
}

/** The last number that each sequence gave out; those never used are left out. */
export async function sequenceValues(asking: Asking): Promise<Record<string, string>> {
  const used = sql<{ name: string; last: string }>`
    SELECT sequencename AS name, last_value::text AS last FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL`
  return Object.fromEntries((await rowsOf(asking, used)).map(({ name, last }) => [name, last]))
}

/** The columns whose sequence would give out a number that a row has already. */
export async function sequencesBehind(asking: Asking): Promise<string[]> {
  const behind: string[] = []
  for (const { table, column, sequence } of await numberedColumns(asking)) {
    const last = sql`SELECT last_value FROM pg_sequences WHERE schemaname = 'public' AND sequencename = ${sequence}`
    const asked = sql<{ behind: boolean }>`
      SELECT coalesce(max(${sql.id(column)}) > coalesce((${last}), 0), false) AS behind FROM ${sql.id('public', table)}`
    if ((await onlyRowOf(asking, asked)).behind) behind.push(sequence)
  }
  return behind
}

interface NumberedColumn {
  readonly table: string
  readonly column: string
  readonly sequence: string
}

/** Each sequence with the column that it numbers: as its identity, or by a default. */
async function numberedColumns(asking: Asking): Promise<NumberedColumn[]> {
  return await rowsOf(
    asking,
    sql<NumberedColumn>`
      SELECT t.relname AS table, a.attname AS column, s.relname AS sequence
     FROM (SELECT objid AS sequence, refobjid AS of, refobjsubid AS place FROM pg_depend
         WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')
       UNION SELECT d.refobjid, f.adrelid, f.adnum FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid
         WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass) numbered
     JOIN pg_class s ON s.oid = numbered.sequence AND s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace
     JOIN pg_class t ON t.oid = numbered.of AND NOT t.relispartition
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = numbered.place`,
  )
}
