import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ExportedFile } from '../src/app/export/export-run.ts'
import { answerAsBanks, type BankAnswer } from '../src/demo/play/demo-bank.ts'

const SEED = 1
const isChild = process.argv[1] === fileURLToPath(import.meta.url)

/** Has the banks' answers written by another process: the memory they need is not ours. */
export async function answersApart(files: readonly ExportedFile[], folder: string): Promise<readonly BankAnswer[]> {
  const child = fork(fileURLToPath(import.meta.url), [], { serialization: 'advanced', execArgv: [] })
  const answered = new Promise<readonly BankAnswer[]>((resolve, reject) => {
    child.once('message', (answers) => resolve(answers as readonly BankAnswer[]))
    child.once('exit', (code) => reject(new Error(`the banks ended with code ${code}`)))
  })
  child.send({ files, folder })
  return await answered
}

/** The banks' answers to the files of one run. */
export function answersHere(files: readonly ExportedFile[], folder: string): readonly BankAnswer[] {
  return answerAsBanks(files, folder, { seed: SEED, run: 'run' })
}

if (isChild) {
  process.once('message', (sent) => {
    const { files, folder } = sent as { files: readonly ExportedFile[]; folder: string }
    process.send!(answersHere(files, folder), () => process.disconnect())
  })
}
