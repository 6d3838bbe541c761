import type { Kysely } from 'kysely'
import type pg from 'pg'
import { copyOut } from '../db/copy.ts'
import type { Schema } from '../db/schema.ts'
import { type Asking, carryOut, onlyRowOf, rowOf, type Statement, sql } from '../db/statement.ts'
import type { Day } from '../kernel/month.ts'
import { addEnrolment, enrolmentRows } from './enrolment-rows.store.ts'
import { HistoryBuilder } from './history-builder.ts'
import type { HouseholdHistory } from './household-history.ts'
import { addHousehold, householdRows } from './household-rows.store.ts'
import { addIncome, incomeRows } from './income-rows.store.ts'
import { addMember, memberRows } from './member-rows.store.ts'

/** Which households, as known at a count of knowledge: those named, or a span of numbers (`after` is not included). */
export type Selection = { readonly county: string; readonly known: number } & (
  | { readonly numbers: readonly string[] }
  | { readonly after: string | null; readonly upTo: string }
)

/** The last number of the next `count` household rows; null when there are no more. The index alone answers. */
export async function nextSpanEnd(
  client: Asking,
  county: string,
  after: string | null,
  count: number,
): Promise<string | null> {
  const next = sql<{ up_to: string | null }>`
    SELECT max(household_no) AS up_to FROM (
      SELECT household_no FROM household_fact WHERE county = ${county} AND household_no > ${after ?? ''}
      ORDER BY county, household_no LIMIT ${count}) next`
  return (await onlyRowOf(client, next)).up_to
}

/** Whether more than so many household rows are left behind a number. */
export async function hasMoreHouseholds(
  client: Asking,
  county: string,
  after: string | null,
  count: number,
): Promise<boolean> {
  const left = sql`
    SELECT FROM household_fact WHERE county = ${county} AND household_no > ${after ?? ''}
    ORDER BY county, household_no OFFSET ${count} LIMIT 1`
  return (await rowOf(client, left)) !== undefined
}

/** How many household rows there are behind a number, of all counts of knowledge. */
export async function householdRowsBehind(db: Kysely<Schema>, county: string, after: string | null): Promise<number> {
  const rows = db.selectFrom('household_fact').select(({ fn }) => fn.countAll<string>().as('rows'))
  const behind = rows.where('county', '=', county).where('household_no', '>', after ?? '')
  return Number((await behind.executeTakeFirstOrThrow()).rows)
}

/**
 * For the rest of the transaction, rows are read through the indexes in which they stand beside each other. The server
 * takes a thousand households for enough to read every person of the county for them, and does so for each thousand. It
 * also starts processes of its own for each span: starting them costs several times what the span does.
 */
export async function planForSpans(client: pg.ClientBase): Promise<void> {
  const ways = ['hashjoin', 'mergejoin', 'seqscan', 'bitmapscan', 'material']
  const off = [...ways.map((way) => `enable_${way}`), 'max_parallel_workers_per_gather', 'jit']
  await carryOut(client, sql`SELECT set_config(name, '0', true) FROM unnest(${off}::text[]) name`)
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
  const { county } = selection
  for await (const rows of copyOut(client, householdRows(within))) for (const row of rows) addHousehold(builder, row)
  for await (const rows of copyOut(client, memberRows(within, county))) for (const row of rows) addMember(builder, row)
  for await (const rows of copyOut(client, incomeRows(within))) for (const row of rows) addIncome(builder, row)
  const told = builder.numbers().filter((householdNo) => elsewhere.enrolled.has(householdNo))
  for await (const rows of copyOut(client, enrolmentRows(within, selection, told)))
    for (const row of rows) addEnrolment(builder, row)
  return builder.finish()
}

function condition(selection: Selection): Statement {
  const known = sql`county = ${selection.county} AND known <= ${selection.known}`
  if ('numbers' in selection) return sql`${known} AND household_no IN (${sql.join(selection.numbers)})`
  const { after, upTo } = selection
  return sql`${known} AND household_no > ${after ?? ''} AND household_no <= ${upTo}`
}
