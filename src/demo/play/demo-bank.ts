import { readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { ExportedFile } from '../../app/export/export-run.ts'
import { compare } from '../../kernel/order.ts'
import type { Layout } from '../../layout/layout.ts'
import { type Answer, writeReturn } from '../../layout/return-writer.ts'
import type { Batch } from '../../payment/batch.store.ts'
import { simulateAnswers } from '../world/simulated-bank.ts'

/** A made-up bank's return, and what it said of some of its payments. */
export interface BankAnswer {
  readonly bank: string
  readonly path: string
  readonly layout: Layout
  /** The first few that it paid. */
  readonly paid: readonly Answer[]
  /** The first few that it sent back. */
  readonly failed: readonly Answer[]
}

export interface BankMood {
  readonly seed: number
  readonly run: string
  /** The file that its bank refuses as a whole, and therefore does not answer. */
  readonly refused?: string | undefined
  /** Everything that is answered is paid. */
  readonly paysAll?: boolean
}

/** Most is paid; about as much fails as banks really return; a few are not mentioned at all. */
const SHARES = { failed: 0.02, missing: 0.004 }
const FEW = 3
const NOWHERE = { batch: '', part: 1, county: '', month: '', date: '', item: '', bank: '', documentNumber: '' }

/** Each made-up bank answers all its payment files with one return file, in its own dialect. */
export function answerAsBanks(files: readonly ExportedFile[], folder: string, mood: BankMood): BankAnswer[] {
  const answered = files.filter(({ batch }) => batch.batchNo !== mood.refused)
  const banks = [...new Set(answered.map(({ batch }) => batch.bank))].sort()
  const shares = mood.paysAll ? { failed: 0, missing: 0 } : SHARES
  return banks.map((bank, i) => {
    const own = answered.filter(({ batch }) => batch.bank === bank)
    const [{ batch, path }] = own as [ExportedFile, ...ExportedFile[]]
    const { layout } = batch
    const sent = own.map((file) => readFileSync(file.path))
    const answers = simulateAnswers(layout, sent, { ...shares, seed: mood.seed + i })
    const answer = join(folder, `${mood.run}_${bank}_回盘${extname(path)}`)
    writeFileSync(answer, writeReturn(layout, NOWHERE, answers), { flag: 'wx' })
    return { bank, path: answer, layout, ...firstOf(answers) }
  })
}

function firstOf(answers: readonly Answer[]): Pick<BankAnswer, 'paid' | 'failed'> {
  return {
    paid: answers.filter(({ failed }) => failed === null).slice(0, FEW),
    failed: answers.filter(({ failed }) => failed !== null).slice(0, FEW),
  }
}

/** The smallest file of a bank that was sent others too; undefined where each bank was sent one. */
export function fileToRefuse(files: readonly ExportedFile[]): Batch | undefined {
  const many = files.filter(({ batch }) =>
    files.some((other) => other.batch.bank === batch.bank && other.batch !== batch),
  )
  return many.map(({ batch }) => batch).sort((a, b) => a.rows - b.rows || compare(a.batchNo, b.batchNo))[0]
}
