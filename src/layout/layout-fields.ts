/** What a payment file can say about one payment, one text each; `constant` says the same in every row. */
export const PAYMENT_FIELDS = [
  'sequence',
  'township',
  'village',
  'holder',
  'idNumber',
  'bank',
  'account',
  'item',
  'months',
  'fromMonth',
  'toMonth',
  'persons',
  'standard',
  'amount',
  'amountFen',
  'paymentNo',
  'remark',
  'constant',
] as const
export type PaymentField = (typeof PAYMENT_FIELDS)[number]

/** What a bank's return says about one payment. */
export const RETURN_FIELDS = [
  'paymentNo',
  'account',
  'holder',
  'amount',
  'amountFen',
  'result',
  'reason',
  'ignored',
] as const
export type ReturnField = (typeof RETURN_FIELDS)[number]

/** Texts that a heading, header, trailer or total line may hold, as `{count}`. */
export const PLACEHOLDERS = [
  'count',
  'total',
  'totalFen',
  'item',
  'bank',
  'month',
  'date',
  'batch',
  'part',
  'documentNumber',
  'county',
] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

/** Placeholders and fields that hold a month or a day, and may be written by a pattern such as `YYYYMM`. */
export const DATED: ReadonlySet<string> = new Set<Placeholder | PaymentField>([
  'month',
  'date',
  'months',
  'fromMonth',
  'toMonth',
])

/** Fields that hold money, and may be written in fen or with a sign. */
export const MONEY: ReadonlySet<string> = new Set<PaymentField | ReturnField>(['standard', 'amount', 'amountFen'])
