import { basename } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { inTransaction } from '../../db/transaction.ts'
import { bytesAsSurveyed } from '../../files/surveyed-file.store.ts'
import { fileNameWithoutNumbers } from '../../kernel/masked-text.ts'
import type { Fen } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import { sentTotal } from '../../payment/sent.store.ts'
import { debitedFen } from '../../reconciliation/debits.store.ts'
import { openReturnFile } from '../../returns/return-file.store.ts'
import { appendStatement, knownBatches, statementKnown } from '../../returns/statement.store.ts'
import { readStatement } from '../../returns/statement.ts'
import { lockRunForReturns } from './returns-import.ts'

export interface StatementResult {
  readonly rows: number
  /** False when these bytes had been imported before. */
  readonly changed: boolean
  /** What the banks have debited for the run by now. */
  readonly debitedFen: Fen
  readonly exportedFen: Fen
}

/** Imports what a bank debited for a run's files, all rows or none: the third leg of the reconciliation. */
export async function importStatement(context: Context, number: string, path: string): Promise<StatementResult> {
  await requireRole(context, 'maker')
  const name = fileNameWithoutNumbers(basename(path))
  const { sha256, encoding } = await openReturnFile(path, ['utf-8', 'gb18030'])
  const pieces: Uint8Array[] = []
  for await (const bytes of bytesAsSurveyed(path, sha256)) pieces.push(bytes)
  const text = new TextDecoder(encoding, { fatal: true }).decode(Buffer.concat(pieces))
  return await inTransaction(context.database.pool, async (tx) => {
    const run = await lockRunForReturns(tx, number)
    const changed = !(await statementKnown(tx, run, sha256))
    const { debits, problems } = readStatement(text, name, await knownBatches(tx, run))
    if (problems.length > 0) throw new Refused(problems)
    if (changed) {
      const at = context.now()
      const file = { fileName: name, sha256, actor: context.actor, at }
      const statementNo = await appendStatement(tx, run, file, debits)
      const detail = `${number} statement ${statementNo} ${debits.length} rows sha256 ${sha256}`
      await appendAudit(tx, run.county, { at, actor: context.actor, action: 'returns.statement', detail })
    }
    const exportedFen = await sentTotal(tx.sql, run)
    return { rows: debits.length, changed, debitedFen: (await debitedFen(tx, run)) ?? 0n, exportedFen }
  })
}
