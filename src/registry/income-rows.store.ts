import { type Statement, sql } from '../db/statement.ts'
import type { HistoryBuilder } from './history-builder.ts'

/** An income row in the order of its SELECT. */
export type IncomeRow = readonly [
  householdNo: string,
  personNo: string,
  kind: string,
  from: string,
  to: string | null,
  monthlyFen: string,
]

/**
 * The income rows that a condition selects, as COPY gives them: in the order of the key, so that nothing is sorted; the
 * family's own (no person) stand last.
 */
export function incomeRows(within: Statement): Statement<IncomeRow> {
  return sql`SELECT household_no, coalesce(person_no, 0), kind, from_month, to_month, monthly_fen FROM income_fact
    WHERE ${within} ORDER BY household_no, person_no, kind, from_month, known`
}

/** Puts one such row into the history of its household. */
export function addIncome(builder: HistoryBuilder, row: IncomeRow): void {
  const [householdNo, personNo, kind, from, to, monthlyFen] = row
  builder.addIncome(householdNo, { personNo: Number(personNo), kind, from, to, monthlyFen: BigInt(monthlyFen) })
}
