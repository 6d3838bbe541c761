import type { Refusal } from '../kernel/refusal.ts'
import { isSent } from '../run/run-state.ts'
import type { DecidablePayment, Decided, DecisionTarget } from './decision.store.ts'

const WORDS = { paid: '成功', failed: '失败', unknown: '未回盘' } as const

/** What the target is called in a sentence. */
function targetName(target: DecisionTarget): string {
  return 'paymentNo' in target ? `支付编号 ${target.paymentNo}` : `发放文件 ${target.batchNo}`
}

/** Why nobody may decide this now; null when a maker may. Only what is unknown or contradicted is a person's to decide. */
export function decisionRefusal(
  target: DecisionTarget,
  payments: readonly DecidablePayment[],
  as: Decided,
): Refusal | null {
  const name = targetName(target)
  if (payments.length === 0) {
    return {
      code: 'returns.not-sent',
      message: `${name} 没有随本批次发出。`,
      remedy: '请核对编号;批次的文件号和支付编号见发放文件和「未回盘.csv」。',
    }
  }
  if ('batchNo' in target && as === 'paid') {
    return {
      code: 'returns.batch-only-failed',
      message: `整份文件只能认定为失败(银行整批退回),不能认定为成功。`,
      remedy: '请导入银行的回盘;个别款项请用 --payment 逐笔认定。',
    }
  }
  const settled = payments.filter(({ outcome, questioned }) => outcome !== null && !questioned)
  if (settled.length > 0) {
    const [{ paymentNo, outcome }] = settled as [DecidablePayment]
    return {
      code: 'returns.already-answered',
      message: `${name} 中有 ${settled.length} 笔已有结果(如 ${paymentNo} 为「${WORDS[outcome!]}」),也没有与之矛盾的回盘。`,
      remedy: '只有未回盘或有矛盾的款项才由人认定;回盘有误的,请用 huimin returns undo 撤销那份回盘。',
    }
  }
  return as === 'paid' ? reissueRefusal(payments) : misdirectedRefusal(payments)
}

/** What a wrong receiver is asked to hand back was paid; were it to fail as well, nobody would owe what is claimed. */
function misdirectedRefusal(payments: readonly DecidablePayment[]): Refusal | null {
  const astray = payments.find(({ misdirected }) => misdirected)
  if (!astray) return null
  return {
    code: 'returns.misdirected',
    message: `支付编号 ${astray.paymentNo} 已确认为错发,正在向收款人追回,不能再认定为失败。`,
    remedy:
      '请认定为成功以了结矛盾;银行确已把款退回的,用 huimin misdirected repaid 登记为收回,应得的人由 huimin reissue 重发。',
  }
}

/**
 * Money that is about to be sent again because it failed cannot also turn out to have been paid: that run is stopped
 * first. What is sent again because a stranger got it was paid, and stays so.
 */
function reissueRefusal(payments: readonly DecidablePayment[]): Refusal | null {
  const again = payments.find(
    ({ reissuedIn, reissueState, misdirected }) => reissuedIn && !misdirected && !isSent(reissueState!),
  )
  if (!again) return null
  return {
    code: 'returns.being-reissued',
    message: `支付编号 ${again.paymentNo} 正在批次 ${again.reissuedIn} 中重发,认定为成功就会付两次。`,
    remedy: `请先作废批次 ${again.reissuedIn}(huimin run void),再认定。`,
  }
}

/** Why the latest decisions cannot be confirmed by this person now; null when they can. */
export function confirmationRefusal(
  target: DecisionTarget,
  payments: readonly DecidablePayment[],
  checker: string,
): Refusal | null {
  const name = targetName(target)
  const open = payments.filter(({ proposal }) => proposal && proposal.checker === null)
  if (payments.length === 0 || open.length < payments.length) {
    return {
      code: 'returns.nothing-to-confirm',
      message: `${name} 没有等待确认的认定。`,
      remedy: '请经办先用 huimin returns decide 认定并写明原因;现状见 huimin returns list。',
    }
  }
  if (open.some(({ proposal }) => proposal!.maker === checker)) {
    return {
      code: 'returns.own-confirmation',
      message: `${name} 的认定由「${checker}」本人作出,不能由本人确认。`,
      remedy: '请由另一位复核人员执行 huimin returns confirm。',
    }
  }
  const moved = open.find(({ proposal, outcome }) => proposal!.earlier !== (outcome ?? 'unknown'))
  if (moved) {
    return {
      code: 'returns.decision-overtaken',
      message: `支付编号 ${moved.paymentNo} 认定时为「${WORDS[moved.proposal!.earlier]}」,现在已是「${WORDS[moved.outcome ?? 'unknown']}」。`,
      remedy: '请经办按新的情况重新认定(huimin returns decide)。',
    }
  }
  return decisionRefusal(target, payments, open[0]!.proposal!.outcome)
}
