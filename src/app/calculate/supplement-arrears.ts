import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { putIn } from '../../calculation/arrears/put-in.store.ts'
import { anyInHand, holdsPutIn, runOfRequest } from '../../calculation/arrears/put-in-runs.store.ts'
import type { CalculationResult } from '../../calculation/engine/calculate-attempt.ts'
import { DIFFERENCE_REFUSALS } from '../../calculation/refusals.ts'
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
  if (why === '') throw new Refused(DIFFERENCE_REFUSALS['arrears.reason-missing']())
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
  throw new Refused(DIFFERENCE_REFUSALS['arrears.nothing-due']())
}

async function lastApprovedMonth(tx: Tx, county: string): Promise<string> {
  const { last } = await approvedMonths(tx.sql, county)
  if (last !== null) return last
  throw new Refused(DIFFERENCE_REFUSALS['arrears.no-month'](county))
}

async function named({ cipher }: Context, tx: Tx, { county, households, ids }: ArrearsRequest): Promise<string[]> {
  const idHashes = ids.map((id) => {
    const reading = readIdNumber(id)
    return reading.ok ? cipher.hash('id', reading.id) : Buffer.alloc(0)
  })
  const found = await householdsNamed(tx.client, county, { numbers: households, idHashes })
  const unknown = households.find((one) => !found.includes(one))
  if (unknown !== undefined) throw new Refused(DIFFERENCE_REFUSALS['arrears.household-unknown'](county, unknown))
  if (found.length > 0) return found
  throw new Refused(DIFFERENCE_REFUSALS['arrears.person-unknown'](county))
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
  throw new Refused(DIFFERENCE_REFUSALS['arrears.in-hand'](inHand.householdNo, inHand.run))
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
