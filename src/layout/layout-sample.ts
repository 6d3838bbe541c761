import { idCheckCharacter } from '../kernel/identifiers.ts'
import { FAILURE_REASON_CODES } from './failure-reason.ts'
import { fileForm } from './file-form.ts'
import type { FilePayment } from './file-payment.ts'
import type { UncarriedPayment } from './form.ts'
import type { Layout } from './layout.ts'
import type { Uncarried } from './line-cells.ts'
import { paymentNumber, paymentNumberPrefix } from './payment-number.ts'
import type { FileFacts } from './record-text.ts'
import { writeReturn } from './return-writer.ts'

const COUNTY = '999901'
const MONTH = '2026-07'
const PREFIX = paymentNumberPrefix({ kind: 'regular', county: COUNTY, month: MONTH, ordinal: 1 })
const FACTS = {
  batch: `${COUNTY}-202607-R1-001`,
  part: 1,
  county: COUNTY,
  month: MONTH,
  date: '2026-07-08',
  item: '城市低保',
  bank: '示例农商银行',
  documentNumber: '示例〔2026〕1号',
}

/** Names that banks have trouble with: a dot, a double surname, a rare character, one that GBK lacks. */
const HOLDERS = [
  '示例甲',
  '欧阳示例',
  '示例·买买提',
  '阿卜杜拉·示例',
  '示例乙',
  '示例丙',
  '示例丁',
  '示例喆',
  '示例䶮',
  '示例𠮷',
]
const AMOUNTS = [134580n, 60000n, 1n, 99_999n, 250_000n, 20_001n, 78_000n, 45_050n, 31_000n, 12_345n]

/** Ten made-up payments, marked 示例; no such county, person or account exists. */
export const SAMPLE_PAYMENTS: readonly FilePayment[] = HOLDERS.map((holder, i) => {
  const body = `${COUNTY}19500101${String(101 + i)}`
  return {
    paymentNo: paymentNumber(PREFIX, i + 1),
    holder,
    idNumber: body + idCheckCharacter(body),
    account: `62170000000000000${String(10 + i)}`,
    bank: FACTS.bank,
    item: FACTS.item,
    area: `${COUNTY}001${String(1 + (i % 3)).padStart(3, '0')}`,
    fromMonth: i === 3 ? '2026-05' : MONTH,
    toMonth: MONTH,
    persons: 1 + (i % 4),
    standardFen: i === 3 ? null : 62000n,
    amountFen: AMOUNTS[i]!,
  }
})

/** A payment file of the made-up payments; those that the layout cannot carry are left out and named. */
export interface LayoutSample {
  readonly bytes: Buffer
  /** The texts of each row's columns. */
  readonly rows: readonly (readonly string[])[]
  readonly held: readonly (UncarriedPayment & { readonly holder: string })[]
}

/** Writes the made-up payments by a layout, or says what of its heading the layout cannot carry. */
export async function sampleFile(layout: Layout): Promise<LayoutSample | { readonly headingUncarried: Uncarried }> {
  const form = fileForm(layout)
  const trial = form.write(layout, factsOf(SAMPLE_PAYMENTS))
  if ('headingUncarried' in trial) return trial
  const held = SAMPLE_PAYMENTS.flatMap((payment) => {
    const added = trial.add(payment)
    return 'cause' in added ? [{ ...added, holder: payment.holder }] : []
  })
  const sent = sentPayments(held)
  const writer = form.write(layout, factsOf(sent))
  if ('headingUncarried' in writer) return writer
  const rows = sent.map((payment) => writer.add(payment) as readonly string[])
  return { bytes: Buffer.from(await writer.end()), rows, held }
}

/** The return that a bank could give to the sample file: every third payment fails, each for another reason. */
export function sampleReturn(layout: Layout, { held }: Pick<LayoutSample, 'held'>): Buffer {
  const answers = sentPayments(held).map((payment, i) => ({
    ...payment,
    failed: i % 3 === 2 ? FAILURE_REASON_CODES[Math.floor(i / 3)]! : null,
  }))
  return writeReturn(layout, FACTS, answers)
}

function sentPayments(held: readonly UncarriedPayment[]): FilePayment[] {
  return SAMPLE_PAYMENTS.filter(({ paymentNo }) => !held.some((one) => one.paymentNo === paymentNo))
}

function factsOf(payments: readonly FilePayment[]): FileFacts {
  return {
    ...FACTS,
    count: payments.length,
    totalFen: payments.reduce((sum, { amountFen }) => sum + amountFen, 0n),
  }
}
