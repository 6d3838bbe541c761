import type pg from 'pg'
import { refuseArchived } from '../../db/months.store.ts'
import type { Month } from '../../kernel/month.ts'
import type { BenefitLine, CaseException } from '../case-result.ts'
import { readUsed } from '../line-used.ts'
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
  const { rows } = await client.query(
    `SELECT l.* FROM unnest($2::text[], $3::bigint[], $4::integer[]) WITH ORDINALITY AS p (month, run_id, attempt, at)
     CROSS JOIN LATERAL (SELECT * FROM line WHERE county = $1 AND run_month = p.month AND run_id = p.run_id
       AND attempt = p.attempt AND household_no = ANY($5::text[]) AND run_month = ANY($2)
       AND type <> 'reissue' AND benefit_month >= $6
       OFFSET 0) l -- run by run, each by the key: the server would read whole months for a handful of households
     ORDER BY p.at, l.household_no, l.person_no, l.programme, l.component, l.benefit_month`,
    [query.county, ...columnsOf(priors), query.households, query.from],
  )
  return rows.map((row) => ({
    householdNo: row.household_no,
    personNo: Number(row.person_no),
    programme: row.programme,
    component: row.component,
    benefitMonth: row.benefit_month,
    type: row.type,
    item: row.item,
    enrolmentNo: row.enrolment_no,
    payeeNo: Number(row.payee_no),
    area: row.area,
    persons: row.persons,
    standardFen: row.standard_fen === null ? null : BigInt(row.standard_fen),
    amountFen: BigInt(row.amount_fen),
    formula: row.formula,
    basis: row.basis,
    used: readUsed(row.used),
  }))
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

function columnsOf(priors: readonly PriorRun[]): [string[], string[], number[]] {
  return [priors.map(({ month }) => month), priors.map(({ runId }) => runId), priors.map(({ attempt }) => attempt)]
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
  const { rows } = await client.query(
    `SELECT e.household_no, e.person_no, e.programme, e.enrolment_no, e.benefit_month, e.code FROM exception e
     JOIN unnest($2::text[], $3::bigint[], $4::integer[]) AS p (month, run_id, attempt)
       ON e.run_month = p.month AND e.run_id = p.run_id AND e.attempt = p.attempt
     WHERE e.county = $1 AND e.run_month = ANY($2) AND e.household_no = ANY($5::text[])`,
    [query.county, ...columnsOf(priors), query.households],
  )
  return new Set(
    rows.map((row) =>
      listingKey({
        householdNo: row.household_no,
        personNo: row.person_no === null ? null : Number(row.person_no),
        programme: row.programme,
        enrolmentNo: row.enrolment_no,
        benefitMonth: row.benefit_month,
        code: row.code,
      }),
    ),
  )
}

/** Everything that was handed back or given up in a county, as known at a count. There is little of it. */
export async function readRecoveryEntries(
  client: pg.ClientBase,
  county: string,
  known: number,
): Promise<RecoveryEntry[]> {
  const { rows } = await client.query(
    `SELECT household_no, person_no, programme, component, benefit_month, kind, amount_fen
     FROM recovery_entry WHERE county = $1 AND known <= $2 ORDER BY entry_no`,
    [county, known],
  )
  return rows.map((row) => ({
    householdNo: row.household_no,
    personNo: Number(row.person_no),
    programme: row.programme,
    component: row.component,
    benefitMonth: row.benefit_month,
    kind: row.kind,
    amountFen: BigInt(row.amount_fen),
  }))
}
