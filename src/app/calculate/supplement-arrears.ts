import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { putIn } from '../../calculation/arrears/put-in.store.ts'
import { anyInHand, holdsPutIn, runOfRequest } from '../../calculation/arrears/put-in-runs.store.ts'
import type { CalculationResult } from '../../calculation/engine/calculate-attempt.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { readIdNumber } from '../../kernel/identifiers.ts'
import { Refused } from '../../kernel/refusal.ts'
import { householdsNamed } from '../../registry/households-of.store.ts'
import { lockCounty } from '../../run/lock.store.ts'
import { findRun, type Run } from '../../run/run.store.ts'
import { approvedMonths } from '../../run/run-months.store.ts'
import { openRunIn } from '../run/open-run.ts'
import { voidRun } from '../run/runs.ts'
import { calculateRun } from './calculate-run.ts'

/** Whose differences should not wait for the next regular run. */
export interface ArrearsRequest {
  readonly county: string
  readonly households: readonly string[]
  /** ID numbers; every household that knows the person. */
  readonly ids: readonly string[]
  readonly why: string
}

/**
 * Opens a supplementary run with the differences of these families up to the last approved month and calculates it. It is
 * submitted, approved and exported like every run; the next regular run counts its lines as lined up.
 */
export async function supplementArrears(context: Context, request: ArrearsRequest): Promise<CalculationResult> {
  await requireRole(context, 'maker')
  const why = typedReason(request.why)
  if (why === '')
    throw refused('arrears.reason-missing', '没有写明原因。', '请用 --why 写明为什么不能等到下一次正常批次。')
  const run = await inTransaction(context.database.pool, async (tx) => {
    const month = await lastApprovedMonth(tx, request.county)
    const households = await named(context, tx, request)
    const begun = await begunBefore(tx, context, { ...request, why }, households)
    if (begun) return begun
    await refuseInHand(tx, request.county, households)
    const { run } = await openRunIn(tx, context, { county: request.county, month, kind: 'supplementary' })
    const at = context.now()
    await putIn(tx.client, run, households, { why, actor: context.actor, at })
    const detail = `${run.number} ${households.join(' ')} ${why}`
    await appendAudit(tx, request.county, { at, actor: context.actor, action: 'arrears.put-in', detail })
    return run
  })
  const result = await calculateRun(context, run.number)
  if (result.attempt.progress.lines > 0) return result
  await voidRun(context, run.number, '所列家庭没有需要补发的差额')
  throw refused(
    'arrears.nothing-due',
    '所列家庭以前各月没有差额,没有可以补发的。',
    '请用 huimin explain 或 huimin history 核对。',
  )
}

async function lastApprovedMonth(tx: Tx, county: string): Promise<string> {
  const { last } = await approvedMonths(tx.sql, county)
  if (last !== null) return last
  throw refused('arrears.no-month', `${county} 还没有复核过的正常批次。`, '差额会随正常批次一起发放,不必另开补充批次。')
}

async function named({ cipher }: Context, tx: Tx, { county, households, ids }: ArrearsRequest): Promise<string[]> {
  const idHashes = ids.map((id) => {
    const reading = readIdNumber(id)
    return reading.ok ? cipher.hash('id', reading.id) : Buffer.alloc(0)
  })
  const found = await householdsNamed(tx.client, county, { numbers: households, idHashes })
  const unknown = households.find((one) => !found.includes(one))
  if (unknown !== undefined)
    throw refused('arrears.household-unknown', `${county} 没有家庭编号「${unknown}」。`, '请检查家庭编号和区县代码。')
  if (found.length > 0) return found
  throw refused('arrears.person-unknown', `${county} 的成员中没有这个身份证号。`, '请核对身份证号,或改用 --household。')
}

/** The run of this very request, where its command was interrupted before it was calculated. */
async function begunBefore(
  tx: Tx,
  { actor }: Context,
  { county, why }: ArrearsRequest,
  households: readonly string[],
): Promise<Run | null> {
  await lockCounty(tx, county)
  const number = await runOfRequest(tx.client, { county, households, why, actor })
  return number === null ? null : await findRun(tx.sql, number)
}

/** A family is in one supplementary run at a time until that is approved and counts as lined up. */
async function refuseInHand(tx: Tx, county: string, households: readonly string[]): Promise<void> {
  const inHand = await anyInHand(tx.client, county, households)
  if (inHand === null) return
  const message = `家庭 ${inHand.householdNo} 已在补充批次 ${inHand.run} 中,尚未复核。`
  throw refused('arrears.in-hand', message, `请先提交复核 ${inHand.run},或把它作废。`)
}

/** True for a supplementary run into which families were put, and not reissues. */
export async function holdsFamilies({ database }: Context, run: Run): Promise<boolean> {
  return run.kind === 'supplementary' && (await holdsPutIn(database.pool, run))
}

/** The run with this number and whether families were put into it. */
export async function findFilledRun(context: Context, number: string): Promise<{ run: Run; families: boolean }> {
  const run = await findRun(context.database.sql, number)
  return { run, families: await holdsFamilies(context, run) }
}

function refused(code: string, message: string, remedy: string): Refused {
  return new Refused({ code, message, remedy })
}
