import type pg from 'pg'
import { copyOut, literal } from '../db/copy.ts'
import type { Day } from '../kernel/month.ts'
import { HistoryBuilder } from './history-builder.ts'
import type { HouseholdHistory } from './household-history.ts'

/** Which households, as known at a count of knowledge: those named, or a span of numbers (`after` is not included). */
export type Selection = { readonly county: string; readonly known: number } & (
  | { readonly numbers: readonly string[] }
  | { readonly after: string | null; readonly upTo: string }
)

/** One connection, or a pool that lends one for each question. */
export type Asking = Pick<pg.Pool, 'query'>

/** The last number of the next `count` household rows; null when there are no more. The index alone answers. */
export async function nextSpanEnd(
  client: Asking,
  county: string,
  after: string | null,
  count: number,
): Promise<string | null> {
  const { rows } = await client.query(
    `SELECT max(household_no) AS up_to FROM (
       SELECT household_no FROM household_fact WHERE county = $1 AND household_no > $2
       ORDER BY county, household_no LIMIT $3) next`,
    [county, after ?? '', count],
  )
  return rows[0].up_to
}

/** Whether more than so many household rows are left behind a number. */
export async function hasMoreHouseholds(
  client: Asking,
  county: string,
  after: string | null,
  count: number,
): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT FROM household_fact WHERE county = $1 AND household_no > $2 ORDER BY county, household_no OFFSET $3 LIMIT 1',
    [county, after ?? '', count],
  )
  return rowCount === 1
}

/**
 * For the rest of the transaction, rows are read through the indexes in which they stand beside each other. The server
 * takes a thousand households for enough to read every person of the county for them, and does so for each thousand. It
 * also starts processes of its own for each span: starting them costs several times what the span does.
 */
export async function planForSpans(client: pg.ClientBase): Promise<void> {
  const ways = ['hashjoin', 'mergejoin', 'seqscan', 'bitmapscan', 'material']
  const off = ways.map((way) => `SET LOCAL enable_${way} = off`)
  await client.query([...off, 'SET LOCAL max_parallel_workers_per_gather = 0', 'SET LOCAL jit = off'].join(';'))
}

/** What is known of the county as a whole that a household's own rows do not tell. */
export interface Elsewhere {
  /** Of the persons who appear in several households, as the row imported last says. */
  readonly deaths: ReadonlyMap<number, Day | null>
  /** Households with a member whose enrolment names another household or none. */
  readonly enrolled: ReadonlySet<string>
}

/** The histories of the selected households, ordered by household number. */
export async function readHouseholds(
  client: pg.ClientBase,
  selection: Selection,
  elsewhere: Elsewhere,
): Promise<HouseholdHistory[]> {
  const builder = new HistoryBuilder(elsewhere.deaths)
  const within = condition(selection)
  for await (const rows of copyOut(client, households(within))) for (const row of rows) builder.addHousehold(row)
  for await (const rows of copyOut(client, members(within, selection))) for (const row of rows) builder.addMember(row)
  for await (const rows of copyOut(client, incomes(within))) for (const row of rows) builder.addIncome(row)
  const told = builder.numbers().filter((householdNo) => elsewhere.enrolled.has(householdNo))
  for await (const rows of copyOut(client, enrolments(within, selection, told)))
    for (const row of rows) builder.addEnrolment(row)
  return builder.finish()
}

/** Households with a member whose enrolment, in any of its rows, names another household or none. */
export async function readEnrolledElsewhere(
  client: pg.ClientBase,
  county: string,
  known: number | string,
): Promise<Set<string>> {
  const { rows } = await client.query(
    `SELECT DISTINCT m.household_no FROM enrolment_fact e
     JOIN member_fact m ON m.county = $1 AND m.person_no = e.person_no AND m.known <= $2
     WHERE e.county = $1 AND e.known <= $2 AND e.person_no > 0 AND e.household_no IS DISTINCT FROM m.household_no`,
    [county, known],
  )
  return new Set(rows.map((row) => row.household_no))
}

/**
 * Deaths of the persons who appear in several households, as a member or as whom a person's enrolment there names: the
 * row imported last decides, wherever it stands. Whoever is in one household only is left out; that household's own rows
 * decide.
 */
export async function readSharedDeaths(
  client: pg.ClientBase,
  county: string,
  known: number | string,
): Promise<Map<number, Day | null>> {
  const { rows } = await client.query(
    `WITH shared AS (
       SELECT person_no FROM member_fact WHERE county = $1 AND known <= $2
       GROUP BY person_no HAVING min(household_no) <> max(household_no)
       UNION SELECT e.person_no FROM enrolment_fact e
       WHERE e.county = $1 AND e.known <= $2 AND e.person_no IS NOT NULL AND e.household_no IS NOT NULL
         AND e.programme NOT IN ('urban-dibao', 'rural-dibao')
         AND NOT EXISTS (SELECT FROM member_fact m WHERE m.county = $1 AND m.household_no = e.household_no
           AND m.person_no = e.person_no AND m.known <= $2))
     SELECT DISTINCT ON (person_no) person_no, died_on FROM member_fact JOIN shared USING (person_no)
     WHERE county = $1 AND known <= $2
     ORDER BY person_no, known DESC, from_month DESC, died_on DESC NULLS LAST`,
    [county, known],
  )
  return new Map(rows.map((row) => [Number(row.person_no), row.died_on]))
}

function condition(selection: Selection): string {
  const known = `county = ${literal(selection.county)} AND known <= ${literal(selection.known)}`
  if ('numbers' in selection) return `${known} AND household_no IN (${selection.numbers.map(literal).join(', ')})`
  const { after, upTo } = selection
  return `${known} AND household_no > ${literal(after ?? '')} AND household_no <= ${literal(upTo)}`
}

function households(within: string): string {
  return `SELECT household_no, from_month, head_no, area, residence, size FROM household_fact WHERE ${within}
    ORDER BY household_no, from_month, known`
}

function members(within: string, { county }: Selection): string {
  return `SELECT m.household_no, m.person_no, m.from_month, m.known, p.birth, m.covered, m.disability_kind,
      m.disability_grade, m.gravely_ill, m.lost_work_capacity, m.single_parent, m.in_school, m.died_on, m.left_month
    FROM (SELECT * FROM member_fact WHERE ${within}) m
    JOIN person p ON p.county = ${literal(county)} AND p.person_no = m.person_no
    ORDER BY m.household_no, m.person_no, m.from_month, m.known`
}

/** In the order of the key, so that nothing is sorted; the family's own (no person) stand last. */
function incomes(within: string): string {
  return `SELECT household_no, coalesce(person_no, 0), kind, from_month, to_month, monthly_fen FROM income_fact
    WHERE ${within} ORDER BY household_no, person_no, kind, from_month, known`
}

/**
 * Enrolments that name a household of the selection, and those that name a person who has been a member of one: person
 * programmes may name no household, and whatever a person has elsewhere may exclude what is here. An enrolment's number
 * is its whole key, so a later row may even move it: only the latest counts.
 */
function enrolments(within: string, { county, known }: Selection, told: readonly string[]): string {
  const columns = `enrolment_no, programme, coalesce(e.person_no, 0), from_month, to_month, end_reason, class,
      approved_fen, multiple, review_month, e.household_no, approval`
  const latest = `NOT EXISTS (SELECT FROM enrolment_fact later WHERE later.county = ${literal(county)}
        AND later.enrolment_no = e.enrolment_no AND later.known > e.known AND later.known <= ${literal(known)})`
  const ofHouseholds = `SELECT e.household_no AS at_household, ${columns} FROM enrolment_fact e
    WHERE ${within} AND ${latest}`
  const order = 'ORDER BY at_household, from_month, enrolment_no'
  if (told.length === 0) return `${ofHouseholds} ${order}`
  return `${ofHouseholds}
    UNION ALL
    SELECT m.at_household, ${columns}
    FROM (SELECT DISTINCT household_no AS at_household, person_no FROM member_fact
      WHERE county = ${literal(county)} AND known <= ${literal(known)} AND household_no IN (${told.map(literal).join(', ')})) m
    JOIN enrolment_fact e ON e.county = ${literal(county)} AND e.person_no = m.person_no AND e.known <= ${literal(known)}
      AND e.household_no IS DISTINCT FROM m.at_household AND ${latest}
    ${order}`
}
