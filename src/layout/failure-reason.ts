/** Why a bank did not pay, in our own words: a closed list, whatever code or word a bank uses. */
export const FAILURE_REASONS = {
  'name-or-id': '姓名或证件号不符',
  'account-unknown': '账号不存在',
  'account-closed': '账户已销户',
  'account-frozen': '账户已冻结',
  'account-dormant': '账户长期不动',
  'not-activated': '社保卡金融功能未激活',
  'account-kind': '账户类型不能入账',
  'over-limit': '超过限额',
  'bank-error': '银行系统原因',
  other: '其他原因',
} as const
export type FailureReason = keyof typeof FAILURE_REASONS
export const FAILURE_REASON_CODES = Object.keys(FAILURE_REASONS) as [FailureReason, ...FailureReason[]]

const BY_NAME = new Map<string, FailureReason>(
  FAILURE_REASON_CODES.map((code) => [FAILURE_REASONS[code], code] as const),
)

/** Our reason for a bank's word or code: as its layout says, or by the same name; `other` for every other word. */
export function failureReason(words: Readonly<Record<string, FailureReason>>, word: string): FailureReason {
  return (Object.hasOwn(words, word) ? words[word] : undefined) ?? BY_NAME.get(word) ?? 'other'
}

/** What a person reads: our name, with the bank's own code where that says something else. */
export function failureText(reason: FailureReason, word: string): string {
  if (reason === 'other') return word || '银行未说明原因'
  const name = FAILURE_REASONS[reason]
  return word === name || /\p{Script=Han}/u.test(word) ? word : `${name}(${word})`
}
