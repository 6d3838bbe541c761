import { addMonths } from '../../src/kernel/month.ts'
import type { Run } from '../../src/run/run.store.ts'
import { add } from './key.ts'
import type { KnownCounty } from './known-county.ts'
import type { StoredCounty, StoredLine } from './stored-county.ts'

/** What one calculation was held against. */
export interface Checked {
  /** Amounts that are due, lines of 补发 and 追回 that the run has, and claims that it leaves open. */
  readonly due: number
  readonly differences: number
  readonly open: number
}

/** Money handed back or given up that the test has recorded. */
export interface Entry {
  readonly key: string
  readonly kind: 'cash' | 'waived'
  readonly fen: bigint
}

/**
 * Holds a calculated run against what is due as known to it: lined up in total is what is due, or an open recovery says
 * how much too much; nothing for months before the first; set-offs within the cap and as far as it goes. Of a
 * supplementary run only what it lines up is looked at. Throws with the key that is wrong.
 */
export async function checkLinedUp(
  run: Run,
  known: KnownCounty,
  stored: StoredCounty,
  entries: readonly Entry[],
): Promise<Checked> {
  const first = (await stored.firstMonth()) ?? run.month
  const lines = await stored.linesThatCount(run)
  const last = await stored.lastMonth(run)
  const months = await monthsOf(run, { first, last }, stored)
  const own = lines.filter((line) => line.run === run.number)
  const early = own.find(({ month }) => !months.includes(month))
  if (early) throw new Error(`${run.number}: a line for ${early.key}`)
  const ofKind = run.kind === 'price' ? 'price' : 'regular'
  const due = new Map(months.flatMap((month) => [...known.due(month, ofKind, first)]))
  const lined = new Map<string, bigint>()
  for (const line of lines) if (months.includes(line.month)) add(lined, line.key, line.fen)
  const left = await stored.openOf(run)
  const open = new Map<string, bigint>()
  for (const { key, fen } of left) add(open, key, fen)
  const entered = { cash: new Map<string, bigint>(), waived: new Map<string, bigint>() }
  for (const { key, kind, fen } of entries) add(entered[kind], key, fen)
  const looked = run.kind === 'supplementary' ? own.map(({ key }) => key) : [...due.keys(), ...lined.keys()]
  for (const key of new Set([...looked, ...open.keys()])) {
    const of = (map: ReadonlyMap<string, bigint>) => map.get(key) ?? 0n
    const gap = of(lined) - of(entered.cash) - of(due)
    const givenUp = of(entered.waived)
    const holds = of(open) > 0n ? gap === of(open) + givenUp : gap >= 0n && gap <= givenUp
    if (!holds)
      throw new Error(
        `${run.number}: ${key}: lined up ${of(lined)}, due ${of(due)}, handed back ${of(entered.cash)}, ` +
          `open ${of(open)}, given up ${givenUp}`,
      )
  }
  // a supplementary run stands where the next regular one would
  checkSetOff(run, own, left, known.capIn(run.kind === 'supplementary' ? addMonths(last, 1) : last))
  return { due: due.size, differences: own.filter(({ type }) => type !== 'normal').length, open: open.size }
}

/** Every month since the first; for a price run those that have one. */
async function monthsOf(
  run: Run,
  { first, last }: { readonly first: string; readonly last: string },
  stored: StoredCounty,
): Promise<string[]> {
  const all: string[] = []
  for (let month = first; month <= last; month = addMonths(month, 1)) all.push(month)
  if (run.kind !== 'price') return all
  const had = await stored.priceMonths(run)
  return all.filter((month) => had.includes(month))
}

type Open = readonly { readonly key: string; readonly account: string }[]

/**
 * Per beneficiary and item: at most the cap of what is paid, and nothing left open that the cap would have allowed. Nobody
 * is paid in one household what is asked back in another.
 */
function checkSetOff(run: Run, own: readonly StoredLine[], open: Open, cap: number): void {
  const paid = new Map<string, bigint>()
  const taken = new Map<string, bigint>()
  for (const { account, fen } of own) add(fen > 0n ? paid : taken, account, fen > 0n ? fen : -fen)
  const limit = (account: string) => ((paid.get(account) ?? 0n) * BigInt(Math.round(cap * 1000))) / 1000n
  for (const [account, fen] of taken)
    if (fen > limit(account))
      throw new Error(`${run.number}: ${account} gives back ${fen} of ${paid.get(account) ?? 0n}`)
  for (const { account } of open)
    if ((taken.get(account) ?? 0n) !== limit(account)) throw new Error(`${run.number}: ${account} could give back more`)
  const owing = new Set([...own.filter(({ type }) => type === 'recovery'), ...open].map(({ key }) => key))
  const both = own.find((line) => line.type !== 'recovery' && owing.has(line.key))
  if (both) throw new Error(`${run.number}: ${both.key} is paid and asked back`)
}
