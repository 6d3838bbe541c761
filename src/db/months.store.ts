import type { Kysely } from 'kysely'
import type { ClientBase } from 'pg'
import { Refused } from '../kernel/refusal.ts'
import { DATABASE_REFUSALS } from './refusals.ts'
import type { Schema } from './schema.ts'
import { carryOut, rowsOf, sql } from './statement.ts'

/** Makes room for the lines and listings of a month, where there is none yet. Refused where the month is archived. */
export async function openMonth(client: ClientBase, month: string): Promise<void> {
  await refuseArchived(client, [month])
  await carryOut(client, sql`SELECT open_month(${month})`)
}

/**
 * Refused where one of the months is archived: what was lined up then would be taken for nothing, and be paid again.
 */
export async function refuseArchived(client: ClientBase, months: readonly string[]): Promise<void> {
  const rows = await rowsOf(client, sql<{ month: string }>`SELECT archived_months(${months}) AS month`)
  if (rows.length > 0) throw new Refused(DATABASE_REFUSALS['month.archived'](rows.map(({ month }) => month)))
}

/** Refused where the month of a run is archived: its lines would be read as none. */
export async function refuseArchivedRun(db: Kysely<Schema>, { month }: { readonly month: string }): Promise<void> {
  const { rows } = await sql`SELECT archived_months(ARRAY[${month}::text])`.execute(db)
  if (rows.length > 0) throw new Refused(DATABASE_REFUSALS['month.archived']([month]))
}

/** The partition that the lines of a month stand in; rows that are copied straight into it need not be told apart. */
export function linesOfMonth(month: string): string {
  return `line_${month.replace('-', '')}`
}
