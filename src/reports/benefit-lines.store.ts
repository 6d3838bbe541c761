import type pg from 'pg'
import { type Cipher, personIdentity } from '../db/cipher.ts'
import { copyOut, readBytea } from '../db/copy.ts'
import { type Statement, sql } from '../db/statement.ts'
import { maskIdNumber } from '../kernel/sensitive.ts'
import { personNames } from '../registry/person-names.store.ts'
import type { BenefitLine } from './benefit-lines.ts'

/** Which lines, and what was known when they were worked out. */
export interface LinesOf {
  readonly county: string
  readonly runId: string
  readonly month: string
  readonly attempt: number
  readonly known: string
}

/** The lines of an attempt in their order, many at a time. A household's line names its head. */
export async function* readBenefitLines(
  client: pg.ClientBase,
  cipher: Cipher,
  of: LinesOf,
  unmask: boolean,
): AsyncGenerator<BenefitLine[]> {
  for await (const rows of copyOut(client, linesOf(of))) yield rows.map((row) => readLine(cipher, row, unmask))
}

/** Read by position below. */
function linesOf({ county, runId, month, attempt, known }: LinesOf): Statement {
  const who = sql`CASE WHEN person_no > 0 THEN person_no ELSE payee_no END`
  const where = sql`county = ${county} AND run_month = ${month} AND run_id = ${runId}
    AND attempt = ${attempt}`
  const persons = sql`(SELECT ${who} AS person_no FROM line WHERE ${where})`
  return sql`
    SELECT l.area, l.household_no, n.name, n.id_hash, n.id_sealed, l.programme, l.component, l.benefit_month, l.type,
      l.persons, l.standard_fen, l.formula, l.basis, l.amount_fen
    FROM (SELECT *, ${who} AS who FROM line WHERE ${where}) l
    LEFT JOIN (${personNames(persons, county, known)}) n ON n.person_no = l.who
    ORDER BY l.household_no, l.person_no, l.programme, l.component, l.benefit_month, l.type`
}

function readLine(cipher: Cipher, row: readonly (string | null)[], unmask: boolean): BenefitLine {
  const [area, householdNo, name, idHash, idSealed, programme, component, benefitMonth, type, ...rest] = row
  const [persons, standard, formula, basis, amount] = rest
  const id = cipher.open(readBytea(idSealed!), personIdentity(readBytea(idHash!)))
  return {
    area: area!,
    householdNo: householdNo!,
    name: name!,
    idNumber: unmask ? id : maskIdNumber(id),
    programme: programme!,
    component: component!,
    benefitMonth: benefitMonth!,
    type: type!,
    persons: persons!,
    standardFen: standard!,
    formula: formula!,
    basis: basis!,
    amountFen: amount!,
  }
}
