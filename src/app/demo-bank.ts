import { readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { simulateReturnOfAll } from '../returns/simulated-bank.ts'
import type { ExportedFile } from './export-run.ts'

export interface BankAnswer {
  readonly bank: string
  readonly path: string
}

/** Most is paid; about as much fails as banks really return; a few are not mentioned at all. */
const SHARES = { failed: 0.02, missing: 0.004 }

/** Each made-up bank answers all its payment files with one return file. */
export function answerAsBanks(
  files: readonly ExportedFile[],
  folder: string,
  { seed, run }: { readonly seed: number; readonly run: string },
): BankAnswer[] {
  const banks = [...new Set(files.map(({ batch }) => batch.bank))].sort()
  return banks.map((bank, i) => {
    const own = files.filter(({ batch }) => batch.bank === bank)
    const [{ batch, path }] = own as [ExportedFile, ...ExportedFile[]]
    const sent = own.map((file) => readFileSync(file.path))
    const bytes = simulateReturnOfAll(batch.layout, sent, { ...SHARES, seed: seed + i })
    const answer = join(folder, `${run}_${bank}_回盘${extname(path)}`)
    writeFileSync(answer, bytes, { flag: 'wx' })
    return { bank, path: answer }
  })
}
