import type { DemoFamily } from './family.ts'

/** A character of given names that the older encodings of banks lack: GB18030 has it, GBK has not. */
export const RARE_CHARACTER = '䶮'
/** How many heads of a county bear it. */
export const RARE_NAMES = 3

/**
 * The family with a head whose name has the rare character; null where its head is not paid at this bank on an account of
 * their own, so that the name would stand in no file of the bank.
 */
export function withRareName(family: DemoFamily, bank: string): DemoFamily | null {
  const [head, ...others] = family.persons
  const own = family.accounts.filter(({ person }) => person === head)
  const paidThere = own.length === 1 && own[0]!.bank === bank && own[0]!.agent === null
  const onDibao = family.enrolments.some(({ programme, to }) => programme.endsWith('低保') && to === null)
  if (!head || head.diedOn !== null || !paidThere || !onDibao || head.name.includes('·')) return null
  const renamed = { ...head, name: head.name.slice(0, -1) + RARE_CHARACTER }
  return {
    ...family,
    persons: [renamed, ...others],
    accounts: family.accounts.map((account) => (account.person === head ? { ...account, person: renamed } : account)),
  }
}
