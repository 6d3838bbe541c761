import type { Fen } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Reissuable } from './reissuable.store.ts'
import { WAIT_WORDS } from './wait-reason.ts'

/** How a payment that was asked for by its number stands, where it is not one that came back. */
export type Standing = 'not-in-run' | 'not-sent' | 'unanswered' | 'paid'

export interface ReissueChoice {
  /** Number of the original run. */
  readonly run: string
  /** Only these 支付编号; null for all that can be sent. */
  readonly payments: readonly string[] | null
  /** Failures without a corrected account go to the account they failed at. */
  readonly sameAccount: boolean
  /** Of those asked for that neither came back nor are being sent again already. */
  readonly standing: ReadonlyMap<string, Standing>
}

/** What is sent again now, what waits, and what was asked for and cannot be. */
export interface Chosen {
  readonly paymentNos: readonly string[]
  readonly totalFen: Fen
  readonly waiting: readonly Reissuable[]
  readonly problems: readonly Problem[]
}

/** What is said of a payment that stands so, and what to do where it was to be sent again. */
export const STANDING_WORDS: Record<
  Standing,
  { readonly code: string; readonly says: string; readonly remedy: string }
> = {
  'not-in-run': {
    code: 'reissue.payment-unknown',
    says: '不在该批次中',
    remedy: '请检查支付编号和批次号;失败的款项见「失败明细.csv」。',
  },
  'not-sent': {
    code: 'reissue.payment-not-sent',
    says: '还没有发给银行',
    remedy: '暂缓的款项补齐账户后再执行一次 huimin export 即可,不用重发。',
  },
  unanswered: {
    code: 'reissue.payment-unanswered',
    says: '银行还没有答复',
    remedy: '没有答复的款项可能已经入账,不能重发;请取得银行回盘,或由经办认定失败并经复核确认。',
  },
  paid: {
    code: 'reissue.payment-paid',
    says: '银行已发放成功',
    remedy: '已入账的款项不能重发;确属发错账户的,请先登记并确认错发(huimin misdirected record)。',
  },
}

/** Decides what of the money that came back goes out again; a payment asked for that cannot is a problem. */
export function chooseReissues(found: readonly Reissuable[], choice: ReissueChoice): Chosen {
  const { run, payments, sameAccount, standing } = choice
  const goes = ({ waits, ground }: Reissuable) =>
    waits === null || (sameAccount && waits === 'same-account' && ground === 'failed')
  const asked = payments === null ? found : found.filter(({ paymentNo }) => payments.includes(paymentNo))
  const chosen = asked.filter(goes)
  const notCorrected = payments === null ? [] : asked.filter((one) => !goes(one))
  return {
    paymentNos: chosen.map(({ paymentNo }) => paymentNo),
    totalFen: chosen.reduce((sum, { amountFen }) => sum + amountFen, 0n),
    waiting: found.filter((one) => one.waits !== null && !chosen.includes(one)),
    problems: [
      ...[...standing].map(([paymentNo, stands]) => standingProblem(run, paymentNo, stands)),
      ...notCorrected.map(waitingProblem),
    ],
  }
}

function standingProblem(run: string, paymentNo: string, standing: Standing): Problem {
  const { code, says, remedy } = STANDING_WORDS[standing]
  return { code, severity: 'error', value: paymentNo, message: `批次 ${run} 的 ${paymentNo}${says}。`, remedy }
}

function waitingProblem({ paymentNo, waits, ground }: Reissuable): Problem {
  const { name, remedy } = WAIT_WORDS[waits!]
  const misdirected = ground === 'misdirected' && waits === 'same-account'
  return {
    code: 'reissue.not-corrected',
    severity: 'error',
    value: paymentNo,
    message: `${paymentNo} 还不能重发:${name}。`,
    remedy: misdirected ? '错发的款项只能发到更正后的账户;请先导入正确的账户或代领人。' : remedy,
  }
}
