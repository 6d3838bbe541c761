import { COUNTY } from './example-county.ts'

/** A month that was calculated for real, which the months before it are made like. */
export interface TemplateMonth {
  readonly runId: string
  readonly attempt: number
  readonly month: string
}

/**
 * Makes `months` months before the template: runs that are closed, what each knew and counted, lines, listings, payments
 * in files and what the bank said of them. A household in a hundred a month reported another income.
 */
export function historyBefore({ runId, attempt, month }: TemplateMonth, months: number): string[] {
  const of = `county = '${COUNTY}' AND run_id = ${runId} AND attempt = ${attempt}`
  const back = (no: string) => `to_char(to_date('${month}', 'YYYY-MM') - (${no} || ' months')::interval, 'YYYY-MM')`
  return [
    `CREATE TEMPORARY TABLE past AS SELECT no, -no::bigint AS run_id, ${back('no')} AS month FROM generate_series(1, ${months}) no`,
    `SELECT open_month(month) FROM past`,
    `INSERT INTO run (county, run_id, number, month, kind, sequence, maker, state, event_no, opened_at)
     OVERRIDING SYSTEM VALUE
     SELECT r.county, p.run_id, '${COUNTY}-' || replace(p.month, '-', '') || '-R1', p.month, 'regular', 1, r.maker, 'closed', 6,
       r.opened_at FROM run r, past p WHERE r.county = '${COUNTY}' AND r.run_id = ${runId}`,
    `INSERT INTO calculation (county, run_id, attempt, actor, known, policy_revision, index_known, code_revision, known_at,
       usable_month, first_month, last_household, households, persons, lines, total_fen, exceptions, finished_at)
     SELECT county, p.run_id, 1, actor, known, policy_revision, index_known, code_revision, known_at, p.month,
       ${back(String(months))}, last_household, households, persons, lines, total_fen, exceptions, finished_at
     FROM calculation c, past p WHERE ${named(of, 'c')}`,
    `UPDATE calculation SET first_month = ${back(String(months))} WHERE ${of}`,
    `INSERT INTO calculation_prior (county, run_id, attempt, prior_run_id, prior_attempt)
     SELECT '${COUNTY}', p.run_id, 1, before.run_id, 1 FROM past p JOIN past before ON before.no > p.no
     UNION ALL SELECT '${COUNTY}', ${runId}, ${attempt}, run_id, 1 FROM past`,
    `INSERT INTO line SELECT county, p.month, p.run_id, 1, household_no, person_no, programme, component, p.month, type, item,
       enrolment_no, payee_no, area, persons, standard_fen, amount_fen, formula, basis, used
     FROM past p, line l WHERE l.run_month = '${month}' AND ${named(of, 'l')}
     ORDER BY p.month, household_no, person_no, programme, component`,
    `INSERT INTO exception (county, run_month, run_id, attempt, household_no, person_no, programme, enrolment_no,
       benefit_month, effect, code, message, basis)
     SELECT county, p.month, p.run_id, 1, household_no, person_no, programme, enrolment_no, p.month, effect, code, message, basis
     FROM past p, exception e WHERE e.run_month = '${month}' AND ${named(of, 'e')} ORDER BY p.month, exception_no`,
    `INSERT INTO payment SELECT county, p.run_id, 1, payment_no, item, payee_no, household_no, area, p.month, p.month, persons,
       standard_fen, lines, amount_fen, account_owner, account_from, account_known, bank, hold_code
     FROM past p, payment y WHERE ${named(of, 'y')} ORDER BY p.run_id, payment_no`,
    `INSERT INTO payment_payee SELECT county, p.run_id, 1, payee_no, item, payment_no
     FROM past p, payment_payee y WHERE ${named(of, 'y')} ORDER BY p.run_id, payee_no, item`,
    `INSERT INTO batch_payment SELECT county, run_id, attempt, payment_no, 'B1' FROM payment
     WHERE county = '${COUNTY}' AND run_id < 0 AND hold_code IS NULL ORDER BY run_id, payment_no`,
    `INSERT INTO outcome SELECT b.county, b.run_id, b.payment_no, 1, 1, 'paid', 1, NULL FROM batch_payment b
     WHERE b.county = '${COUNTY}' AND b.run_id < 0 ORDER BY run_id, payment_no`,
    REPORTED,
  ]
}

function named(condition: string, alias: string): string {
  return condition
    .replace('county', `${alias}.county`)
    .replace('run_id', `${alias}.run_id`)
    .replace('attempt', `${alias}.attempt`)
}

/** What a household in a hundred reported each month, all of it known before the template was calculated. */
const REPORTED = `
  INSERT INTO income_fact (county, household_no, kind, from_month, known, monthly_fen, to_month, intake_no, line)
  SELECT h.county, h.household_no, '经营', p.month, 1, 100, p.month, 1, p.no
  FROM past p JOIN (SELECT DISTINCT county, household_no FROM household_fact) h
    ON abs(hashtextextended(h.household_no, p.no) % 100) = 0`
