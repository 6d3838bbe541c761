import type { FilePayment } from '../../src/layout/file-payment.ts'
import type { UncarriedPayment } from '../../src/layout/form.ts'
import type { Layout } from '../../src/layout/layout.ts'
import type { FileFacts } from '../../src/layout/record-text.ts'
import { TEXT_FORM } from '../../src/layout/text-form.ts'

/** A whole small text file at once: its bytes, and the payments that it cannot carry and leaves out. */
export function encode(
  layout: Layout,
  facts: Omit<FileFacts, 'count' | 'totalFen'>,
  payments: readonly FilePayment[],
): { bytes: Buffer; held: UncarriedPayment[]; texts: (readonly string[])[] } {
  const held = uncarriedOf(layout, facts, payments)
  const heldNos = new Set(held.map(({ paymentNo }) => paymentNo))
  const sent = payments.filter(({ paymentNo }) => !heldNos.has(paymentNo))
  const totalFen = sent.reduce((sum, { amountFen }) => sum + amountFen, 0n)
  const writer = begin(layout, { ...facts, count: sent.length, totalFen })
  const texts = sent.map((payment) => writer.add(payment) as readonly string[])
  return { bytes: Buffer.from(writer.end() as Uint8Array), held, texts }
}

function uncarriedOf(layout: Layout, facts: Omit<FileFacts, 'count' | 'totalFen'>, payments: readonly FilePayment[]) {
  const writer = begin(layout, { ...facts, count: 0, totalFen: 0n })
  return payments.map((payment) => writer.add(payment)).filter((added) => 'cause' in added)
}

function begin(layout: Layout, facts: FileFacts) {
  const writer = TEXT_FORM.write(layout, facts)
  if ('headingUncarried' in writer) throw new TypeError('heading not carried by its encoding')
  return writer
}
