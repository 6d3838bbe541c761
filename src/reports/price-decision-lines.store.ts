import { type Asking, onlyRowOf, rowsOf, type Statement, sql } from '../db/statement.ts'
import type { Fen } from '../kernel/money.ts'
import type { Month } from '../kernel/month.ts'
import type { ListedCases, MonthDifference, PriceTotals } from './price-decision.ts'

/** One calculation of a price run, and what the county knew then. */
export interface CalculatedPriceRun {
  readonly county: string
  readonly runId: string
  readonly month: Month
  readonly attempt: number
  readonly known: number
}

/** Recipients of one village, programme, arithmetic and amount. */
export interface RecipientRow {
  readonly area: string
  readonly programme: string
  readonly formula: string
  readonly amountFen: Fen
  readonly persons: number
}

function linesOf({ county, month, runId, attempt }: CalculatedPriceRun): Statement {
  return sql`county = ${county} AND run_month = ${month} AND run_id = ${runId} AND attempt = ${attempt}`
}

/**
 * Who is paid for the index month itself, by the programme of the enrolment that each is paid by. Dibao that had ended
 * by then pays as the taper that follows it.
 */
export async function readRecipients(client: Asking, of: CalculatedPriceRun): Promise<RecipientRow[]> {
  const rows = await rowsOf(
    client,
    sql<
      Omit<RecipientRow, 'amountFen'> & { amount_fen: string }
    >`WITH paid AS (SELECT * FROM line WHERE ${linesOf(of)} AND benefit_month = run_month AND type = 'normal'),
     enrolment AS (
       SELECT DISTINCT ON (enrolment_no) enrolment_no, programme, from_month, to_month FROM enrolment_fact
       WHERE county = ${of.county} AND known <= ${of.known} ORDER BY enrolment_no, known DESC)
     SELECT p.area, CASE WHEN e.programme IN ('urban-dibao', 'rural-dibao') AND e.to_month < p.benefit_month
         THEN 'taper' ELSE e.programme END AS programme,
       p.formula, p.amount_fen, count(DISTINCT p.person_no)::int AS persons
     FROM paid p JOIN enrolment e USING (enrolment_no)
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4, 3`,
  )
  return rows.map(({ amount_fen, ...row }) => ({ ...row, amountFen: BigInt(amount_fen) }))
}

/** Lines of the run that are for earlier index months, or not of the usual type. */
export async function readDifferences(client: Asking, of: CalculatedPriceRun): Promise<MonthDifference[]> {
  const rows = await rowsOf(
    client,
    sql<
      Omit<MonthDifference, 'totalFen'> & { total: string }
    >`SELECT benefit_month AS month, type, count(DISTINCT person_no)::int AS persons, sum(amount_fen) AS total FROM line
     WHERE ${linesOf(of)} AND (benefit_month <> run_month OR type <> 'normal')
     GROUP BY benefit_month, type ORDER BY benefit_month, type`,
  )
  return rows.map(({ total, ...row }) => ({ ...row, totalFen: BigInt(total) }))
}

/** Lines and payments of the calculation, each counted for itself. */
export async function readTotals(
  client: Asking,
  of: CalculatedPriceRun,
): Promise<PriceTotals & { readonly paymentsFen: Fen }> {
  const line = await onlyRowOf(
    client,
    sql<{
      lines: number
      persons: number
      total: string
    }>`SELECT count(*)::int AS lines, count(DISTINCT person_no)::int AS persons, coalesce(sum(amount_fen), 0) AS total
     FROM line WHERE ${linesOf(of)}`,
  )
  const payment = await onlyRowOf(
    client,
    sql<{
      payments: number
      total: string
      held: number
      held_total: string
    }>`SELECT count(*)::int AS payments, coalesce(sum(amount_fen), 0) AS total,
       count(*) FILTER (WHERE hold_code IS NOT NULL)::int AS held,
       coalesce(sum(amount_fen) FILTER (WHERE hold_code IS NOT NULL), 0) AS held_total
     FROM payment WHERE county = ${of.county} AND run_id = ${of.runId} AND attempt = ${of.attempt}`,
  )
  return {
    ...{ lines: line.lines, persons: line.persons, totalFen: BigInt(line.total) },
    ...{ payments: payment.payments, paymentsFen: BigInt(payment.total) },
    ...{ heldPayments: payment.held, heldFen: BigInt(payment.held_total) },
  }
}

const SHOWN_HOUSEHOLDS = 2

/** Who is listed, by reason; what holds a payment back after approval is not of this calculation. */
export async function readListed(client: Asking, of: CalculatedPriceRun): Promise<ListedCases[]> {
  const rows = await rowsOf(
    client,
    sql<
      Omit<ListedCases, 'households'> & { households: string[] | null }
    >`SELECT effect, code, count(*)::int AS count, min(message COLLATE "C") AS example,
       (array_agg(DISTINCT household_no ORDER BY household_no) FILTER (WHERE household_no IS NOT NULL))[1:${SHOWN_HOUSEHOLDS}]
         AS households
     FROM exception WHERE ${linesOf(of)} AND code <> 'payment.text-not-carried'
     GROUP BY effect, code
     ORDER BY CASE effect WHEN 'not-paid' THEN 1 WHEN 'held' THEN 2 ELSE 3 END, count(*) DESC, code`,
  )
  return rows.map((row) => ({ ...row, households: row.households ?? [] }))
}
