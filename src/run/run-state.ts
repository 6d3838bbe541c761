export type RunKind = 'regular' | 'price' | 'supplementary'
export type RunState = 'open' | 'calculated' | 'submitted' | 'approved' | 'exported' | 'settled' | 'closed' | 'void'
export type RunAction = 'calculate' | 'submit' | 'approve' | 'reject' | 'export' | 'settle' | 'close' | 'void'

export const STATE_NAMES: Record<RunState, string> = {
  open: '已开',
  calculated: '已计算',
  submitted: '已提交待复核',
  approved: '已复核',
  exported: '已导出',
  settled: '已回盘',
  closed: '已关账',
  void: '已作废',
}

export const ACTION_NAMES: Record<RunAction, string> = {
  calculate: '计算',
  submit: '提交',
  approve: '复核通过',
  reject: '退回',
  export: '导出',
  settle: '回盘',
  close: '关账',
  void: '作废',
}

/** A second person has approved it: its lines count as lined up, whatever comes later. */
export const APPROVED_STATES: readonly RunState[] = ['approved', 'exported', 'settled', 'closed']
/** Its files went to the banks. */
const SENT_STATES: readonly RunState[] = ['exported', 'settled', 'closed']
/** A bank has answered. */
const ANSWERED_STATES: readonly RunState[] = ['settled', 'closed']
/** Calculated to its end, and waits for its approval. */
export const CALCULATED_STATES: readonly RunState[] = ['calculated', 'submitted']
/** Not approved yet: what it holds may still change. */
export const IN_HAND_STATES: readonly RunState[] = ['open', 'calculated', 'submitted']
/** Nothing more is done to it. */
export const ENDED_STATES: readonly RunState[] = ['closed', 'void']

/** Whether a second person has approved a run that stands so. */
export function isApproved(state: RunState): boolean {
  return APPROVED_STATES.includes(state)
}

/** Whether a run that stands so has sent its files. */
export function isSent(state: RunState): boolean {
  return SENT_STATES.includes(state)
}

/** Whether a bank has answered a run that stands so. */
export function isAnswered(state: RunState): boolean {
  return ANSWERED_STATES.includes(state)
}

/** Where each action leads from each state; what is not here is not allowed. The database holds the same list. */
const MOVES: Record<RunAction, Partial<Record<RunState, RunState>>> = {
  calculate: { open: 'calculated', calculated: 'calculated' },
  submit: { calculated: 'submitted' },
  approve: { submitted: 'approved' },
  reject: { submitted: 'open' },
  export: { approved: 'exported' },
  settle: { exported: 'settled' },
  close: { settled: 'closed' },
  void: { open: 'void', calculated: 'void', submitted: 'void', approved: 'void' },
}

/** What to do with a run that stands so. */
export const NEXT_STEP: Record<RunState, string> = {
  open: '请先执行 huimin run calculate。',
  calculated: '请先执行 huimin run submit,由经办提交。',
  submitted: '请由复核人执行 huimin run approve 或 run reject。',
  approved: '请执行 huimin export 导出发放文件。',
  exported: '请导入银行回盘:huimin returns import。',
  settled: '请执行 huimin reconcile 核对,无误后 huimin close。',
  closed: '该批次已关账;需要更正时请在以后的批次处理。',
  void: '该批次已作废;请用 huimin run open 重新开批次。',
}

/** The state an action leads to from a state; undefined where it is not allowed there. */
export function moveOf(state: RunState, action: RunAction): RunState | undefined {
  return MOVES[action][state]
}
