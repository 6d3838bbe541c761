import type { ClientBase, Pool } from 'pg'

/** Tables that grow by many rows at once. */
export type LoadedTable =
  | 'person'
  | 'household_fact'
  | 'member_fact'
  | 'income_fact'
  | 'enrolment_fact'
  | 'account_fact'
  | 'match_fact'
  | 'index_fact'

/**
 * Lets the planner know what was loaded a moment ago; autovacuum would tell it too late. Inside a transaction it counts
 * that transaction's own rows.
 */
export async function refreshStatistics(on: Pool | ClientBase, tables: readonly LoadedTable[]): Promise<void> {
  await (on as Pool).query('SELECT refresh_statistics($1)', [tables])
}

/** The same for the payments that a calculation has formed, among those of all years: from a smaller sample. */
export async function refreshRunStatistics(on: Pool | ClientBase): Promise<void> {
  await (on as Pool).query('SELECT refresh_run_statistics()')
}

/** The same for one month of the tables that stand apart by month. */
export async function refreshMonthStatistics(on: Pool | ClientBase, month: string): Promise<void> {
  await (on as Pool).query("SELECT refresh_month_statistics('{line,exception}', $1)", [month])
}
