import type { Fen } from '../kernel/money.ts'

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
