import type pg from 'pg'
import { copyOut } from '../../db/copy.ts'
import { refuseArchived } from '../../db/months.store.ts'
import { rowsOf, sql } from '../../db/statement.ts'
import { queriesOn } from '../../db/transaction.ts'
import type { Month } from '../../kernel/month.ts'
import type { BenefitLine, CaseException } from '../case-result.ts'
import { STORED_LINE, storedLine } from '../stored-line.store.ts'
import type { RecoveryEntry } from './due-differences.ts'
import type { PriorRun } from './prior-runs.store.ts'

/** Which stored lines: of these runs' attempts and households, for these benefit months on. */
export interface LinedUpQuery {
  readonly county: string
  readonly priors: readonly PriorRun[]
  readonly households: readonly string[]
  readonly from: Month
}

/** What the runs lined up for the households, in the order of the runs. Reissues send the same lines again and count nothing. */
export async function readLinedUp(client: pg.ClientBase, query: LinedUpQuery): Promise<BenefitLine[]> {
  const priors = await reaching(client, query)
  if (priors.length === 0 || query.households.length === 0) return []
  const { county, households, from } = query
  const { months, runs, attempts } = columnsOf(priors)
  const lines = sql`
    SELECT ${STORED_LINE} FROM unnest(${months}::text[], ${runs}::bigint[], ${attempts}::integer[])
      WITH ORDINALITY AS p (month, run, attempt_no, at)
    CROSS JOIN LATERAL (SELECT * FROM line WHERE county = ${county} AND run_month = p.month AND run_id = p.run
      AND attempt = p.attempt_no AND household_no = ANY(${households}::text[]) AND run_month = ANY(${months})
      AND type <> 'reissue' AND benefit_month >= ${from}
      OFFSET 0) l -- run by run, each by the key: the server would read whole months for a handful of households
    ORDER BY p.at, l.household_no, l.person_no, l.programme, l.component, l.benefit_month`
  const found: BenefitLine[] = []
  for await (const rows of copyOut(client, lines)) for (const row of rows) found.push(storedLine(row))
  return found
}

/** The households that a run's attempt lined up something for, reissues left out. */
export async function linedUpHouseholds(
  client: pg.ClientBase,
  county: string,
  { month, runId, attempt }: PriorRun,
): Promise<string[]> {
  const paid = sql<{ household_no: string }>`
    SELECT DISTINCT household_no FROM line WHERE county = ${county} AND run_month = ${month} AND run_id = ${runId}
      AND attempt = ${attempt} AND type <> 'reissue'`
  return (await rowsOf(client, paid)).map((row) => row.household_no)
}

/**
 * The runs that can have lines for these months: a month's run has none for a later month, a supplementary run may bear
 * an earlier month than it pays for. So a month looks no further back than it has to, however long the history is.
 */
async function reaching(client: pg.ClientBase, { priors, from }: LinedUpQuery): Promise<PriorRun[]> {
  const within = priors.filter(({ kind, month }) => kind === 'supplementary' || month >= from)
  if (within.length > 0) await refuseArchived(client, [...new Set(within.map(({ month }) => month))])
  return within
}

function columnsOf(priors: readonly PriorRun[]) {
  return {
    months: priors.map(({ month }) => month),
    runs: priors.map(({ runId }) => runId),
    attempts: priors.map(({ attempt }) => attempt),
  }
}

/** Names who is listed and why, so that no later run lists it again. */
export function listingKey(
  one: Pick<CaseException, 'householdNo' | 'personNo' | 'programme' | 'enrolmentNo' | 'benefitMonth' | 'code'>,
): string {
  return [
    one.householdNo,
    one.personNo ?? '',
    one.programme ?? '',
    one.enrolmentNo ?? '',
    one.benefitMonth,
    one.code,
  ].join('\t')
}

/** What the runs listed for the households and these months, as `listingKey` names it. */
export async function readListed(client: pg.ClientBase, query: LinedUpQuery): Promise<Set<string>> {
  const priors = await reaching(client, query)
  if (priors.length === 0 || query.households.length === 0) return new Set()
  const { months, runs, attempts } = columnsOf(priors)
  const listed = sql<ListedRow>`
    SELECT e.household_no, e.person_no, e.programme, e.enrolment_no, e.benefit_month, e.code FROM exception e
    JOIN unnest(${months}::text[], ${runs}::bigint[], ${attempts}::integer[]) AS p (month, run_id, attempt)
      ON e.run_month = p.month AND e.run_id = p.run_id AND e.attempt = p.attempt
    WHERE e.county = ${query.county} AND e.run_month = ANY(${months}) AND e.household_no = ANY(${query.households}::text[])`
  return new Set((await rowsOf(client, listed)).map(listingKeyOf))
}

interface ListedRow {
  readonly household_no: string
  readonly person_no: string | null
  readonly programme: string | null
  readonly enrolment_no: string | null
  readonly benefit_month: string
  readonly code: string
}

function listingKeyOf(row: ListedRow): string {
  return listingKey({
    householdNo: row.household_no,
    personNo: row.person_no === null ? null : Number(row.person_no),
    programme: row.programme,
    enrolmentNo: row.enrolment_no,
    benefitMonth: row.benefit_month,
    code: row.code,
  })
}

/** Everything that was handed back or given up in a county, as known at a count. There is little of it. */
export async function readRecoveryEntries(
  client: pg.ClientBase,
  county: string,
  known: number,
): Promise<RecoveryEntry[]> {
  const entries = queriesOn(client)
    .selectFrom('recovery_entry')
    .select(['household_no', 'person_no', 'programme', 'component', 'benefit_month', 'kind', 'amount_fen'])
    .where('county', '=', county)
    .where('known', '<=', String(known))
    .orderBy('entry_no')
  return (await entries.execute()).map((row) => ({
    householdNo: row.household_no,
    personNo: Number(row.person_no),
    programme: row.programme,
    component: row.component,
    benefitMonth: row.benefit_month,
    kind: row.kind as RecoveryEntry['kind'],
    amountFen: BigInt(row.amount_fen),
  }))
}
