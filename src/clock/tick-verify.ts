import { join } from 'node:path'
import { ledgerState } from '../app/export/outbox.ts'
import { verifyRun } from '../app/inquiry/verify-run.ts'
import { firstBrokenAudit, NO_COUNTY } from '../db/audit.store.ts'
import { addMonths } from '../kernel/month.ts'
import type { Problem } from '../kernel/problem.ts'
import { PAYMENT_REFUSALS } from '../payment/refusals.ts'
import { countiesWithRuns, runsToVerify } from './clock-runs.store.ts'
import type { JobStep, StepOutcome, Tick } from './tick-job.ts'

/**
 * Every night recomputes and compares the runs that are approved and not closed, and those closed lately; and looks
 * after the audit chain that belongs to no county, and the ledger of what went out.
 */
export const verificationStep: JobStep = {
  async due({ context }, { firedOn }) {
    const counties = await countiesWithRuns(context.database.pool)
    return [NO_COUNTY, ...counties].map((county) => ({ county, key: firedOn, dueOn: firedOn }))
  },
  run: (tick, { county }) => (county === NO_COUNTY ? verifyShared(tick) : verifyCounty(tick, county)),
}

async function verifyCounty(tick: Tick, county: string): Promise<StepOutcome> {
  const { context, settings, today } = tick
  const since = addMonths(today.slice(0, 7), -settings.verifyMonths)
  const numbers = await runsToVerify(context.database.pool, county, since)
  const problems: Problem[] = []
  let lines = 0
  for (const number of numbers) {
    const verified = await verifyRun(context, number, { out: join(settings.out, number) })
    problems.push(...togetherByCode(verified.problems, number))
    lines += verified.linesRecomputed
  }
  return { said: `重算核对 ${numbers.length} 个批次、${lines} 行${verdict(problems)}`, problems }
}

/** Errors one by one; remarks of one kind together, for a night's log is read by somebody. */
function togetherByCode(problems: readonly Problem[], number: string): Problem[] {
  const remarks = problems.filter(({ severity }) => severity === 'warning')
  const firsts = remarks.filter(({ code }, i) => remarks.findIndex((one) => one.code === code) === i)
  const told = firsts.map((first) => {
    const count = remarks.filter(({ code }) => code === first.code).length
    return count === 1 ? first : { ...first, message: `批次 ${number} 有 ${count} 条同样的提示,首条:${first.message}` }
  })
  return [...problems.filter(({ severity }) => severity === 'error'), ...told]
}

async function verifyShared({ context }: Tick): Promise<StepOutcome> {
  const { sql } = context.database
  const problems: Problem[] = []
  const broken = await firstBrokenAudit(sql, NO_COUNTY)
  if (broken !== null) problems.push(auditBroken(broken))
  const { path, batches, brokenAt } = await ledgerState(context, sql)
  const forgotten = batches.filter(({ state }) => state === 'forgotten')
  if (forgotten.length > 0)
    problems.push({ severity: 'error', ...PAYMENT_REFUSALS['export.forgotten-file'](path, forgotten) })
  if (brokenAt !== null) problems.push({ severity: 'error', ...PAYMENT_REFUSALS['outbox.broken'](path, brokenAt) })
  return { said: `审计链和发出台账(${batches.length} 个文件)已核对${verdict(problems)}`, problems }
}

function verdict(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  if (errors > 0) return `,有 ${errors} 处不一致,请立即查明`
  return problems.length > 0 ? `,一致,另有 ${problems.length} 条提示` : ',一致'
}

function auditBroken(no: number): Problem {
  return {
    code: 'verify.audit-broken',
    severity: 'error',
    message: `公共审计链自第 ${no} 条起对不上。`,
    remedy: '请停止操作,由管理员查明;以备份为准。',
  }
}
