import { basename, dirname, join } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { latestAttempt } from '../../calculation/calculation.store.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { readAtOneInstant } from '../../db/snapshot.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { publishReport } from '../../files/publish-report.store.ts'
import { grouped } from '../../kernel/grouped.ts'
import type { Fen } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import { REPORT_BOM, reportLines } from '../../kernel/report-csv.ts'
import { readPublicGroups } from '../../pack/public-list.store.ts'
import { PUBLIC_COLUMNS, type PublicEntry, PublicList, publicCells, publicNotes } from '../../pack/public-list.ts'
import { PUBLIC_PAGE_END, publicPageHead, villageHtml } from '../../pack/public-list-html.ts'
import { PACK_REFUSALS } from '../../pack/refusals.ts'
import { findRun, type Run } from '../../run/run.store.ts'
import { isApproved } from '../../run/run-state.ts'

export interface PublishedList {
  readonly run: string
  /** Where the table and the page to print stand. */
  readonly files: readonly string[]
  readonly villages: number
  readonly lines: number
  readonly totalFen: Fen
  /** Persons and fen that are told as one sum or not at all. */
  readonly unnamed: PublicList['unnamed']
}

/**
 * Writes what may be posted in the villages of an approved run (公示名单), as a table and as a page to print for each
 * village: `out/<run>/公示名单.csv` and `.html` unless said.
 */
export async function publishList(
  context: Context,
  number: string,
  options: { readonly out?: string | undefined; readonly township?: string | undefined } = {},
): Promise<PublishedList> {
  await requireRole(context, 'maker', 'checker', 'auditor')
  const township = options.township ?? null
  const { run, entries, unnamed } = await inTransaction(context.database.pool, (tx) => gather(tx, number, township))
  const path = options.out ?? join('out', number, township ? `公示名单_${township}.csv` : '公示名单.csv')
  const stem = basename(path).replace(/\.(csv|html)$/i, '')
  const villages = grouped(entries, ({ area }) => area)
  const notes = publicNotes(unnamed)
  const files = [
    await publishReport(dirname(path), `${stem}.csv`, tableLines(villages, notes)),
    await publishReport(dirname(path), `${stem}.html`, pageParts(run, villages, notes)),
  ]
  const totalFen = entries.reduce((sum, { amountFen }) => sum + amountFen, 0n)
  return { run: number, files, villages: villages.size, lines: entries.length, totalFen, unnamed }
}

async function gather(tx: Tx, number: string, township: string | null) {
  await readAtOneInstant(tx, { readOnly: true })
  await planForBulk(tx)
  const run = await findRun(tx.sql, number)
  refuseBeforeApproval(run)
  if (township !== null && !township.startsWith(run.county))
    throw new Refused(PACK_REFUSALS['publish-list.other-township'](township, run))
  const { attempt, known } = (await latestAttempt(tx.sql, run))!
  const list = new PublicList(run.month)
  const entries: PublicEntry[] = []
  let any = false
  for await (const groups of readPublicGroups(tx, { ...run, attempt, known }, township)) {
    any ||= groups.length > 0
    for (const group of groups) {
      const entry = list.take(group)
      if (entry) entries.push(entry)
    }
  }
  // an empty list on the wall says that nobody there is paid: a mistyped code must not
  if (township !== null && !any) throw new Refused(PACK_REFUSALS['publish-list.empty-township'](township, run))
  return { run, entries, unnamed: list.unnamed }
}

type Villages = ReadonlyMap<string, readonly PublicEntry[]>

function* tableLines(villages: Villages, notes: readonly string[]): Generator<string> {
  yield REPORT_BOM + reportLines([PUBLIC_COLUMNS])
  for (const entries of villages.values()) yield reportLines(entries.map((one, i) => publicCells(one, i + 1)))
  yield reportLines(notes.map((note) => ['说明', note, ...PUBLIC_COLUMNS.slice(2).map(() => '')]))
}

function* pageParts(run: Run, villages: Villages, notes: readonly string[]): Generator<string> {
  yield publicPageHead(`公示名单 ${run.number}`)
  for (const [area, entries] of villages) yield villageHtml(area, run.month, entries, notes)
  yield PUBLIC_PAGE_END
}

function refuseBeforeApproval(run: Run): void {
  if (isApproved(run.state)) return
  throw new Refused(PACK_REFUSALS['publish-list.not-approved'](run.number, run.state))
}
