import { join } from 'node:path'
import type { Context } from '../../src/access/context.ts'
import { familyHistory } from '../../src/app/inquiry/family-history.ts'
import { verifyRun } from '../../src/app/inquiry/verify-run.ts'
import { reconcileRun } from '../../src/app/reconcile/reconcile-run.ts'
import { misdirectedClaims } from '../../src/app/reissue/misdirected-list.ts'
import { listReissues } from '../../src/app/reissue/reissue-list.ts'
import type { TestContext } from '../support/registry.ts'
import { add } from './key.ts'
import type { Ledger, LedgerRun, Payment } from './ledger.ts'
import type { Book } from './money-months.ts'
import type { StoredLine } from './stored-county.ts'

/** What the programme says waits, or is on its way a second time, is what the book says. */
export async function checkOutstanding(context: Context, county: string, ledger: Ledger): Promise<void> {
  const expected = ledger.all().flatMap((one) => {
    const cameBack = one.said === 'failed' || one.wrong
    if (!one.again) return cameBack ? [`${one.sent!.no} waiting ${one.fen}`] : []
    if (one.again.said !== null) return []
    const { state } = ledger.runs.get(one.again.run)!
    const sending = state === 'calculated' || state === 'approved' ? 'in-run' : one.again.sent ? 'sent' : 'held'
    return [`${one.sent!.no} ${sending} ${one.fen}`]
  })
  const listed = await listReissues(context, { county })
  same(
    'waiting',
    listed.map(({ paymentNo, state, amountFen }) => `${paymentNo} ${state} ${amountFen}`),
    expected,
  )
}

/**
 * At the end of a year: line by line every fen stands where the book has it, nothing was paid twice but what the bank
 * itself says it paid twice, and reconciliation, history, claims and verification agree.
 */
export async function checkBooks(
  context: TestContext,
  county: string,
  { ledger, stored, tally }: Book,
  folder: (number: string) => string,
): Promise<void> {
  const standing = ledger.byKey()
  const paid = ledger.all().filter(({ said, wrong }) => said === 'paid' && !wrong)
  same('paid', told(await stored.paidByKey()), told(sumsOf(paid.flatMap(({ lines }) => lines))))
  const twice = paid.filter(({ again }) => again && last(again).said === 'paid' && !last(again).wrong)
  const once = new Map(standing.get('paid'))
  for (const { lines } of twice) for (const { key, fen } of lines) add(once, key, fen)
  same('paid once', told(sumsOf(paid.flatMap(({ lines }) => lines))), told(once))
  const runs = [...ledger.runs.values()].filter(({ state }) => state !== 'void' && state !== 'calculated')
  checkLinedUpIsSomewhere(ledger, runs)
  const out = runs.filter(({ state }) => state !== 'approved')
  for (const run of out.filter((_, i) => i % 4 === 0)) await checkReconciled(context, run)
  await checkClaims(context, county, ledger)
  await checkHistories(context, county, runs)
  for (const { number } of ledger.runs.values()) {
    const { linesDiffering, problems } = await verifyRun(context.as('审计甲'), number, { out: folder(number) })
    if (linesDiffering > 0 || problems.length > 0)
      throw new Error(`${number}: ${linesDiffering} ${problems.map(({ message }) => message).join()}`)
  }
  tally.waiting += ledger.all().filter(({ said, again }) => said === 'failed' && !again).length
}

/** Lined up = paid + failed + unknown + held + not sent yet + astray + set off, key by key. */
function checkLinedUpIsSomewhere(ledger: Ledger, runs: readonly LedgerRun[]): void {
  const lined = runs
    .filter(({ original }) => !original)
    .flatMap(({ payments }) => payments.flatMap(({ lines }) => lines))
  const somewhere = new Map<string, bigint>()
  for (const sums of ledger.byKey().values()) for (const [key, fen] of sums) add(somewhere, key, fen)
  same('lined up', told(sumsOf(lined)), told(somewhere))
}

/** approved = exported + held, exported = paid + failed + unknown, to the fen and as the book has it. */
async function checkReconciled(context: Context, run: LedgerRun): Promise<void> {
  const { totals, gapFen } = await reconcileRun(context, run.number, { out: join(context.home, '对账', run.number) })
  const fen = (some: readonly Payment[]) => some.reduce((sum, one) => sum + one.fen, 0n)
  const sent = run.payments.filter((one) => one.sent)
  const ours = {
    approved: fen(run.payments),
    exported: fen(sent),
    paid: fen(sent.filter(({ said }) => said === 'paid')),
    failed: fen(sent.filter(({ said }) => said === 'failed')),
    unknown: fen(sent.filter(({ said }) => said === null)),
    held: fen(run.payments.filter((one) => !one.sent)),
  }
  const theirs = Object.fromEntries(Object.keys(ours).map((stage) => [stage, totals[stage as keyof typeof ours].fen]))
  same(`reconciliation of ${run.number}`, told(Object.entries(theirs)), told(Object.entries(ours)))
  if (gapFen !== 0n) throw new Error(`reconciliation of ${run.number} leaves ${gapFen}`)
}

async function checkClaims(context: Context, county: string, ledger: Ledger): Promise<void> {
  const claims = await misdirectedClaims(context, county)
  const astray = ledger.all().filter(({ wrong }) => wrong)
  same(
    'claims',
    claims.map(({ paymentNo, amountFen }) => `${paymentNo} ${amountFen}`),
    astray.map(({ sent, fen }) => `${sent!.no} ${fen}`),
  )
}

/** The balances at the foot of a family's history, for some families. */
async function checkHistories(context: Context, county: string, runs: readonly LedgerRun[]): Promise<void> {
  const payments = runs.flatMap((run) => run.payments)
  const households = [...new Set(payments.flatMap(({ lines }) => lines.map(({ household }) => household)))].sort()
  for (const household of households.filter((_, i) => i % 25 === 0)) {
    const { rows } = await familyHistory(context, { county, household })
    const arrived = rows.filter(({ type }) => type !== 'cash').reduce((sum, { arrivedFen }) => sum + arrivedFen, 0n)
    const ours = payments
      .filter(({ fen, said, wrong }) => fen === 0n || (said === 'paid' && !wrong))
      .flatMap(({ lines }) => lines.filter((line) => line.household === household))
    const expected = ours.reduce((sum, { fen }) => sum + fen, 0n)
    if (arrived !== expected) throw new Error(`history of ${household}: ${arrived} arrived, ${expected} in the book`)
  }
}

function last(payment: Payment): Payment {
  return payment.again ? last(payment.again) : payment
}

function sumsOf(lines: readonly StoredLine[]): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { key, fen } of lines) add(sums, key, fen)
  return sums
}

function told(sums: Iterable<readonly [string, bigint]>): string[] {
  return [...sums].filter(([, fen]) => fen !== 0n).map(([key, fen]) => `${key} ${fen}`)
}

function same(what: string, theirs: readonly string[], ours: readonly string[]): void {
  const [one, other] = [[...theirs].sort(), [...ours].sort()]
  const at = one.findIndex((text, i) => text !== other[i])
  if (at < 0 && one.length === other.length) return
  const place = at < 0 ? one.length : at
  throw new Error(`${what}: ${one.length} against ${other.length}; first ${one[place]} instead of ${other[place]}`)
}
