import { basename, dirname } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { type RecoveryBalance, recoveryBalances } from '../../calculation/arrears/recovery-balance.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { publishReport } from '../../files/publish-report.store.ts'
import { readIdNumber } from '../../kernel/identifiers.ts'
import { Refused } from '../../kernel/refusal.ts'
import { REPORT_BOM, reportLines } from '../../kernel/report-csv.ts'
import { shanghaiTime } from '../../kernel/shanghai-time.ts'
import { countiesOfHousehold, personInCounties } from '../../registry/households-of.store.ts'
import { type HistoryOf, readFamilyHistory } from '../../reports/family-history.store.ts'
import { HISTORY_COLUMNS, type HistoryRow, historyCells, withBalances } from '../../reports/family-history.ts'
import { REPORT_REFUSALS } from '../../reports/refusals.ts'

export interface HistoryRequest {
  /** Where the number is known in several counties, or to be quick. */
  readonly county?: string | undefined
  readonly household?: string | undefined
  /** An ID number. */
  readonly id?: string | undefined
}

/** All the money of a household or a person, from old to new, with running balances and what is still to be taken back. */
export interface FamilyHistory {
  readonly county: string
  readonly households: readonly string[]
  readonly rows: readonly HistoryRow[]
  readonly open: readonly RecoveryBalance[]
}

/** The history of one household, or of one person in every household that knows the person. */
export async function familyHistory(context: Context, request: HistoryRequest): Promise<FamilyHistory> {
  await requireRole(context, 'maker', 'checker', 'auditor')
  return await inTransaction(context.database.pool, async (tx) => {
    const of = await historyOf(context, tx, request)
    const rows = withBalances(await readFamilyHistory(tx.client, of))
    const balances = await recoveryBalances(tx.client, of.county)
    const open = balances.filter(
      (one) =>
        of.households.includes(one.householdNo) &&
        (of.personNo === null || (one.personNo || one.payeeNo) === of.personNo),
    )
    return { county: of.county, households: of.households, rows, open }
  })
}

/** Writes a history as a CSV file that a spreadsheet opens; gives the path. */
export async function writeHistory({ rows }: FamilyHistory, path: string): Promise<string> {
  const cells = rows.map((row, i) => historyCells(row, i + 1, shanghaiTime))
  return await publishReport(dirname(path), basename(path), [REPORT_BOM, reportLines([HISTORY_COLUMNS, ...cells])])
}

async function historyOf(context: Context, tx: Tx, request: HistoryRequest): Promise<HistoryOf> {
  const { household, id } = request
  const found = household === undefined ? await byPerson(context, tx, id ?? '') : await byHousehold(tx, household)
  const of = found.filter(({ county }) => request.county === undefined || county === request.county)
  if (of.length === 1) return of[0]!
  if (of.length === 0) {
    throw new Refused(REPORT_REFUSALS['history.nobody'](household))
  }
  throw new Refused(REPORT_REFUSALS['history.several-counties'](of.map(({ county }) => county)))
}

async function byHousehold(tx: Tx, household: string): Promise<HistoryOf[]> {
  const counties = await countiesOfHousehold(tx.client, household)
  return counties.map((county) => ({ county, households: [household], personNo: null }))
}

async function byPerson({ cipher }: Context, tx: Tx, id: string): Promise<HistoryOf[]> {
  const reading = readIdNumber(id)
  return await personInCounties(tx.client, reading.ok ? cipher.hash('id', reading.id) : Buffer.alloc(0))
}
