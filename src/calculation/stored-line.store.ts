import type { BenefitLine } from './case-result.ts'
import { readUsed } from './line-used.ts'

/** The columns of a line that `storedLine` reads, in its order. */
export const STORED_LINE = `household_no, person_no, programme, component, benefit_month, type, item, enrolment_no, payee_no,
  area, persons, standard_fen, amount_fen, formula, basis, used`

/** A line as COPY gives its columns. */
export function storedLine(row: readonly (string | null)[]): BenefitLine {
  return {
    householdNo: row[0]!,
    personNo: Number(row[1]),
    programme: row[2]!,
    component: row[3]!,
    benefitMonth: row[4]!,
    type: row[5] as BenefitLine['type'],
    item: row[6]!,
    enrolmentNo: row[7]!,
    payeeNo: Number(row[8]),
    area: row[9]!,
    persons: Number(row[10]),
    standardFen: row[11] == null ? null : BigInt(row[11]),
    amountFen: BigInt(row[12]!),
    formula: row[13]!,
    basis: row[14]!,
    used: readUsed(row[15] ?? null),
  }
}
