import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { type Finding, findBeyond } from '../../checks/findings.store.ts'
import { homeLimits } from '../../checks/limits.store.ts'
import type { CheckCode, CheckLimits } from '../../checks/limits.ts'
import { CHECK_REFUSALS } from '../../checks/refusals.ts'
import { insertWaivers, type Waiver, waiversOf } from '../../checks/waiver.store.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { previousRun } from '../../reconciliation/month-change.store.ts'
import { holdRun } from '../../run/lock.store.ts'
import { findRun, type Run } from '../../run/run.store.ts'
import type { CalculatedRun } from '../../run/run-key.ts'

/** What goes beyond the bureau's limits in a run, and who let which of it pass. */
export interface RunChecks {
  readonly run: string
  readonly limits: CheckLimits
  readonly findings: readonly (Finding & { readonly waiver: Waiver | null })[]
}

/** Looks a calculated run through, beside the month before, for what goes beyond the limits of `checks.yaml`. */
export async function checkRun(context: Context, number: string): Promise<RunChecks> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  return await inTransaction(context.database.pool, async (tx) => {
    const limits = homeLimits(context.home)
    return { run: number, limits, findings: await look(tx, calculated(await findRun(tx.sql, number)), limits) }
  })
}

export interface WaiveRequest {
  readonly check: CheckCode
  /** The 支付编号 that the finding is about; everything of this check where it is not said. */
  readonly payment?: string | undefined
  readonly why: string
}

export interface Waived {
  readonly waived: readonly Finding[]
  /** Were let pass before, with the reason they had. */
  readonly before: number
}

/** Lets what was found pass, which only a checker may, with a reason, before the run is handed over. */
export async function waiveFindings(context: Context, number: string, request: WaiveRequest): Promise<Waived> {
  await requireRole(context, 'checker')
  const why = typedReason(request.why)
  if (why === '') throw new Refused(CHECK_REFUSALS['checks.reason-missing']())
  return await inTransaction(context.database.pool, async (tx) => {
    const run = await holdRun(tx, number)
    if (run.state !== 'calculated') throw new Refused(CHECK_REFUSALS['checks.not-waiting'](run.number, run.state))
    const of = calculated(run)
    const matching = (await look(tx, of, homeLimits(context.home))).filter(
      ({ check, subject }) => check === request.check && (request.payment ?? subject) === subject,
    )
    if (matching.length === 0)
      throw new Refused(CHECK_REFUSALS['checks.nothing-to-waive'](number, request.check, request.payment))
    const fresh = matching.filter(({ waiver }) => waiver === null)
    const by = { actor: context.actor, at: context.now() }
    await insertWaivers(tx, of, fresh, { why, ...by })
    const detail = `${number} ${request.check} ${fresh.length} ${fresh.map(({ subject }) => subject).join(' ')} ${why}`
    if (fresh.length > 0) await appendAudit(tx, run.county, { ...by, action: 'checks.waive', detail })
    return { waived: fresh, before: matching.length - fresh.length }
  })
}

/** Refuses a run that goes beyond a limit which no checker let pass; the limits are those of now. */
export async function refuseUnwaived(tx: Tx, { home }: Context, run: Run, attempt: number): Promise<void> {
  const limits = homeLimits(home)
  if (Object.keys(limits).length === 0) return
  const open = (await look(tx, { ...run, attempt }, limits)).filter(({ waiver }) => waiver === null)
  if (open.length > 0) throw new Refused(CHECK_REFUSALS['checks.unwaived'](run.number, open))
}

async function look(
  tx: Tx,
  run: CalculatedRun & Pick<Run, 'kind'>,
  limits: CheckLimits,
): Promise<RunChecks['findings']> {
  await planForBulk(tx)
  const findings = await findBeyond(tx, run, await previousRun(tx, run), limits)
  const waivers = new Map((await waiversOf(tx, run)).map((one) => [`${one.check} ${one.subject}`, one]))
  return findings.map((one) => ({ ...one, waiver: waivers.get(`${one.check} ${one.subject}`) ?? null }))
}

function calculated(run: Run): Run & CalculatedRun {
  if (run.attempt !== null && run.state !== 'open') return { ...run, attempt: run.attempt }
  throw new Refused(CHECK_REFUSALS['checks.not-calculated'](run.number))
}
