import { basename } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { fileNameWithoutNumbers } from '../../kernel/masked-text.ts'
import { Refused } from '../../kernel/refusal.ts'
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
  if (why === '') {
    const message = '没有写明原因。'
    throw new Refused({ code: 'returns.reason-missing', message, remedy: '请用 --why 写明为什么撤销。' })
  }
  return await onReturn(context, number, which, async (tx, run, found) => {
    if (found.withdrawal) {
      if (found.withdrawal.maker === context.actor || found.withdrawal.checker) return false
      throw new Refused(alreadyProposed(found))
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
    if (!found.withdrawal) throw new Refused(nothingToConfirm(found))
    if (found.withdrawal.checker !== null) return false
    if (found.withdrawal.maker === context.actor) throw new Refused(ownConfirmation(found))
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
  throw new Refused({
    code: 'returns.no-such-return',
    message: `批次 ${run.number} 没有导入过回盘「${which}」。`,
    remedy: '请用 huimin returns list 查看已导入的回盘及其序号。',
  })
}

async function refuseBuiltOn(tx: Tx, run: Run, found: ImportedReturn): Promise<void> {
  const built = await builtOn(tx, run, found.returnNo)
  if (!built) return
  const how = built.run ? `已在批次 ${built.run} 中重发` : '已认定为错发'
  throw new Refused({
    code: 'returns.built-on',
    message: `回盘 ${found.fileName} 中有 ${built.count} 笔已据此往下办理(如 ${built.paymentNo} ${how}),不能撤销。`,
    remedy: built.run
      ? `请先作废批次 ${built.run}(huimin run void);已发出的,请逐笔用 huimin returns decide 处理。`
      : '请逐笔与银行核实。',
  })
}

async function audit(context: Context, tx: Tx, run: Run, action: string, { returnNo, news }: ImportedReturn) {
  const detail = `${run.number} return ${returnNo} ${news} outcomes`
  await appendAudit(tx, run.county, { at: context.now(), actor: context.actor, action, detail })
}

function alreadyProposed({ fileName, withdrawal }: ImportedReturn) {
  return {
    code: 'returns.undo-proposed',
    message: `回盘 ${fileName} 已由「${withdrawal!.maker}」申请撤销,等待复核确认。`,
    remedy: '请复核人员执行 huimin returns confirm。',
  }
}

function nothingToConfirm({ fileName }: ImportedReturn) {
  return {
    code: 'returns.nothing-to-confirm',
    message: `回盘 ${fileName} 没有等待确认的撤销。`,
    remedy: '请经办先用 huimin returns undo 申请并写明原因。',
  }
}

function ownConfirmation({ fileName }: ImportedReturn) {
  return {
    code: 'returns.own-confirmation',
    message: `回盘 ${fileName} 的撤销由本人申请,不能由本人确认。`,
    remedy: '请由另一位复核人员执行 huimin returns confirm。',
  }
}
