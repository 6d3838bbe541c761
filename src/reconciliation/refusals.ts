import { noReason } from '../access/typed-reason.ts'
import { catalogue } from '../kernel/refusal.ts'
import { type RunState, STATE_NAMES } from '../run/run-state.ts'
import { BREAK_STATES, type BreakState } from './break-class.ts'

/** How it is refused to reconcile a run, or to move a break. */
export const RECONCILIATION_REFUSALS = catalogue({
  'breaks.unknown': (number: string, id: string) => ({
    message: `批次 ${number} 现在没有编号为 ${id} 的差异。`,
    remedy: '请用 huimin breaks list 查看差异编号;已经对平的差异不再列出。',
  }),
  'breaks.same-state': (id: string, state: BreakState, actor: string | undefined) => ({
    message: `差异 ${id} 已经是「${BREAK_STATES[state]}」${actor ? `(「${actor}」改的)` : ''}。`,
    remedy: '请用 huimin breaks list 查看现状,改为别的状态。',
  }),
  'breaks.reason-missing': () => noReason('查到了什么、怎样处理'),
  'reconcile.not-exported': (number: string, state: RunState) => ({
    message: `批次 ${number} 现在是「${STATE_NAMES[state]}」,还没有发放文件可以对账。`,
    remedy: '请先用 huimin export 写出发放文件。',
  }),
})
