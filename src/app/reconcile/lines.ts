import { basename, dirname, join } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { basisOf } from '../../calculation/attempt-basis.store.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { alreadyPublished, StagedFile } from '../../files/staged-file.store.ts'
import type { Fen } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import { REPORT_BOM, reportLines } from '../../kernel/report-csv.ts'
import { type LinesOf, readBenefitLines } from '../../reports/benefit-lines.store.ts'
import { BENEFIT_LINE_COLUMNS, benefitLineCells } from '../../reports/benefit-lines.ts'
import { REPORT_REFUSALS } from '../../reports/refusals.ts'
import { findRun } from '../../run/run.store.ts'

export interface WrittenLines {
  readonly run: string
  readonly lines: number
  readonly totalFen: Fen
}

/** Where the cells of 发放明细 go: the column names first, then line by line, many at a time. */
export type TakeLines = (cells: readonly (readonly string[])[]) => void | Promise<void>

/** Hands out every benefit line of a run's latest calculation. Numbers in clear are written down in the audit chain. */
export async function eachBenefitLine(
  context: Context,
  number: string,
  { unmask = false }: { readonly unmask?: boolean },
  take: TakeLines,
): Promise<WrittenLines> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  if (unmask) await recordUnmasking(context, number)
  return await inTransaction(context.database.pool, async (tx) => {
    await planForBulk(tx)
    const of = await linesOf(tx, number)
    let lines = 0
    let totalFen = 0n
    await take([BENEFIT_LINE_COLUMNS])
    for await (const some of readBenefitLines(tx.client, context.cipher, of, unmask)) {
      await take(some.map((line) => benefitLineCells(number, ++lines, line)))
      for (const { amountFen } of some) totalFen += BigInt(amountFen)
    }
    return { run: number, lines, totalFen }
  })
}

/** Written down for good before the first number is shown: whoever stops reading half-way has read all the same. */
async function recordUnmasking(context: Context, number: string): Promise<void> {
  await inTransaction(context.database.pool, async (tx) => {
    const { county } = await linesOf(tx, number)
    const entry = { at: context.now(), actor: context.actor, action: 'lines.unmask', detail: number }
    await appendAudit(tx, county, entry)
  })
}

/** Writes 发放明细 as a file, whole or not at all, never over other bytes. */
export async function writeBenefitLines(
  context: Context,
  number: string,
  path: string,
  options: { readonly unmask?: boolean },
): Promise<WrittenLines> {
  const staged = await StagedFile.create(dirname(path), basename(path))
  try {
    await staged.write(Buffer.from(REPORT_BOM))
    const written = await eachBenefitLine(context, number, options, async (lines) => {
      await staged.write(Buffer.from(reportLines(lines)))
    })
    const hashes = await staged.finish()
    if (!(await alreadyPublished(join(dirname(path), basename(path)), hashes.sha256))) {
      await staged.publish(basename(path), hashes)
    }
    return written
  } finally {
    await staged.discard()
  }
}

async function linesOf(tx: Tx, number: string): Promise<LinesOf> {
  const run = await findRun(tx.sql, number)
  if (run.attempt === null) {
    throw new Refused(REPORT_REFUSALS['lines.not-calculated'](number))
  }
  const of = { ...run, attempt: run.attempt }
  return { ...of, known: String((await basisOf(tx.sql, of)).known) }
}
