import type pg from 'pg'
import { copyIn, copyRow } from '../../db/copy.ts'
import { rowsOf, sql } from '../../db/statement.ts'
import type { NumberedRun } from '../../run/run-key.ts'
import { differenceKey } from './beneficiary.ts'
import type { OpenRecovery } from './settle-case.ts'

/** Appends what an attempt found to be owed and did not take back. */
export async function appendOpenRecoveries(
  client: pg.ClientBase,
  run: NumberedRun,
  attempt: number,
  open: readonly OpenRecovery[],
): Promise<void> {
  if (open.length === 0) return
  const rows = open.map(({ line, claimFen, takenFen, reason }) =>
    copyRow([
      run.county,
      run.runId,
      attempt,
      line.householdNo,
      line.personNo,
      line.programme,
      line.component,
      line.benefitMonth,
      line.item,
      line.payeeNo,
      claimFen,
      takenFen,
      line.basis,
      reason,
    ]),
  )
  const columns = `county, run_id, attempt, household_no, person_no, programme, component, benefit_month, item, payee_no,
    claim_fen, taken_fen, basis, reason`
  await copyIn(client, `open_recovery (${columns})`, rows)
}

/** What an attempt left open: the households, and the reason of each claim by its difference key. */
export async function readOpenRecoveries(
  client: pg.ClientBase,
  county: string,
  { runId, attempt }: { readonly runId: string; readonly attempt: number },
): Promise<{ households: Set<string>; reasons: Map<string, string> }> {
  const open = sql<OpenRow>`
    SELECT household_no, person_no, programme, component, benefit_month, reason FROM open_recovery
    WHERE county = ${county} AND run_id = ${runId} AND attempt = ${attempt}`
  const rows = await rowsOf(client, open)
  const households = new Set(rows.map((row) => row.household_no))
  const reasons = new Map<string, string>()
  for (const row of rows) {
    const key = differenceKey({
      householdNo: row.household_no,
      personNo: Number(row.person_no),
      programme: row.programme,
      component: row.component,
      benefitMonth: row.benefit_month,
    })
    if (row.reason !== '') reasons.set(key, row.reason)
  }
  return { households, reasons }
}

interface OpenRow {
  readonly household_no: string
  readonly person_no: string
  readonly programme: string
  readonly component: string
  readonly benefit_month: string
  readonly reason: string
}
