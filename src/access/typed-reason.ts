import { withoutPersonalNumbers } from '../kernel/masked-text.ts'

/**
 * A reason (`--why`) as it is stored and compared. It is read by many and never deleted, so ID and account numbers in it
 * are hidden before it goes anywhere; the same words give the same reason again.
 */
export function typedReason(why: string): string {
  return withoutPersonalNumbers(why.trim())
}
