import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../../src/access/context.ts'
import { decode } from '../../src/layout/decode.ts'
import { type Batch, listBatches } from '../../src/payment/batch.store.ts'
import { homeOutbox, OUTBOX_NAME, readOutbox } from '../../src/payment/outbox.store.ts'
import { findRun } from '../../src/run/run.store.ts'

const TEMPORARY = /^\..*\.tmp-/

/** I1 and I2 read from the bytes: what lies in the folder is what the database claims, and nothing else has a name there. */
export async function brokenFiles(
  context: Context,
  number: string,
  folder: string,
  { complete }: { readonly complete: boolean },
): Promise<string[]> {
  const run = await findRun(context.database.sql, number)
  const batches = await listBatches(context.database.sql, run)
  const broken = batches.flatMap((batch) => brokenFile(folder, batch, complete))
  const names = existsSync(folder) ? readdirSync(folder) : []
  const own = new Set([OUTBOX_NAME, ...batches.flatMap(({ fileName }) => [fileName, `${fileName}.manifest.json`])])
  for (const name of names) {
    if (TEMPORARY.test(name) && (statSync(join(folder, name)).mode & 0o77) === 0) continue // left by a kill, for its owner only
    if (name === `${OUTBOX_NAME}.lock` || name.startsWith(`${OUTBOX_NAME}.lock.`)) continue // its holder is dead
    if (!own.has(name)) broken.push(`${name} is no file of the run`)
  }
  return [...broken, ...brokenLedgers(context, folder, batches)]
}

function brokenFile(folder: string, batch: Batch, complete: boolean): string[] {
  const path = join(folder, batch.fileName)
  if (!existsSync(path)) return complete || batch.publishedAt !== null ? [`${batch.fileName} is missing`] : []
  const bytes = readFileSync(path)
  const broken: string[] = []
  if (createHash('sha256').update(bytes).digest('hex') !== batch.sha256) broken.push(`${batch.fileName}: other bytes`)
  const { count, totalFen, problems } = decode(batch.layout, bytes)
  if (problems.length > 0 || count !== batch.rows || totalFen !== batch.totalFen)
    broken.push(`${batch.fileName}: count or total`)
  const manifest = `${path}.manifest.json`
  if (!existsSync(manifest)) return complete ? [...broken, `${batch.fileName}: no manifest`] : broken
  if (readFileSync(manifest, 'utf8') !== batch.manifest) broken.push(`${batch.fileName}: other manifest`)
  return broken
}

/** A file with a name stands in both ledgers, each file once; a ledger names no file that was not claimed. */
function brokenLedgers({ home }: Context, folder: string, batches: readonly Batch[]): string[] {
  const broken: string[] = []
  for (const path of [homeOutbox(home), join(folder, OUTBOX_NAME)]) {
    const { entries, brokenAt } = readOutbox(path)
    if (brokenAt !== null) broken.push(`${path} broken at ${brokenAt}`)
    const sent = entries.flatMap((entry) => (entry.kind === 'batch' ? [`${entry.batch} ${entry.sha256}`] : []))
    if (new Set(sent).size !== sent.length) broken.push(`${path} names a file twice`)
    for (const { fileName, batchNo, sha256 } of batches) {
      const there = existsSync(join(folder, fileName))
      if (there && !sent.includes(`${batchNo} ${sha256}`)) broken.push(`${path} does not name ${fileName}`)
    }
  }
  return broken
}
