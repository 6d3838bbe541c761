import { copyIn } from '../../db/copy.ts'
import { linesOfMonth } from '../../db/months.store.ts'
import { type Asking, carryOut, onlyRowOf, rowOf, sql } from '../../db/statement.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Month } from '../../kernel/month.ts'
import { ENDED_STATES } from '../../run/run-state.ts'

/** What stands by month, in the order of the file. */
export const MONTH_TABLES = ['line', 'exception'] as const
export type MonthTable = (typeof MONTH_TABLES)[number]

/** How many rows a month has. */
export interface MonthRows {
  readonly lines: number
  readonly exceptions: number
}

/** The partition in which a month's rows of a table stand. */
function partOf(table: MonthTable, month: Month): string {
  return linesOfMonth(month).replace('line', table)
}

/** Whether a month's rows are there, and the numbers of its runs that are neither closed nor void. */
export async function monthStands(
  asking: Asking,
  month: Month,
): Promise<{ readonly here: boolean; readonly unfinished: readonly string[] }> {
  return await onlyRowOf(
    asking,
    sql<{ here: boolean; unfinished: string[] }>`
      SELECT to_regclass(${linesOfMonth(month)}) IS NOT NULL AS here, ARRAY(
        SELECT number::text FROM run WHERE month = ${month} AND state <> ALL(${ENDED_STATES}) ORDER BY number) AS unfinished`,
  )
}

/** Holds a month to the end of the transaction: nobody opens a run of it meanwhile. */
export async function lockMonth(asking: Asking, month: Month): Promise<void> {
  await carryOut(asking, sql`SELECT pg_advisory_xact_lock(hashtextextended('huimin open month ' || ${month}::text, 0))`)
}

/** Takes a month's rows away. */
export async function dropMonth({ client }: Tx, month: Month): Promise<void> {
  for (const table of MONTH_TABLES) {
    const part = sql.id(partOf(table, month))
    await carryOut(client, sql`ALTER TABLE ${sql.id(table)} DETACH PARTITION ${part}`)
    await carryOut(client, sql`DROP TABLE ${part}`)
  }
}

/** Makes room for a month's rows where there is none. */
export async function makeMonth({ client }: Tx, month: Month): Promise<void> {
  await carryOut(client, sql`SELECT make_month(${month})`)
}

/** Loads rows into a month's part of a table; they were judged when they were first written. */
export async function loadMonthRows(
  { client }: Tx,
  { table, month, columns }: { readonly table: MonthTable; readonly month: Month; readonly columns: readonly string[] },
  rows: AsyncIterable<Uint8Array>,
): Promise<void> {
  const part = partOf(table, month)
  await carryOut(client, sql`ALTER TABLE ${sql.id(part)} DISABLE TRIGGER USER`)
  await copyIn(client, `${part} (${columns.join(', ')})`, rows)
  await carryOut(client, sql`ALTER TABLE ${sql.id(part)} ENABLE TRIGGER USER`)
}

export async function monthRows(asking: Asking, month: Month): Promise<MonthRows> {
  return await onlyRowOf(
    asking,
    sql<MonthRows>`
      SELECT (SELECT count(*) FROM line WHERE run_month = ${month})::int AS lines,
        (SELECT count(*) FROM exception WHERE run_month = ${month})::int AS exceptions`,
  )
}

/** The columns of a table in their order. */
export async function columnsOf(asking: Asking, table: MonthTable): Promise<string[]> {
  const found = sql<{ columns: string[] }>`
    SELECT array_agg(attname::text ORDER BY attnum) AS columns FROM pg_attribute
    WHERE attrelid = ${table}::regclass AND attnum > 0 AND NOT attisdropped`
  return (await onlyRowOf(asking, found)).columns
}

/** What of a month is written into its file. */
export function rowsOfMonth(table: MonthTable, month: Month, columns: readonly string[]) {
  return sql`SELECT ${sql.join(columns.map((one) => sql.id(one)))} FROM ${sql.id(table)} WHERE run_month = ${month}`
}

/** The archived month whose file has this hash, and how many rows it had; undefined where it is no such file. */
export async function archivedAs(
  asking: Asking,
  sha256: string,
): Promise<(MonthRows & { readonly month: Month }) | undefined> {
  return await rowOf(
    asking,
    sql<MonthRows & { month: Month }>`
      SELECT run_month AS month, lines::int AS lines, exceptions::int AS exceptions FROM (
        SELECT DISTINCT ON (run_month) run_month, lines, exceptions, sha256, what FROM month_archive
        ORDER BY run_month, event_no DESC) last
      WHERE what = 'archived' AND sha256 = ${sha256} ORDER BY run_month LIMIT 1`,
  )
}

/** Writes down what became of a month's rows. */
export async function insertArchiveEvent(
  { client }: Tx,
  month: Month,
  event: MonthRows & {
    readonly what: 'archived' | 'restored'
    readonly sha256: string
    readonly actor: string
    readonly at: string
  },
): Promise<void> {
  const { what, lines, exceptions, sha256, actor, at } = event
  await carryOut(
    client,
    sql`
      INSERT INTO month_archive (run_month, event_no, what, lines, exceptions, sha256, actor, at)
      SELECT ${month}::text, coalesce(max(event_no), 0) + 1, ${what}::text, ${lines}::bigint, ${exceptions}::bigint,
        ${sha256}::text, ${actor}::text, ${at}::timestamptz
      FROM month_archive WHERE run_month = ${month}::text`,
  )
}
