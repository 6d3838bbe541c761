import type { Fen } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Layout, PaymentField } from './layout.ts'
import { TextReader } from './text-reader.ts'

/** A whole small text file at once: its payments by field, count and total, and what does not fit the layout. */
export function decode(
  layout: Layout,
  bytes: Uint8Array,
): { payments: Partial<Record<PaymentField, string>>[]; count: number; totalFen: Fen; problems: Problem[] } {
  const payments: Partial<Record<PaymentField, string>>[] = []
  const fields = layout.columns.map(({ field }) => field)
  const reader = new TextReader(layout, ({ texts }) => {
    payments.push(
      Object.fromEntries(texts.map((text, i) => [fields[i]!, text]).filter(([field]) => field !== 'constant')),
    )
  })
  reader.push(bytes)
  reader.end()
  return { payments, count: reader.count, totalFen: reader.totalFen, problems: reader.problems }
}
