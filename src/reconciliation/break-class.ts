/** Every way in which lines, files, debits and answers can fail to agree, and what people call it. A closed list. */
export const BREAK_CLASSES = {
  amount: '金额不符',
  duplicate: '重复',
  'unknown-reference': '未知编号',
  account: '账号不符',
  unanswered: '未回盘',
  late: '迟到',
  contradiction: '矛盾',
  debit: '借记不符',
} as const
export type BreakClass = keyof typeof BREAK_CLASSES

/** How far somebody has come with a break. */
export const BREAK_STATES = { open: '待处理', working: '处理中', explained: '已说明', resolved: '已解决' } as const
export type BreakState = keyof typeof BREAK_STATES

/** Reads a state by its code or its Chinese name; null when there is no such state. */
export function readBreakState(text: string): BreakState | null {
  const entry = Object.entries(BREAK_STATES).find(([code, name]) => code === text || name === text)
  return entry ? (entry[0] as BreakState) : null
}
