import { copyIn } from '../../db/copy.ts'
import { type Asking, carryOut, rowOf, sql } from '../../db/statement.ts'
import type { Tx } from '../../db/transaction.ts'
import type { TableShape } from './backup-format.ts'

/** Lets the triggers that judge single steps rest, or work again. */
export async function setTriggers(
  asking: Asking,
  tables: readonly TableShape[],
  what: 'ENABLE' | 'DISABLE',
): Promise<void> {
  for (const { table } of tables)
    await carryOut(asking, sql`ALTER TABLE ${sql.id('public', table)} ${sql.raw(what)} TRIGGER USER`)
}

/** Takes away what the schema itself brought into its tables. */
export async function emptyTables(asking: Asking, tables: readonly TableShape[]): Promise<void> {
  await carryOut(asking, sql`TRUNCATE ${sql.join(tables.map(({ table }) => sql.id('public', table)))}`)
}

/** Rows that stand by month need their months, which the runs loaded before them tell; what was archived stays away. */
export async function openMonthsFor(asking: Asking, { table }: TableShape): Promise<void> {
  const kind = sql<{ apart: boolean }>`SELECT relkind = 'p' AS apart FROM pg_class WHERE oid = to_regclass(${table})`
  if (!(await rowOf(asking, kind))?.apart) return
  await carryOut(
    asking,
    sql`
      SELECT make_month(month) FROM (SELECT DISTINCT month FROM run) opened
      WHERE month NOT IN (SELECT archived_months(ARRAY(SELECT month::text FROM run)))`,
  )
}

/** Loads rows that stand as COPY's text into a table. */
export async function loadRows(
  { client }: Tx,
  { table, columns }: TableShape,
  rows: AsyncIterable<Uint8Array>,
): Promise<void> {
  await copyIn(client, `${table} (${columns.map((column) => `"${column}"`).join(', ')})`, rows)
}

/** Sets the last number that each sequence gave out. */
export async function setSequences(asking: Asking, sequences: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(sequences)) {
    await carryOut(asking, sql`SELECT setval(format('public.%I', ${name}::text)::regclass, ${value}::bigint)`)
  }
}
