import { type Context, requireRole } from '../../access/context.ts'
import { knowledgeNow } from '../../calculation/calculation.store.ts'
import { inTransaction } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { isStale, lineUpReissues } from '../../reissue/line-up.ts'
import { REISSUE_REFUSALS } from '../../reissue/refusals.ts'
import { originalRunId } from '../../reissue/reissue.store.ts'
import { lockCounty, lockRun } from '../../run/lock.store.ts'
import { findRun, type Run } from '../../run/run.store.ts'

/** `run calculate` of a supplementary run: the same content with the accounts as of now. */
export async function calculateSupplementary(
  context: Context,
  number: string,
): Promise<{ readonly run: Run; readonly how: 'calculated' | 'unchanged' }> {
  await requireRole(context, 'maker')
  return await inTransaction(context.database.pool, async (tx) => {
    const { county } = await findRun(tx.sql, number)
    await lockCounty(tx, county)
    const run = await findRun(tx.sql, number)
    const original = await originalRunId(tx.sql, run)
    if (original === null) throw new Refused(REISSUE_REFUSALS['run.nothing-put-in'](number))
    await lockRun(tx, { county, runId: original })
    const { known } = await knowledgeNow(tx, county)
    if (run.state === 'calculated' && !(await isStale(tx, run, { known, at: context.now() }))) {
      return { run, how: 'unchanged' }
    }
    return { run: await lineUpReissues(tx, context, run), how: 'calculated' }
  })
}
