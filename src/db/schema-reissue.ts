/** The tables of money that is sent again, or claimed back from a wrong receiver. */
export interface ReissueSchema {
  reissue: ReissueTable
  misdirected: MisdirectedTable
  misdirected_confirmation: MisdirectedConfirmationTable
  misdirected_repayment: MisdirectedRepaymentTable
}

interface ReissueTable {
  county: string
  run_id: string
  original_run_id: string
  original_attempt: number
  original_payment_no: string
  ground: string
  same_account: boolean
  account_owner: string
  account_from: string
  account_known: string
  why: string | null
  actor: string
  at: string
  withdrawn_at: string | null
}

interface MisdirectedTable {
  county: string
  run_id: string
  payment_no: string
  record_no: number
  amount_fen: string
  receiver_hash: Buffer | null
  receiver_sealed: Buffer | null
  why: string
  maker: string
  recorded_at: string
}

interface MisdirectedConfirmationTable {
  county: string
  run_id: string
  payment_no: string
  record_no: number
  maker: string
  checker: string
  confirmed_at: string
}

interface MisdirectedRepaymentTable {
  county: string
  run_id: string
  payment_no: string
  repayment_no: number
  amount_fen: string
  why: string
  actor: string
  repaid_at: string
}
