import type { Generated } from 'kysely'
import type { ReissueSchema } from './schema-reissue.ts'

/** The tables as kysely sees them; `migrations/` is the truth. bigint columns arrive as strings unless cast. */
export interface Schema extends ReissueSchema {
  county: { county: string; knowledge: Generated<string> }
  knowledge: { county: string; known: string | number; recorded_at: string; actor: string; what: string }
  app_user: UserTable
  access_rule: { rule: string; holds: boolean; set_by: string; set_at: string }
  audit: AuditTable
  command: { county: string; command_id: string; what: string; actor: string; at: string }
  policy_revision: { revision: string | number; loaded_at: string; actor: string }
  policy_document: { revision: string | number; document: string; sha256: string; file_name: string; yaml: string }
  intake: IntakeTable
  run: RunTable
  run_event: RunEventTable
  calculation: CalculationTable
  exception: ExceptionTable
  payment: PaymentTable
  payment_release: PaymentReleaseTable
  batch: BatchTable
  batch_payment: { county: string; run_id: string; attempt: number; payment_no: string; batch_no: string }
  return_file: ReturnFileTable
  outcome: OutcomeTable
  return_withdrawal: ReturnWithdrawalTable
  break_event: BreakEventTable
}

interface UserTable {
  name: string
  role: string
  token_hash: Buffer | null
  token_expires_at: Generated<string | null>
  password: Generated<string | null>
  failures: Generated<number>
  locked_until: Generated<string | null>
  disabled_at: Generated<string | null>
  /** The counties that the user is bound to; null where to none. */
  counties: Generated<string[] | null>
  added_by: string
  added_at: string
}

interface AuditTable {
  county: string
  audit_no: string | number
  at: string
  actor: string
  action: string
  detail: string
  previous: string
  hash: string
}

interface IntakeTable {
  intake_no: Generated<string>
  kind: string
  file_name: string
  sha256: string
  encoding: string
  rows: string | number
  accepted: string | number
  unchanged: string | number
  refused: string | number
  refused_lines: number[] | string[]
  actor: string
  recorded_at: string
}

interface RunTable {
  county: string
  run_id: Generated<string>
  number: string
  month: string
  kind: string
  sequence: number
  maker: string
  state: Generated<string>
  event_no: Generated<number>
  opened_at: string
}

interface RunEventTable {
  county: string
  run_id: string
  event_no: number
  action: string
  from_state: string
  to_state: string
  actor: string
  at: string
  reason: string | null
  attempt: number | null
  seal: string | null
  maker: string
  submit_no: number | null
  submitter: string | null
  submit_action: string | null
}

interface CalculationTable {
  county: string
  run_id: string
  attempt: number
  actor: string
  known: string | number
  policy_revision: string | number
  index_known: string | number
  code_revision: string
  known_at: string
  usable_month: string
  first_month: string
  last_household: string | null
  households: Generated<string | number>
  persons: Generated<string | number>
  lines: Generated<string | number>
  total_fen: Generated<string | number>
  exceptions: Generated<string | number>
  finished_at: string | null
}

interface ExceptionTable {
  county: string
  run_month: string
  run_id: string
  attempt: number
  exception_no: Generated<string>
  household_no: string | null
  person_no: string | null
  programme: string | null
  enrolment_no: string | null
  benefit_month: string
  effect: string
  code: string
  message: string
  basis: string | null
}

interface PaymentTable {
  county: string
  run_id: string
  attempt: number
  payment_no: string
  item: string
  payee_no: string
  household_no: string
  area: string
  from_month: string
  to_month: string
  persons: number
  standard_fen: string | null
  lines: string
  amount_fen: string
  account_owner: string | null
  account_from: string | null
  account_known: string | null
  bank: string | null
  hold_code: string | null
}

interface PaymentReleaseTable {
  county: string
  run_id: string
  attempt: number
  payment_no: string
  account_owner: string
  account_from: string
  account_known: string
  bank: string
  released_at: string
  actor: string
}

interface BatchTable {
  county: string
  run_id: string
  batch_no: string
  attempt: number
  item: string
  bank: string
  part: number
  layout: string
  layout_version: number
  layout_definition: string
  encoding: string
  file_name: string
  document_number: string
  rows: string | number
  total_fen: string
  sha256: string
  sm3: string
  manifest: string
  claimed_at: string
  published_at: string | null
}

interface ReturnFileTable {
  county: string
  run_id: string
  return_no: number
  file_name: string
  sha256: string
  layout: string
  rows: string | number
  actor: string
  imported_at: string
  again: Generated<number>
}

interface ReturnWithdrawalTable {
  county: string
  run_id: string
  return_no: number
  why: string
  maker: string
  at: string
}

interface BreakEventTable {
  county: string
  run_id: string
  break_id: string
  event_no: number
  from_state: string
  to_state: string
  why: string
  actor: string
  at: string
}

interface OutcomeTable {
  county: string
  run_id: string
  payment_no: string
  return_no: number
  line: string | number
  outcome: string
  amount_fen: string
  reason: string | null
  again: Generated<boolean>
}
