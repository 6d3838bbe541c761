import { addMonths, type Month, monthsBetween } from '../../kernel/month.ts'
import { DEMO_BANKS } from './bank-dialects.ts'
import type { DemoAccount, DemoPerson } from './family.ts'
import type { Maker } from './persons.ts'

interface Bank {
  readonly name: string
  /** Invented; no real bank's. */
  readonly prefix: string
}

/** Three invented banks, and how often families use them. */
const BANKS: readonly (readonly [Bank, number])[] = [
  [{ name: DEMO_BANKS.cooperative.name, prefix: '990101' }, 55],
  [{ name: DEMO_BANKS.farm.name, prefix: '990202' }, 25],
  [{ name: DEMO_BANKS.post.name, prefix: '990303' }, 20],
]

/**
 * The accounts on record: the head's, those of who is paid in person, some of other adults; some heads have none, some
 * have theirs drawn by another.
 */
export function makeAccounts(
  maker: Maker,
  persons: readonly DemoPerson[],
  since: Month,
  payees: ReadonlySet<DemoPerson>,
): DemoAccount[] {
  const { random } = maker
  const bank = random.weighted(BANKS)
  const head = persons[0]!
  const others = persons.slice(1)
  const ofPayees = others
    .filter((person) => payees.has(person))
    .flatMap((person) => payeeAccount(maker, person, head, bank, since))
  const agent = others.find((person) => person.age >= 18 && !payees.has(person))
  if (random.perMille(5)) return ofPayees
  if (agent && random.perMille(40)) {
    const drawn = { ...open(maker, head, bank, since), agent }
    // a few agents have not handed in an account of their own
    return [drawn, ...ofPayees, ...(random.perMille(40) ? [] : [open(maker, agent, bank, since)])]
  }
  const more = others
    .filter((person) => person.age >= 18 && !payees.has(person) && random.perMille(150))
    .map((person) => open(maker, person, bank, since))
  return [...ownAccounts(maker, head, bank, since), ...ofPayees, ...more]
}

/** A person's own account; the head draws most children's and those of who cannot go to the bank. A few have none. */
function payeeAccount(maker: Maker, person: DemoPerson, head: DemoPerson, bank: Bank, since: Month): DemoAccount[] {
  if (maker.random.perMille(8)) return []
  const account = open(maker, person, bank, since)
  const needsHelp = person.age < 18 || person.lostWorkCapacity
  return [needsHelp && maker.random.perMille(500) ? { ...account, agent: head } : account]
}

/** Passbooks are being replaced by social-security cards: whoever has changed has both rows on record. */
function ownAccounts(maker: Maker, person: DemoPerson, bank: Bank, since: Month): DemoAccount[] {
  const { random, month } = maker
  const first = open(maker, person, bank, since)
  if (monthsBetween(since, month) < 8 || !random.perMille(40)) return [first]
  const changed = open(maker, person, random.weighted(BANKS), addMonths(month, -random.between(0, 6)))
  return [
    { ...first, kind: '存折' },
    { ...changed, kind: '社保卡' },
  ]
}

function open({ random, identities }: Maker, person: DemoPerson, bank: Bank, from: Month): DemoAccount {
  const number = identities.accountNumber(bank.prefix)
  const kind = random.perMille(600) ? '社保卡' : '存折'
  return { person, number, kind, bank: bank.name, agent: null, from }
}
