import { monthIndex } from '../src/kernel/month.ts'
import { PROGRAMMES } from '../src/policy/programmes.ts'
import { COUNTY, FIGURES, MONTH } from './example-county.ts'
import { literal } from './literal.ts'
import { flatLines } from './same-flat-lines.sql.ts'

/** The attempt whose lines are to be made a second time. */
export interface AttemptKey {
  readonly runId: string
  readonly attempt: number
  readonly known: number
}

/** Households by their numbers; `after` is not among them. */
export interface HouseholdSpan {
  readonly after: string
  readonly upTo: string
}

/** The columns of a line, in the table's order, without what the rules keep of what they used. */
export const LINE_COLUMNS = `county, run_month, run_id, attempt, household_no, person_no, programme, component, benefit_month,
  type, item, enrolment_no, payee_no, area, persons, standard_fen, amount_fen, formula, basis`

/**
 * What a person who tunes this statement gives its session: memory to sort and hash in, no compiling, the price of a
 * cached page, and no joins by nested loops, for the server takes what common table expressions return for a few rows.
 * The joins stand in the order in which they are to be done. Plans with parallel workers take longer here: an INSERT
 * cannot have them, and tables in between that they could fill cost more than they save.
 */
export const TUNED_SESSION = `SET work_mem = '256MB'; SET jit = off; SET random_page_cost = 1.1;
  SET enable_nestloop = off; SET join_collapse_limit = 1`

/**
 * The month's lines by one set-based statement, as a person who knows the documents and PostgreSQL would write it by
 * hand for this month: the same rows, 算式 and 依据 as the rules give, without the lists of who is not paid and why.
 * What is in force is read backwards along each table's key, where the latest row comes first and nothing is sorted.
 */
export function sameLinesSql(table: string, { runId, attempt, known }: AttemptKey, span: HouseholdSpan): string {
  const head = `${literal(COUNTY)}, ${literal(MONTH)}, ${literal(runId)}::bigint, ${attempt}, household_no`
  return `INSERT INTO ${table} (${LINE_COLUMNS})
    WITH ${inForce(known, span)}, ${dibao()}, ${flatLines(MONTH, yuan)}
    SELECT ${head}, 0, programme, 'top-up', ${literal(MONTH)}, 'normal', item, enrolment_no, head_no, area, covered, standard,
      amount, ${topUpFormula()}, ${literal(FIGURES.topUpBasis)}
    FROM dibao
    UNION ALL
    SELECT ${head}, person_no, programme, 'classified-supplement', ${literal(MONTH)}, 'normal', item, enrolment_no, head_no,
      area, 1, standard, (standard * percent * 2 + 100) / 200, standard_text || '×' || percent || '%',
      ${literal(FIGURES.supplementBasis)}
    FROM alive JOIN dibao USING (household_no) WHERE percent > 0
    UNION ALL
    SELECT ${head}, 0, 'taper', 'taper', ${literal(MONTH)}, 'normal', item, enrolment_no, head_no, area, persons, NULL,
      (base * (n - q) * 2 + n) / (n * 2), ${yuan('base')} || '×(' || n || '-' || q || ')÷' || n,
      CASE WHEN passed = 0 THEN ${literal(FIGURES.newTaperBasis)} ELSE ${literal(FIGURES.taperBasis)} END
    FROM (${taper()}) taper
    UNION ALL
    SELECT ${head}, person_no, programme, component, ${literal(MONTH)}, 'normal', item, enrolment_no, person_no, area, 1,
      standard, amount, formula, basis
    FROM flat_line
    ORDER BY 5, 6, 7, 8`
}

/** What holds in the month as known at the count: persons alive, families with their company and income, enrolments. */
function inForce(known: number, { after, upTo }: HouseholdSpan): string {
  const within = `household_no > ${literal(after)} AND household_no <= ${literal(upTo)}`
  const all = `county = ${literal(COUNTY)} AND known <= ${known}`
  const seen = `${all} AND ${within}`
  const begun = `${seen} AND from_month <= ${literal(MONTH)}`
  return `
    member AS (
      SELECT DISTINCT ON (household_no, person_no) household_no, person_no, covered, disability_kind AS kind,
        disability_grade AS grade, gravely_ill
      FROM member_fact WHERE ${begun} ORDER BY household_no DESC, person_no DESC, from_month DESC, known DESC),
    fate AS (
      SELECT DISTINCT ON (household_no, person_no) household_no, person_no, died_on, left_month
      FROM member_fact WHERE ${seen} ORDER BY household_no DESC, person_no DESC, known DESC, from_month DESC),
    alive AS MATERIALIZED (
      SELECT household_no, person_no, covered AS is_covered, grade, birth, is_here, ${supplementPercent()} AS percent
      FROM member JOIN fate USING (household_no, person_no)
        JOIN (SELECT person_no, birth FROM person WHERE county = ${literal(COUNTY)}) p USING (person_no)
        CROSS JOIN LATERAL (SELECT left_month IS NULL OR left_month > ${literal(MONTH)} AS is_here) h
      WHERE died_on IS NULL OR left(died_on, 7) >= ${literal(MONTH)}),
    company AS (
      SELECT household_no, count(*) FILTER (WHERE is_covered)::int AS covered, bool_or(grade IS NOT NULL) AS disabled
      FROM alive WHERE is_here GROUP BY household_no),
    household AS (
      SELECT DISTINCT ON (household_no) household_no, head_no, area, residence, size FROM household_fact WHERE ${begun}
      ORDER BY household_no DESC, from_month DESC, known DESC),
    income AS (
      SELECT household_no, sum(monthly_fen)::bigint AS income FROM (
        SELECT DISTINCT ON (household_no, person_no, kind) household_no, monthly_fen, to_month FROM income_fact
        WHERE ${begun} ORDER BY household_no DESC, person_no DESC, kind DESC, from_month DESC, known DESC) latest
      WHERE to_month IS NULL OR to_month >= ${literal(MONTH)} GROUP BY household_no),
    family AS MATERIALIZED (
      SELECT household_no, head_no, area, residence, size, covered, disabled, coalesce(income, 0) AS income
      FROM household LEFT JOIN company USING (household_no) LEFT JOIN income USING (household_no)),
    enrolment AS MATERIALIZED (
      SELECT * FROM (
        SELECT DISTINCT ON (enrolment_no) household_no, enrolment_no, programme, coalesce(person_no, 0) AS person_no,
          from_month, to_month, end_reason, approval, class, multiple, approved_fen, ${itemNames()} AS item
        FROM enrolment_fact WHERE ${all} ORDER BY enrolment_no DESC, known DESC) latest
      WHERE ${within})`
}

/** The highest category decides: 重病, 重残, then age. */
function supplementPercent(): string {
  return `CASE WHEN NOT (covered AND is_here) THEN 0
    WHEN gravely_ill THEN 30 WHEN grade <= 2 OR (grade = 3 AND kind IN ('智力', '精神')) THEN 20
    WHEN left(birth, 7) <= ${literal(FIGURES.oldBornBy)} OR left(birth, 7) >= ${literal(FIGURES.youngBornFrom)} THEN 10
    ELSE 0 END`
}

/** Families in force below the standard, with the top-up rounded once. */
function dibao(): string {
  const amount = '((standard * size - income) * covered * 2 + size) / (size * 2)'
  return `dibao AS MATERIALIZED (
    SELECT *, ${amount} AS amount FROM (
      SELECT household_no, enrolment_no, programme, item, head_no, area, size, covered, income, standard, standard_text
      FROM enrolment JOIN family USING (household_no) JOIN ${standards()} USING (programme)
      WHERE from_month <= ${literal(MONTH)} AND (to_month IS NULL OR to_month >= ${literal(MONTH)})) below
    WHERE covered > 0 AND standard * size > income AND ${amount} > 0)`
}

/** The month's standards and how they are written, looked up once. */
function standards(): string {
  const rows = Object.entries(FIGURES.standardFen).map(
    ([programme, fen]) => `(${literal(programme)}, ${fen}::bigint, ${yuan(`${fen}`)})`,
  )
  return `(VALUES ${rows.join(', ')}) standards (programme, standard, standard_text)`
}

function topUpFormula(): string {
  return `CASE WHEN income = 0 THEN standard_text || '×' || covered
    WHEN income % size = 0 THEN '(' || standard_text || '-' || ${yuan('(income / size)')} || ')×' || covered
    ELSE '(' || standard_text || '×' || size || '-' || ${yuan('income')} || ')×' || covered || '÷' || size END`
}

/** Dibao that ended in 渐退, within its length, with its quarter; not admitted again. Only a new one is tested for income. */
function taper(): string {
  const { general, disabled } = FIGURES.taperMonths
  return `
    SELECT *, passed / 3 AS q FROM (
      SELECT household_no, enrolment_no, item, head_no, area, greatest(covered, 1) AS persons, approved_fen AS base,
        ${monthIndex(MONTH)} - left(to_month, 4)::int * 12 - substr(to_month, 6)::int AS passed,
        CASE WHEN disabled THEN ${disabled / 3} ELSE ${general / 3} END AS n,
        income < size * ${FIGURES.taperIncomeMultiple} * standard AS is_below
      FROM enrolment ended JOIN family USING (household_no) JOIN ${standards()} USING (programme)
      WHERE covered IS NOT NULL AND end_reason = '渐退' AND to_month >= from_month AND to_month < ${literal(MONTH)} AND approved_fen > 0
        AND NOT EXISTS (
          SELECT FROM enrolment again
          WHERE again.household_no = ended.household_no AND again.${IS_DIBAO} AND again.enrolment_no <> ended.enrolment_no
            AND again.from_month <= least(again.to_month, ${literal(MONTH)})
            AND least(again.to_month, ${literal(MONTH)}) > ended.to_month)) ended
    WHERE passed < n * 3 AND (passed > 0 OR is_below)`
}

const IS_DIBAO = "programme IN ('urban-dibao', 'rural-dibao')"

function itemNames(): string {
  const names = PROGRAMMES.map(({ code, name }) => `WHEN ${literal(code)} THEN ${literal(name)}`)
  return `CASE programme ${names.join(' ')} END`
}

/** `134605` → `1346.05` */
function yuan(fen: string): string {
  return `${fen} / 100 || '.' || lpad((${fen} % 100)::text, 2, '0')`
}
