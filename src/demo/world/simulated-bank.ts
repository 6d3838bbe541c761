import { invariant } from '../../kernel/invariant.ts'
import type { Fen } from '../../kernel/money.ts'
import { readAmount } from '../../layout/amount-form.ts'
import { decode } from '../../layout/decode.ts'
import type { FailureReason } from '../../layout/failure-reason.ts'
import type { Layout, PaymentField } from '../../layout/layout.ts'
import { type Answer, writeReturn } from '../../layout/return-writer.ts'

export interface SimulatedBank {
  /** The same seed gives the same answers. */
  readonly seed: number
  /** Share of the payments that fail, 0–1. */
  readonly failed: number
  /** Share that the bank does not mention, 0–1. */
  readonly missing: number
}

const REASONS: readonly FailureReason[] = [
  'name-or-id',
  'account-unknown',
  'account-closed',
  'account-frozen',
  'account-dormant',
  'not-activated',
]
const NOWHERE = { batch: '', part: 1, county: '', month: '', date: '', item: '', bank: '', documentNumber: '' }

type Sent = Partial<Record<PaymentField, string>>

/** What a made-up bank answers to the files it was sent, in their order: most paid, some failed, a few forgotten. */
export function simulateReturn(layout: Layout, paymentFiles: readonly Uint8Array[], bank: SimulatedBank): Buffer {
  return writeReturn(layout, NOWHERE, simulateAnswers(layout, paymentFiles, bank))
}

/** What it answers to each payment that it mentions. */
export function simulateAnswers(layout: Layout, paymentFiles: readonly Uint8Array[], bank: SimulatedBank): Answer[] {
  const payments = paymentFiles.flatMap((file) => {
    const sent = decode(layout, file)
    invariant(sent.problems.length === 0, 'the simulated bank cannot read the payment file')
    return sent.payments
  })
  const next = draws(bank.seed)
  const answers: Answer[] = []
  for (const payment of payments) {
    const draw = next()
    const reason = REASONS[Math.floor(next() * REASONS.length)]!
    if (draw < bank.missing) continue
    const failed = draw < bank.missing + bank.failed
    answers.push(answerTo(layout, payment, failed ? reason : null))
  }
  return answers
}

function answerTo(layout: Layout, sent: Sent, failed: FailureReason | null): Answer {
  return {
    paymentNo: sent.paymentNo!,
    account: sent.account!,
    holder: sent.holder ?? '',
    amountFen: amountOf(layout, sent),
    failed,
  }
}

function amountOf({ columns }: Layout, sent: Sent): Fen {
  const column = columns.find(({ field }) => field === 'amount' || field === 'amountFen')!
  const amountFen = readAmount(column, sent[column.field]!)
  invariant(amountFen !== null, 'the simulated bank cannot read an amount')
  return amountFen
}

/** Numbers in [0, 1) that a seed fixes (mulberry32). */
function draws(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
