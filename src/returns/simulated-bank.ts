import { invariant } from '../kernel/invariant.ts'
import { type Fen, formatYuan } from '../kernel/money.ts'
import { decode } from '../passbook/decode.ts'
import type { Layout, PaymentField, ReturnField } from '../passbook/layout.ts'
import { encodeText } from '../passbook/text-encoding.ts'

export interface SimulatedBank {
  /** The same seed gives the same answers. */
  readonly seed: number
  /** Share of the payments that fail, 0–1. */
  readonly failed: number
  /** Share that the bank does not mention, 0–1. */
  readonly missing: number
}

const REASONS = ['姓名或证件号不符', '账号不存在', '账户已销户', '账户已冻结', '账户长期不动', '社保卡金融功能未激活']

type Sent = Partial<Record<PaymentField, string>>

/** What a made-up bank answers to a payment file: most paid, some failed with a reason, a few forgotten. */
export function simulateReturn(layout: Layout, paymentFile: Uint8Array, bank: SimulatedBank): Buffer {
  return simulateReturnOfAll(layout, [paymentFile], bank)
}

/** One answer to all the files that a bank was sent, in the order of the files. */
export function simulateReturnOfAll(layout: Layout, paymentFiles: readonly Uint8Array[], bank: SimulatedBank): Buffer {
  const payments = paymentFiles.flatMap((file) => {
    const sent = decode(layout, file)
    invariant(sent.problems.length === 0, 'the simulated bank cannot read the payment file')
    return sent.payments
  })
  const next = draws(bank.seed)
  const { return: answer } = layout
  const lines = answer.header
    ? [
        line(
          layout,
          answer.columns.map(({ name }) => name),
        ),
      ]
    : []
  let count = 0
  let totalFen: Fen = 0n
  for (const payment of payments) {
    const draw = next()
    const reason = REASONS[Math.floor(next() * REASONS.length)]!
    if (draw < bank.missing) continue
    const failed = draw < bank.missing + bank.failed
    const texts = answerTexts(layout, payment, failed ? reason : null)
    lines.push(
      line(
        layout,
        answer.columns.map(({ field }) => texts[field]),
      ),
    )
    count++
    totalFen += amountOf(payment)
  }
  if (answer.header && answer.total) lines.push(totalLine(layout, count, totalFen))
  return encodeText(returnEncoding(layout), lines.map((text) => `${text}\r\n`).join(''))
}

function returnEncoding(layout: Layout): 'utf-8' | 'gb18030' {
  const same = layout.encoding.startsWith('utf-8') ? 'utf-8' : 'gb18030'
  return layout.return.encodings.includes(same) ? same : layout.return.encodings[0]!
}

function answerTexts({ return: { success, failure } }: Layout, sent: Sent, reason: string | null) {
  return {
    paymentNo: sent.paymentNo!,
    account: sent.account!,
    amount: formatYuan(amountOf(sent)),
    result: reason === null ? success[0]! : failure[0]!,
    reason: reason ?? '',
    ignored: '',
  } satisfies Record<ReturnField, string>
}

function amountOf({ amountFen, amount }: Sent): Fen {
  return BigInt(amountFen ?? amount!.replace('.', ''))
}

function totalLine(layout: Layout, count: number, totalFen: Fen): string {
  const texts: Record<ReturnField, string> = {
    paymentNo: layout.return.total!,
    account: `${count}笔`,
    amount: formatYuan(totalFen),
    result: '',
    reason: '',
    ignored: '',
  }
  return line(
    layout,
    layout.return.columns.map(({ field }) => texts[field]),
  )
}

function line({ return: { separator, quote } }: Layout, cells: readonly string[]): string {
  const needsQuotes = (cell: string) => quote && (cell.includes(separator) || cell.includes('"'))
  return cells.map((cell) => (needsQuotes(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator)
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
