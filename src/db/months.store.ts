import { type Kysely, sql } from 'kysely'
import type { ClientBase } from 'pg'
import { Refused } from '../kernel/refusal.ts'
import type { Schema } from './schema.ts'

/** Makes room for the lines and listings of a month, where there is none yet. Refused where the month is archived. */
export async function openMonth(client: ClientBase, month: string): Promise<void> {
  await refuseArchived(client, [month])
  await client.query('SELECT open_month($1)', [month])
}

/**
 * Refused where one of the months is archived: what was lined up then would be taken for nothing, and be paid again.
 */
export async function refuseArchived(client: ClientBase, months: readonly string[]): Promise<void> {
  const { rows } = await client.query('SELECT archived_months($1) AS month', [months])
  if (rows.length > 0) throw new Refused(isArchived(rows.map(({ month }) => month).join('、')))
}

/** Refused where the month of a run is archived: its lines would be read as none. */
export async function refuseArchivedRun(db: Kysely<Schema>, { month }: { readonly month: string }): Promise<void> {
  const { rows } = await sql`SELECT archived_months(ARRAY[${month}::text])`.execute(db)
  if (rows.length > 0) throw new Refused(isArchived(month))
}

function isArchived(named: string) {
  return {
    code: 'month.archived',
    message: `这一步要用到 ${named} 的明细,而该月明细已归档。`,
    remedy: `请管理员先用 huimin db unarchive 恢复 ${named},再做这一步。`,
  }
}

/** The partition that the lines of a month stand in; rows that are copied straight into it need not be told apart. */
export function linesOfMonth(month: string): string {
  return `line_${month.replace('-', '')}`
}
