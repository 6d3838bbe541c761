import { noReason } from '../access/typed-reason.ts'
import { unknownHousehold, unknownPerson } from '../access/unfit-value.ts'
import { type Fen, formatYuan } from '../kernel/money.ts'
import { catalogue } from '../kernel/refusal.ts'

/** How money that is lined up later is refused: what people want taken back, given up, or paid before its time. */
export const DIFFERENCE_REFUSALS = catalogue({
  'recover.reason-missing': () => noReason('收据号或批准文号等'),
  'recover.nothing-open': () => ({
    message: '没有符合条件的待追回款。',
    remedy: '请用 huimin recover list 查看尚未扣回的款项。',
  }),
  'recover.person-unknown': unknownPerson,
  'recover.programme-unknown': (text: string) => ({
    message: `没有项目「${text}」。`,
    remedy: '请写项目的中文名或代码,例如 城市低保。',
  }),
  'recover.amount-invalid': (text: string | undefined) => ({
    message: `金额「${text}」不对。`,
    remedy: '请写大于零的元,例如 120.00。',
  }),
  'recover.amount-above-open': (fen: Fen, open: Fen) => ({
    message: `金额 ${formatYuan(fen)} 元超过尚未扣回的 ${formatYuan(open)} 元。`,
    remedy: '请核对收款,或用 --month、--programme 选对款项。',
  }),
  'arrears.reason-missing': () => noReason('为什么不能等到下一次正常批次'),
  'arrears.nothing-due': () => ({
    message: '所列家庭以前各月没有差额,没有可以补发的。',
    remedy: '请用 huimin explain 或 huimin history 核对。',
  }),
  'arrears.no-month': (county: string) => ({
    message: `${county} 还没有复核过的正常批次。`,
    remedy: '差额会随正常批次一起发放,不必另开补充批次。',
  }),
  'arrears.household-unknown': unknownHousehold,
  'arrears.person-unknown': unknownPerson,
  'arrears.in-hand': (householdNo: string, run: string) => ({
    message: `家庭 ${householdNo} 已在补充批次 ${run} 中,尚未复核。`,
    remedy: `请先提交复核 ${run},或把它作废。`,
  }),
})
