import { type Context, requireRole } from '../../access/context.ts'
import { knowledgeNow } from '../../calculation/calculation.store.ts'
import { inTransaction } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { isStale, lineUpReissues } from '../../reissue/line-up.ts'
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
    if (original === null) throw new Refused(nothingInIt(run))
    await lockRun(tx, { county, runId: original })
    const { known } = await knowledgeNow(tx, county)
    if (run.state === 'calculated' && !(await isStale(tx, run, { known, at: context.now() }))) {
      return { run, how: 'unchanged' }
    }
    return { run: await lineUpReissues(tx, context, run), how: 'calculated' }
  })
}

function nothingInIt({ number }: Run) {
  return {
    code: 'run.nothing-put-in',
    message: `补充批次 ${number} 里还没有内容。`,
    remedy:
      '退票重发请对原批次执行 huimin reissue,急需的补发用 huimin arrears,它们自己会开补充批次;空的补充批次请作废(run void)。',
  }
}
