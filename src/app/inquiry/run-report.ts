import type { Context } from '../../access/context.ts'
import { type Attempt, latestAttempt } from '../../calculation/calculation.store.ts'
import { loadDecisions } from '../../calculation/engine/case-computer.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { loadPolicyBook } from '../../policy/policy.store.ts'
import { policyWarnings } from '../../policy/policy-warnings.ts'
import { readProgramme } from '../../policy/programmes.ts'
import type { Overdue } from '../../reissue/outstanding.store.ts'
import type { PriceDecision } from '../../rules/price-subsidy/price-decision.ts'
import { findRun, type Run, type RunEvent, runEvents } from '../../run/run.store.ts'
import { overdueNow } from '../reissue/reissue-list.ts'

/** Yuan of one programme and component of a run. */
export interface ComponentTotal {
  readonly programme: string
  readonly component: string
  readonly type: string
  readonly lines: number
  readonly totalFen: bigint
}

/** One listed case; personal numbers are not in it. */
export interface ListedException {
  readonly effect: string
  readonly code: string
  readonly householdNo: string | null
  readonly enrolmentNo: string | null
  readonly programme: string | null
  readonly name: string | null
  readonly benefitMonth: string
  readonly message: string
  readonly basis: string | null
}

/** How many are listed for one reason, and one of the sentences. */
export interface ExceptionCount {
  readonly effect: string
  readonly code: string
  readonly count: number
  readonly example: string
}

export interface RunReport {
  /** Of a price run: what the indices known to it meant, one for each area that was told apart. */
  readonly decisions: readonly PriceDecision[]
  readonly run: Run
  readonly attempt: Attempt | null
  readonly events: readonly RunEvent[]
  readonly components: readonly ComponentTotal[]
  readonly exceptionCounts: readonly ExceptionCount[]
  /** What a reviewer should look at among the values that the run was calculated with. */
  readonly policyWarnings: readonly Problem[]
  /** What the county's people have waited for too long after a bank returned it. */
  readonly overdue: Overdue
}

/** A run at a glance: how far it is, by whom, what it pays by component, and how many are listed. */
export async function reportRun(context: Context, number: string): Promise<RunReport> {
  const { database } = context
  const run = await findRun(database.sql, number)
  const events = await runEvents(database.sql, run)
  const attempt = await latestAttempt(database.sql, run)
  const key = [run.county, run.month, run.runId, attempt?.attempt ?? 0]
  const components = await database.pool.query(
    `SELECT programme, component, type, count(*) AS lines, sum(amount_fen) AS total FROM line
     WHERE county = $1 AND run_month = $2 AND run_id = $3 AND attempt = $4
     GROUP BY programme, component, type ORDER BY programme, component, type`,
    key,
  )
  const exceptions = await database.pool.query(
    `SELECT effect, code, count(*) AS count, min(message) AS example FROM exception
     WHERE county = $1 AND run_month = $2 AND run_id = $3 AND attempt = $4
     GROUP BY effect, code ORDER BY effect, code`,
    key,
  )
  const book = attempt ? await loadPolicyBook(database.sql, attempt.policyRevision) : null
  return {
    decisions: attempt && run.kind === 'price' ? await decisionsOf(database, run, attempt) : [],
    run,
    attempt,
    events,
    components: components.rows.map((row) => ({ ...row, lines: Number(row.lines), totalFen: BigInt(row.total) })),
    exceptionCounts: exceptions.rows.map((row) => ({ ...row, count: Number(row.count) })),
    policyWarnings: book ? policyWarnings(book, run.county, run.month) : [],
    overdue: await overdueNow(context, run.county),
  }
}

async function decisionsOf({ sql, pool }: Context['database'], run: Run, attempt: Attempt): Promise<PriceDecision[]> {
  const decisionFor = await loadDecisions(sql, run.month, attempt)
  const { rows } = await pool.query(
    'SELECT DISTINCT area FROM household_fact WHERE county = $1 AND known <= $2 ORDER BY area',
    [run.county, attempt.known],
  )
  return [...new Set(rows.map((row) => decisionFor(row.area)))]
}

/** Everybody who is listed for a run: not paid, held, or to be looked at, with the reason. */
export async function listExceptions({ database }: Context, number: string): Promise<ListedException[]> {
  const run = await findRun(database.sql, number)
  const attempt = await latestAttempt(database.sql, run)
  if (!attempt) throw new Refused(notCalculated(number))
  const { rows } = await database.pool.query(
    `SELECT effect, code, household_no AS "householdNo", enrolment_no AS "enrolmentNo", programme,
       (SELECT name FROM member_fact m WHERE m.county = e.county AND m.person_no = coalesce(e.person_no,
          (SELECT head_no FROM household_fact h WHERE h.county = e.county AND h.household_no = e.household_no
           ORDER BY from_month DESC, known DESC LIMIT 1))
        ORDER BY known DESC, from_month DESC LIMIT 1) AS name,
       benefit_month AS "benefitMonth", message, basis
     FROM exception e WHERE county = $1 AND run_month = $2 AND run_id = $3 AND attempt = $4
     ORDER BY CASE effect WHEN 'not-paid' THEN 1 WHEN 'held' THEN 2 ELSE 3 END,
       household_no, enrolment_no, code, exception_no`,
    [run.county, run.month, run.runId, attempt.attempt],
  )
  // what is held names its item, which may be in Chinese
  return rows.map((row) => ({ ...row, programme: readProgramme(row.programme ?? '')?.code ?? row.programme }))
}

/** An empty list would say that everybody is paid. */
function notCalculated(number: string) {
  return {
    code: 'exceptions.not-calculated',
    message: `批次 ${number} 还没有计算,不知道谁未发、暂缓或需要提示。`,
    remedy: '请先执行 huimin run calculate。',
  }
}
