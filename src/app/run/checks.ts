import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { type Finding, findBeyond } from '../../checks/findings.store.ts'
import { homeLimits } from '../../checks/limits.store.ts'
import { CHECKS, type CheckCode, type CheckLimits } from '../../checks/limits.ts'
import { insertWaivers, type Waiver, waiversOf } from '../../checks/waiver.store.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { previousRun } from '../../reconciliation/month-change.store.ts'
import { holdRun } from '../../run/lock.store.ts'
import { findRun, type Run } from '../../run/run.store.ts'
import type { CalculatedRun } from '../../run/run-key.ts'
import { STATE_NAMES } from '../../run/run-state.ts'

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
  if (why === '') throw new Refused(reasonMissing())
  return await inTransaction(context.database.pool, async (tx) => {
    const run = await holdRun(tx, number)
    if (run.state !== 'calculated') throw new Refused(notWaiting(run))
    const of = calculated(run)
    const matching = (await look(tx, of, homeLimits(context.home))).filter(
      ({ check, subject }) => check === request.check && (request.payment ?? subject) === subject,
    )
    if (matching.length === 0) throw new Refused(nothingToWaive(number, request))
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
  if (open.length > 0) throw new Refused(unwaived(run, open))
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
  const message = `批次 ${run.number} 还没有算完,没有可以核查的金额。`
  throw new Refused({ code: 'checks.not-calculated', message, remedy: '请先执行 huimin run calculate。' })
}

const TOLD = 5

function unwaived({ number }: Run, open: readonly Finding[]) {
  const told = open.slice(0, TOLD).map(({ says }) => says)
  const more = open.length > TOLD ? `另有 ${open.length - TOLD} 条。` : ''
  return {
    code: 'checks.unwaived',
    message: `批次 ${number} 有 ${open.length} 条超过本局的核查限额,尚未由复核人放行:${told.join('')}${more}`,
    remedy: `请用 huimin checks list ${number} 逐条核对;确属应发的,由复核人用 huimin checks waive 写明原因放行;有误的改正登记后重新计算。`,
  }
}

function notWaiting({ number, state }: Run) {
  return {
    code: 'checks.not-waiting',
    message: `批次 ${number} 现在是「${STATE_NAMES[state]}」,不能再放行。`,
    remedy: '放行在计算之后、提交之前;已提交的请退回(run reject)。',
  }
}

function nothingToWaive(number: string, { check, payment }: WaiveRequest) {
  const which = payment === undefined ? '' : `、支付编号 ${payment}`
  return {
    code: 'checks.nothing-to-waive',
    message: `批次 ${number} 没有「${CHECKS[check]}」${which} 的核查结果。`,
    remedy: `请用 huimin checks list ${number} 查看有哪些。`,
  }
}

function reasonMissing() {
  return { code: 'checks.reason-missing', message: '没有写明放行的原因。', remedy: '请用 --why 写明原因或依据。' }
}
