import { type Statement, sql } from '../db/statement.ts'
import type { HistoryBuilder } from './history-builder.ts'
import type { HouseholdVersion } from './household-history.ts'

/** A household row in the order of its SELECT. */
export type HouseholdRow = readonly [
  householdNo: string,
  from: string,
  headNo: string,
  area: string,
  residence: string,
  size: string,
]

/** The household rows that a condition selects, as COPY gives them. */
export function householdRows(within: Statement): Statement<HouseholdRow> {
  return sql`SELECT household_no, from_month, head_no, area, residence, size FROM household_fact WHERE ${within}
    ORDER BY household_no, from_month, known`
}

/** Puts one such row into the history of its household. */
export function addHousehold(builder: HistoryBuilder, row: HouseholdRow): void {
  const [householdNo, from, headNo, area, residence, size] = row
  builder.addHousehold(householdNo, {
    from,
    headNo: Number(headNo),
    area,
    residence: residence as HouseholdVersion['residence'],
    size: Number(size),
  })
}
