import { noReason } from '../access/typed-reason.ts'
import { type Fen, formatYuan } from '../kernel/money.ts'
import { catalogue, type Wording } from '../kernel/refusal.ts'
import { STANDING_WORDS, type Standing } from './choose.ts'

/** How a step of a misdirected payment (错发) is refused: recorded, confirmed, handed back. */
export const MISDIRECTED_REFUSALS = catalogue({
  'misdirected.reason-missing': () => noReason('怎么发现的、错在哪里,或还款的凭证'),
  'misdirected.id-invalid': (masked: string) => ({
    message: `收款人身份证号 ${masked} 不对。`,
    remedy: '请核对 18 位身份证号;不知道的可以不写。',
  }),
  'misdirected.payment-unknown': (number: string, paymentNo: string) => notPaid(number, paymentNo, 'not-in-run'),
  'misdirected.not-paid': (number: string, paymentNo: string, standing: Standing) =>
    notPaid(number, paymentNo, standing),
  'misdirected.confirmed-already': (paymentNo: string, checker: string, at: string) => ({
    message: `${paymentNo} 的错发已由「${checker}」于 ${at} 确认。`,
    remedy: '确认后不再改动;收到还款请用 huimin misdirected repaid 登记。',
  }),
  'misdirected.not-recorded': (number: string, paymentNo: string) => ({
    message: `批次 ${number} 的 ${paymentNo} 没有登记为错发。`,
    remedy: '请先由经办登记:huimin misdirected record。',
  }),
  'misdirected.own-record': (paymentNo: string, maker: string) => ({
    message: `${paymentNo} 的错发由「${maker}」本人登记,不能由本人确认。`,
    remedy: '请由另一位复核人员执行 huimin misdirected confirm。',
  }),
  'misdirected.not-confirmed': (paymentNo: string) => ({
    message: `${paymentNo} 的错发还没有经复核确认。`,
    remedy: '请先由复核人执行 huimin misdirected confirm,再登记还款。',
  }),
  'misdirected.amount-beyond-claim': (paymentNo: string, amountFen: Fen, left: Fen) => ({
    message: `${paymentNo} 尚欠 ${formatYuan(left)} 元,不能登记还款 ${formatYuan(amountFen)} 元。`,
    remedy: '还款应大于零且不超过尚欠金额;请核对凭证上的金额。',
  }),
})

/** Of a payment whose outcome is not `paid`: where the bank has answered it, it came back. */
function notPaid(number: string, paymentNo: string, standing: Standing): Wording {
  const says = standing === 'paid' ? '银行已退回' : STANDING_WORDS[standing].says
  return {
    message: `批次 ${number} 的 ${paymentNo} ${says},谈不上错发。`,
    remedy: '只有银行已发放成功的款项才能登记为错发;退回的款项请用 huimin reissue 重发。',
  }
}
