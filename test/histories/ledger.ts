import { add } from './key.ts'
import type { KnownAccount, KnownCounty } from './known-county.ts'
import type { StoredLine } from './stored-county.ts'

/** One payee's money of one item in one run, and what became of it as far as anybody was told. */
export interface Payment {
  readonly run: string
  readonly payee: string
  readonly item: string
  readonly fen: bigint
  readonly lines: readonly StoredLine[]
  /** The account chosen when the run was calculated; null while it is held. */
  chosen: KnownAccount | null
  /** The account and number under which it went to the bank. */
  sent: { readonly account: KnownAccount; readonly no: string } | null
  said: 'paid' | 'failed' | null
  /** Two people agreed that it went to a wrong account. */
  wrong: boolean
  /** The payment of a live supplementary run that sends it again. */
  again: Payment | null
  /** The payment that this one sends again. */
  readonly resends: Payment | null
}

export interface LedgerRun {
  readonly number: string
  readonly month: string
  readonly kind: string
  state: 'calculated' | 'approved' | 'exported' | 'settled' | 'closed' | 'void'
  payments: readonly Payment[]
  /** The run whose money it sends again. */
  readonly original: LedgerRun | null
}

/** How the lines of approved runs stand, key by key; together they are all that was lined up. */
export type Standing = 'paid' | 'failed' | 'unknown' | 'held' | 'unsent' | 'astray' | 'set-off'

/**
 * The naive book of a made-up county: every payment that should be, held against every file that is, and every answer.
 * It knows the lines that runs have stored, accounts and deaths as recorded, and what banks and people said; nothing of
 * how the programme keeps payments, outcomes or reissues.
 */
export class Ledger {
  readonly runs = new Map<string, LedgerRun>()
  readonly #known: KnownCounty

  constructor(known: KnownCounty) {
    this.#known = known
  }

  /** A run was calculated (anew): its lines make payments, to the accounts that serve now. */
  calculated(
    run: Pick<LedgerRun, 'number' | 'month' | 'kind'>,
    lines: readonly StoredLine[],
    today: string,
  ): LedgerRun {
    const groups = new Map<string, StoredLine[]>()
    for (const line of lines) {
      const key = `${line.payee} ${line.item}`
      groups.set(key, [...(groups.get(key) ?? []), line])
    }
    const original = this.runs.get(run.number)?.original ?? null
    const payments = [...groups.values()].map((some) => this.#payment(run, some, null, today))
    const made = { ...run, state: 'calculated' as const, payments, original }
    this.runs.set(run.number, made)
    return made
  }

  /** What of a run can be sent again now: it failed or went astray, nothing sends it again, and a new account serves. */
  reissuable(original: LedgerRun, today: string): Payment[] {
    return original.payments.filter((one) => {
      if (one.again || !(one.said === 'failed' || one.wrong)) return false
      const account = this.accountNow(one, today, original.month)
      return account !== null && account !== one.sent!.account
    })
  }

  /** A supplementary run sends these again, together with what it sent before: the same lines, to today's accounts. */
  reissued(
    run: Pick<LedgerRun, 'number' | 'month' | 'kind'>,
    original: LedgerRun,
    putIn: readonly Payment[],
    lines: readonly StoredLine[],
    today: string,
  ): LedgerRun {
    const before = original.payments.filter(({ again }) => again?.run === run.number)
    const payments = [...before, ...putIn].map((one) => {
      const own = lines.filter(({ payee, item }) => payee === one.payee && item === one.item)
      if (!sameLines(own, one.lines)) throw new Error(`${run.number} does not have the lines of ${one.sent!.no}`)
      one.again = this.#payment(run, own, one, today)
      return one.again
    })
    const count = payments.reduce((sum, one) => sum + one.lines.length, 0)
    if (count !== lines.length) throw new Error(`${run.number} has ${lines.length - count} lines that nobody put in`)
    const made = { ...run, state: 'calculated' as const, payments, original }
    this.runs.set(run.number, made)
    return made
  }

  /** Ends a run that was not exported; what it would have sent again waits again. */
  voided(run: LedgerRun): void {
    run.state = 'void'
    for (const { resends } of run.payments) if (resends) resends.again = null
  }

  /** The account a payment would go to today; null for the dead and where none serves. */
  accountNow({ payee }: Pick<Payment, 'payee'>, today: string, month: string): KnownAccount | null {
    return this.#known.hasDied(payee, month) ? null : this.#known.accountOf(payee, month > today ? month : today)
  }

  /** What an export has to send now: what was approved with an account, and what was held and has found one since. */
  toSend(run: LedgerRun, today: string): Map<Payment, KnownAccount> {
    const outgoing = new Map<Payment, KnownAccount>()
    for (const one of run.payments) {
      if (one.fen === 0n || one.sent) continue
      const first = run.state === 'approved' ? one.chosen : null
      const account = first ?? this.accountNow(one, today, run.month)
      if (account) outgoing.set(one, account)
    }
    return outgoing
  }

  /** Runs in one of these states. */
  in(...states: readonly LedgerRun['state'][]): LedgerRun[] {
    return [...this.runs.values()].filter(({ state }) => states.includes(state))
  }

  /** Every payment of every run that is not void. */
  all(): Payment[] {
    return [...this.runs.values()].filter(({ state }) => state !== 'void').flatMap(({ payments }) => payments)
  }

  /** Where each fen stands that approved runs lined up, by key; what is sent again stands where the last of it does. */
  byKey(): Map<Standing, Map<string, bigint>> {
    const sums = new Map<Standing, Map<string, bigint>>()
    for (const run of this.runs.values()) {
      if (run.original || run.state === 'void' || run.state === 'calculated') continue
      for (const payment of run.payments) {
        const standing = this.standingOf(payment)
        if (!sums.has(standing)) sums.set(standing, new Map())
        for (const { key, fen } of payment.lines) add(sums.get(standing)!, key, fen)
      }
    }
    return sums
  }

  standingOf(payment: Payment): Standing {
    if (payment.fen === 0n) return 'set-off'
    if (payment.again && payment.said !== 'paid') return this.standingOf(payment.again)
    if (payment.again && payment.wrong) return this.standingOf(payment.again)
    if (payment.said === 'failed') return 'failed'
    if (payment.wrong) return 'astray'
    if (payment.said === 'paid') return 'paid'
    if (payment.sent) return 'unknown'
    return this.runs.get(payment.run)!.state === 'calculated' ? 'unsent' : payment.chosen ? 'unsent' : 'held'
  }

  #payment(
    run: Pick<LedgerRun, 'number' | 'month'>,
    lines: readonly StoredLine[],
    resends: Payment | null,
    today: string,
  ): Payment {
    const { payee, item } = lines[0]!
    const fen = lines.reduce((sum, line) => sum + line.fen, 0n)
    if (fen < 0n) throw new Error(`${run.number}: ${payee} ${item} comes to ${fen}`)
    const chosen = this.accountNow({ payee }, today, run.month)
    return {
      ...{ run: run.number, payee, item, fen, lines, chosen, resends },
      ...{ sent: null, said: null, wrong: false, again: null },
    }
  }
}

function sameLines(own: readonly StoredLine[], old: readonly StoredLine[]): boolean {
  const told = (lines: readonly StoredLine[]) => lines.map(({ key, fen }) => `${key} ${fen}`).sort()
  return told(own).join('\n') === told(old).join('\n') && own.every(({ type }) => type === 'reissue')
}
