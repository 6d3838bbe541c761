/** Why money that came back is not sent again yet; the worst of a payment's payees counts. */
export const WAIT_REASONS = ['payee-dead', 'agent-no-account', 'no-account', 'same-account'] as const
export type WaitReason = (typeof WAIT_REASONS)[number]

/** A few words for a table, and what to do. */
export const WAIT_WORDS: Record<WaitReason, { readonly name: string; readonly remedy: string }> = {
  'payee-dead': { name: '领款人已死亡', remedy: '请核实死亡日期;确应发放的,登记代领人及代领人账户后再重发。' },
  'agent-no-account': { name: '代领人无可用账户', remedy: '请导入代领人本人的账户后再重发。' },
  'no-account': { name: '无可用账户', remedy: '请导入领款人的账户后再重发。' },
  'same-account': {
    name: '账户尚未更正',
    remedy: '请导入更正后的账户或代领人;确属银行自身原因的,用 --same-account 和 --why 重发到原账户。',
  },
}

/** Where money that came back stands, in the words of the counter; ready is what waits for nothing but a reissue. */
export const OUTSTANDING_NAMES = {
  waiting: '待更正账户',
  ready: '可以重发',
  'in-run': '在补充批次中',
  held: '补充批次暂缓',
  sent: '已再发,待回盘',
} as const
