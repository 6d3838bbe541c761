import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { Wording } from '../kernel/refusal.ts'

/**
 * A reason (`--why`) as it is stored and compared. It is read by many and never deleted, so ID and account numbers in it
 * are hidden before it goes anywhere; the same words give the same reason again.
 */
export function typedReason(why: string): string {
  return withoutPersonalNumbers(why.trim())
}

/** What to tell who gave no reason for a step that wants one; `what` is what the reason should tell. */
export function noReason(what: string): Wording {
  return { message: '没有写明原因。', remedy: `请用 --why 写明${what}。` }
}
