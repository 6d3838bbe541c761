import { formatYuan, parseYuan } from '../kernel/money.ts'
import { writeAmount } from './amount-form.ts'
import { writeDate } from './date-pattern.ts'
import type { FilePayment } from './file-payment.ts'
import type { Layout, LayoutColumn, PaymentField } from './layout.ts'
import { type FileFacts, fillRecordText } from './record-text.ts'

type ColumnText = (payment: FilePayment, sequence: number) => string
type MadeFor = (column: LayoutColumn, facts: FileFacts) => ColumnText

/** What each field says in a file: months as `2026-07` or `2026-05至2026-07` unless the column has a pattern. */
const TEXTS: Record<PaymentField, MadeFor> = {
  sequence: () => (_, sequence) => String(sequence),
  township:
    () =>
    ({ area }) =>
      area.slice(0, 9),
  village:
    () =>
    ({ area }) =>
      area,
  holder:
    () =>
    ({ holder }) =>
      holder,
  idNumber:
    () =>
    ({ idNumber }) =>
      idNumber,
  bank:
    () =>
    ({ bank }) =>
      bank,
  account:
    () =>
    ({ account }) =>
      account,
  item:
    () =>
    ({ item }) =>
      item,
  months:
    (column) =>
    ({ fromMonth, toMonth }) => {
      const from = monthText(column, fromMonth)
      return fromMonth === toMonth
        ? from
        : `${from}${column.format === undefined ? '至' : '-'}${monthText(column, toMonth)}`
    },
  fromMonth:
    (column) =>
    ({ fromMonth }) =>
      monthText(column, fromMonth),
  toMonth:
    (column) =>
    ({ toMonth }) =>
      monthText(column, toMonth),
  persons:
    () =>
    ({ persons }) =>
      String(persons),
  standard:
    (column) =>
    ({ standardFen }) =>
      standardFen === null ? '' : writeAmount(column, standardFen),
  amount:
    (column) =>
    ({ amountFen }) =>
      writeAmount(column, amountFen),
  amountFen:
    (column) =>
    ({ amountFen }) =>
      writeAmount(column, amountFen),
  paymentNo:
    () =>
    ({ paymentNo }) =>
      paymentNo,
  remark:
    () =>
    ({ item }) =>
      item,
  constant: ({ text }, facts) => {
    const same = fillRecordText(text!, facts)
    return () => same
  },
}

function monthText({ format }: LayoutColumn, month: string): string {
  return format === undefined ? month : writeDate(format, month)
}

/** How each column of a layout says its part of a payment, in a file of these facts. */
export function columnTexts({ columns }: Layout, facts: FileFacts): ColumnText[] {
  return columns.map((column) => TEXTS[column.field](column, facts))
}

/** Why a payment is too large for one transfer of this layout; null when it is not. */
export function overLimit(layout: Layout, { amountFen }: Pick<FilePayment, 'amountFen'>) {
  const limit = layout['amount-limit']
  const limitFen = limit === undefined ? null : parseYuan(limit)
  if (limitFen === null || amountFen <= limitFen) return null
  return { why: 'over-limit', limit: formatYuan(limitFen) } as const
}
