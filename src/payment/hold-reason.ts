/** Why a payment that is due cannot go into a file. */
export type HoldCode = 'no-account' | 'agent-no-account' | 'payee-dead'

/** Why a payment with a usable account cannot go into a file of one layout. */
export type FileHoldCode = 'text-not-carried' | 'over-limit'

/** What a person reads about a held payment: why, and what to do. `{amount}` stands for the yuan. */
export const HOLD_MESSAGES: Record<HoldCode, string> = {
  'no-account':
    '应发 {amount} 元,领款人没有已启用的账户,暂缓发放。请导入其账户(accounts)后再执行一次导出,款项进入单独的文件。',
  'agent-no-account':
    '应发 {amount} 元,领款人指定了代领人,但代领人名下没有已启用的账户,暂缓发放。请导入代领人本人的账户后再执行一次导出。',
  'payee-dead':
    '应发 {amount} 元,领款人已在发放月份之前死亡,暂缓发放。请核实死亡日期;确应发放的,为其登记代领人及代领人账户后再执行一次导出。',
}

/** Why a payment stays out of the files, in a few words for a table. */
export const HOLD_NAMES: Record<HoldCode | FileHoldCode, string> = {
  'no-account': '无可用账户',
  'agent-no-account': '代领人无可用账户',
  'payee-dead': '领款人已死亡',
  'text-not-carried': '文件编码写不出',
  'over-limit': '超过银行单笔限额',
}
