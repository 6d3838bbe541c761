import { basename } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { fileNameWithoutNumbers } from '../../kernel/masked-text.ts'
import { Refused } from '../../kernel/refusal.ts'
import { DECISION_REFUSALS } from '../../returns/decision-refusals.ts'
import {
  builtOn,
  confirmWithdrawal,
  type ImportedReturn,
  listReturns,
  proposeWithdrawal,
} from '../../returns/withdrawal.store.ts'
import type { Run } from '../../run/run.store.ts'
import { lockRunForReturns } from './returns-import.ts'

export interface UndoResult {
  readonly run: string
  readonly returnNo: number
  readonly fileName: string
  /** Outcomes that the return brought and that no longer hold once it is taken back. */
  readonly outcomes: number
  /** Null until somebody else has confirmed it. */
  readonly checker: string | null
  /** False when this very step had been taken before. */
  readonly changed: boolean
}

/** A maker asks for a return to be taken back, by its number or its file's name. Nothing changes until it is confirmed. */
export async function undoReturn(context: Context, number: string, which: string, typed: string): Promise<UndoResult> {
  await requireRole(context, 'maker')
  const why = typedReason(typed)
  if (why === '') throw new Refused(DECISION_REFUSALS['returns.reason-missing']('撤销'))
  return await onReturn(context, number, which, async (tx, run, found) => {
    if (found.withdrawal) {
      if (found.withdrawal.maker === context.actor || found.withdrawal.checker) return false
      throw new Refused(DECISION_REFUSALS['returns.undo-proposed'](found.fileName, found.withdrawal.maker))
    }
    await refuseBuiltOn(tx, run, found)
    const at = context.now()
    await proposeWithdrawal(tx, run, found.returnNo, { why, maker: context.actor, at })
    await audit(context, tx, run, 'returns.undo', found)
    return true
  })
}

/** A checker, who is not the one that asked, takes the return back; its file may then be imported again, corrected. */
export async function confirmUndo(context: Context, number: string, which: string): Promise<UndoResult> {
  await requireRole(context, 'checker')
  return await onReturn(context, number, which, async (tx, run, found) => {
    const name = `回盘 ${found.fileName}`
    if (!found.withdrawal) throw new Refused(DECISION_REFUSALS['returns.nothing-to-confirm'](name, '撤销'))
    if (found.withdrawal.checker !== null) return false
    if (found.withdrawal.maker === context.actor)
      throw new Refused(DECISION_REFUSALS['returns.own-confirmation'](name, '撤销', context.actor))
    await refuseBuiltOn(tx, run, found)
    await confirmWithdrawal(tx, run, found.returnNo, context.actor, context.now())
    await audit(context, tx, run, 'returns.undo-confirm', found)
    return true
  })
}

async function onReturn(
  context: Context,
  number: string,
  which: string,
  work: (tx: Tx, run: Run, found: ImportedReturn) => Promise<boolean>,
): Promise<UndoResult> {
  return await inTransaction(context.database.pool, async (tx) => {
    const run = await lockRunForReturns(tx, number)
    const found = await findReturn(tx, run, which)
    const changed = await work(tx, run, found)
    const now = await findReturn(tx, run, String(found.returnNo))
    const { returnNo, fileName, news, withdrawal } = now
    return { run: number, returnNo, fileName, outcomes: news, checker: withdrawal?.checker ?? null, changed }
  })
}

/** By its number, or the latest under that file name. */
async function findReturn(tx: Tx, run: Run, which: string): Promise<ImportedReturn> {
  const returns = await listReturns(tx.client, run)
  const name = fileNameWithoutNumbers(basename(which))
  const found =
    returns.findLast(({ fileName }) => fileName === name) ??
    returns.find(({ returnNo }) => String(returnNo) === which.trim())
  if (found) return found
  throw new Refused(DECISION_REFUSALS['returns.no-such-return'](run.number, which))
}

async function refuseBuiltOn(tx: Tx, run: Run, found: ImportedReturn): Promise<void> {
  const built = await builtOn(tx, run, found.returnNo)
  if (built) throw new Refused(DECISION_REFUSALS['returns.built-on'](found.fileName, built))
}

async function audit(context: Context, tx: Tx, run: Run, action: string, { returnNo, news }: ImportedReturn) {
  const detail = `${run.number} return ${returnNo} ${news} outcomes`
  await appendAudit(tx, run.county, { at: context.now(), actor: context.actor, action, detail })
}
