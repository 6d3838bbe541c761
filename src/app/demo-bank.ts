import { readFileSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { simulateReturn } from '../returns/simulated-bank.ts'
import type { ExportedFile } from './export-run.ts'

export interface BankAnswer {
  readonly bank: string
  readonly item: string
  readonly path: string
}

/** Most is paid; about as much fails as banks really return; a few are not mentioned at all. */
const SHARES = { failed: 0.02, missing: 0.004 }

/** The made-up banks answer each payment file with a return file of its own. */
export function answerAsBanks(files: readonly ExportedFile[], folder: string, seed: number): BankAnswer[] {
  return files.map(({ batch, path }, i) => {
    const bytes = simulateReturn(batch.layout, readFileSync(path), { ...SHARES, seed: seed + i })
    const answer = join(folder, `${basename(path, extname(path))}_回盘${extname(path)}`)
    writeFileSync(answer, bytes, { flag: 'wx' })
    return { bank: batch.bank, item: batch.item, path: answer }
  })
}
