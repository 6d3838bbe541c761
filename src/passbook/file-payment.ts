import { type Fen, formatYuan } from '../kernel/money.ts'
import type { PaymentField } from './layout.ts'

/** One payment as a file tells it to the bank. */
export interface FilePayment {
  readonly paymentNo: string
  /** 户名 of the account. */
  readonly holder: string
  /** ID number of the account's owner, in clear. */
  readonly idNumber: string
  /** Account number, in clear. */
  readonly account: string
  readonly bank: string
  /** 补贴项目 in Chinese. */
  readonly item: string
  readonly area: string
  readonly fromMonth: string
  readonly toMonth: string
  readonly persons: number
  readonly standardFen: Fen | null
  readonly amountFen: Fen
}

/** What each field says in a file: yuan with two decimals, months as `2026-07` or `2026-05至2026-07`. */
export const FIELD_TEXT: Record<PaymentField, (payment: FilePayment, sequence: number) => string> = {
  sequence: (_, sequence) => String(sequence),
  township: ({ area }) => area.slice(0, 9),
  village: ({ area }) => area,
  holder: ({ holder }) => holder,
  idNumber: ({ idNumber }) => idNumber,
  bank: ({ bank }) => bank,
  account: ({ account }) => account,
  item: ({ item }) => item,
  months: ({ fromMonth, toMonth }) => (fromMonth === toMonth ? fromMonth : `${fromMonth}至${toMonth}`),
  persons: ({ persons }) => String(persons),
  standard: ({ standardFen }) => (standardFen === null ? '' : formatYuan(standardFen)),
  amount: ({ amountFen }) => formatYuan(amountFen),
  amountFen: ({ amountFen }) => amountFen.toString(),
  paymentNo: ({ paymentNo }) => paymentNo,
  remark: ({ item }) => item,
}
