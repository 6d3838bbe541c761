import { noReason } from '../access/typed-reason.ts'
import { catalogue } from '../kernel/refusal.ts'
import type { Decided } from './decision.store.ts'
import { OUTCOME_NAMES } from './misfit-words.store.ts'
import type { BuiltOn } from './withdrawal.store.ts'

/** What a maker proposes and a checker confirms: how a payment ended, or that a return is taken back. */
type Proposed = '认定' | '撤销'

const PROPOSE_FIRST: Record<Proposed, string> = {
  认定: '请经办先用 huimin returns decide 认定并写明原因;现状见 huimin returns list。',
  撤销: '请经办先用 huimin returns undo 申请并写明原因。',
}

/** How it is refused that people say what became of money: an outcome decided, a return taken back. */
export const DECISION_REFUSALS = catalogue({
  'returns.reason-missing': (what: Proposed) => noReason(what === '认定' ? '凭什么这样认定' : '为什么撤销'),
  'returns.nothing-to-confirm': (name: string, what: Proposed) => ({
    message: `${name} 没有等待确认的${what}。`,
    remedy: PROPOSE_FIRST[what],
  }),
  'returns.own-confirmation': (name: string, what: Proposed, actor: string) => ({
    message: `${name} 的${what}由「${actor}」本人提出,不能由本人确认。`,
    remedy: '请由另一位复核人员执行 huimin returns confirm。',
  }),
  'returns.not-sent': (name: string) => ({
    message: `${name} 没有随本批次发出。`,
    remedy: '请核对编号;批次的文件号和支付编号见发放文件和「未回盘.csv」。',
  }),
  'returns.batch-only-failed': () => ({
    message: '整份文件只能认定为失败(银行整批退回),不能认定为成功。',
    remedy: '请导入银行的回盘;个别款项请用 --payment 逐笔认定。',
  }),
  'returns.already-answered': (name: string, count: number, paymentNo: string, outcome: Decided) => ({
    message: `${name} 中有 ${count} 笔已有结果(如 ${paymentNo} 为「${OUTCOME_NAMES[outcome]}」),也没有与之矛盾的回盘。`,
    remedy: '只有未回盘或有矛盾的款项才由人认定;回盘有误的,请用 huimin returns undo 撤销那份回盘。',
  }),
  'returns.misdirected': (paymentNo: string) => ({
    message: `支付编号 ${paymentNo} 已确认为错发,正在向收款人追回,不能再认定为失败。`,
    remedy:
      '请认定为成功以了结矛盾;银行确已把款退回的,用 huimin misdirected repaid 登记为收回,应得的人由 huimin reissue 重发。',
  }),
  'returns.being-reissued': (paymentNo: string, run: string) => ({
    message: `支付编号 ${paymentNo} 正在批次 ${run} 中重发,认定为成功就会付两次。`,
    remedy: `请先作废批次 ${run}(huimin run void),再认定。`,
  }),
  'returns.decision-overtaken': (paymentNo: string, earlier: string, now: string) => ({
    message: `支付编号 ${paymentNo} 认定时为「${OUTCOME_NAMES[earlier]}」,现在已是「${OUTCOME_NAMES[now]}」。`,
    remedy: '请经办按新的情况重新认定(huimin returns decide)。',
  }),
  'returns.other-proposal': (proposed: Decided) => ({
    message: `经办认定的是「${OUTCOME_NAMES[proposed]}」,与 --as 不同。`,
    remedy: '请核对后再确认;不同意的,请经办重新认定。',
  }),
  'returns.no-such-return': (run: string, which: string) => ({
    message: `批次 ${run} 没有导入过回盘「${which}」。`,
    remedy: '请用 huimin returns list 查看已导入的回盘及其序号。',
  }),
  'returns.built-on': (fileName: string, { count, paymentNo, run }: BuiltOn) => ({
    message: `回盘 ${fileName} 中有 ${count} 笔已据此往下办理(如 ${paymentNo} ${run ? `已在批次 ${run} 中重发` : '已认定为错发'}),不能撤销。`,
    remedy: run
      ? `请先作废批次 ${run}(huimin run void);已发出的,请逐笔用 huimin returns decide 处理。`
      : '请逐笔与银行核实。',
  }),
  'returns.undo-proposed': (fileName: string, maker: string) => ({
    message: `回盘 ${fileName} 已由「${maker}」申请撤销,等待复核确认。`,
    remedy: '请复核人员执行 huimin returns confirm。',
  }),
})
