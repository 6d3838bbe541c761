import { type Asking, carryOut, sql } from './statement.ts'

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
export async function refreshStatistics(on: Asking, tables: readonly LoadedTable[]): Promise<void> {
  await carryOut(on, sql`SELECT refresh_statistics(${tables})`)
}

/** The same for the payments that a calculation has formed, among those of all years: from a smaller sample. */
export async function refreshRunStatistics(on: Asking): Promise<void> {
  await carryOut(on, sql`SELECT refresh_run_statistics()`)
}

/** The same for one month of the tables that stand apart by month. */
export async function refreshMonthStatistics(on: Asking, month: string): Promise<void> {
  await carryOut(on, sql`SELECT refresh_month_statistics('{line,exception}', ${month})`)
}
