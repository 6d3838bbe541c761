import { createReadStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import iconv from 'iconv-lite'
import type { Context } from '../../access/context.ts'
import { supplementArrears } from '../../app/calculate/supplement-arrears.ts'
import { type ExportedFile, exportRun } from '../../app/export/export-run.ts'
import { importFile } from '../../app/import/import-file.ts'
import { reissueRun } from '../../app/reissue/reissue-run.ts'
import type { Fen } from '../../kernel/money.ts'
import { REPORT_BOM, reportLines } from '../../kernel/report-csv.ts'
import type { Run } from '../../run/run.store.ts'
import { DEMO_FILES, type DemoKind, type DemoRow } from '../world/columns.ts'
import { EXAMPLE_COUNTY } from '../world/example-county.ts'
import { answerAsBanks, type BankAnswer } from './demo-bank.ts'
import type { DemoFolder } from './demo-folder.ts'
import { approveAsOther } from './demo-price-run.ts'
import { importReturns } from './demo-returns.ts'
import type { DemoSteps } from './demo-steps.ts'

/** A supplementary run that went all the way. */
export interface DemoSupplement {
  readonly run: string
  /** What the operator brought that made it due. */
  readonly input: string
  /** Whom or what it is about: the payment that had failed, or the family. */
  readonly about: string
  readonly files: readonly ExportedFile[]
  readonly totalFen: Fen
}

interface SupplementStage {
  readonly steps: DemoSteps
  readonly folder: DemoFolder
  readonly month: string
}

type People = readonly [maker: Context, checker: Context]

/** One payment that its bank sent back goes out again to a corrected account; null where nothing came back. */
export async function playReissue(
  people: People,
  original: Run,
  answers: readonly BankAnswer[],
  { steps, folder, month }: SupplementStage,
): Promise<DemoSupplement | null> {
  const [maker] = people
  const failed = answers.flatMap((answer) => answer.failed)[0]
  const account = failed ? await accountRow(folder, failed.account) : null
  if (!failed || !account) return null
  return await steps.take(
    '更正一个退回的账户,重发',
    async () => {
      const input = writeRow(folder, '更正账户', 'accounts', corrected(account, month))
      await importFile(maker, DEMO_FILES.accounts.name, input)
      const { run } = await reissueRun(maker, original.number, { payments: [failed.paymentNo] })
      return { ...(await payOut(people, run!.number, folder)), input, about: failed.paymentNo }
    },
    describe,
  )
}

/** Help that was approved after the month had been paid out and cannot wait for the next; null where there is no family. */
export async function playArrears(
  people: People,
  household: string | null,
  { steps, folder, month }: SupplementStage,
): Promise<DemoSupplement | null> {
  const [maker] = people
  if (household === null) return null
  return await steps.take(
    '月中审批的一笔待遇,补发',
    async () => {
      const input = writeRow(folder, '补报待遇', 'enrolments', oneOffHelp(household, month))
      await importFile(maker, DEMO_FILES.enrolments.name, input)
      const why = '重病临时救助,不能等到下月(示例)'
      const request = { county: EXAMPLE_COUNTY, households: [household], ids: [], why }
      const { run } = await supplementArrears(maker, request)
      return { ...(await payOut(people, run.number, folder)), input, about: household }
    },
    describe,
  )
}

/** Through the same steps as every run: reviewed, written, answered. */
async function payOut([maker, checker]: People, number: string, folder: DemoFolder) {
  await approveAsOther(maker, checker, number)
  const { files } = await exportRun(maker, number, { out: folder.payments })
  const answers = answerAsBanks(files, folder.returns, { seed: 1, run: number, paysAll: true })
  await importReturns(maker, number, answers)
  return { run: number, files, totalFen: files.reduce((sum, { batch }) => sum + batch.totalFen, 0n) }
}

function describe({ run, files }: DemoSupplement): string {
  return `${run},${files.reduce((sum, { batch }) => sum + batch.rows, 0)} 笔,已发`
}

/** The row of the account's owner in the file that was imported; its made-up cells hold no commas. */
async function accountRow({ registry }: DemoFolder, account: string): Promise<DemoRow | null> {
  const at = DEMO_FILES.accounts.columns.indexOf('账号')
  const file = createReadStream(join(registry, `${DEMO_FILES.accounts.name}.csv`), 'latin1')
  for await (const line of createInterface({ input: file })) {
    if (line.split(',')[at] === account) return iconv.decode(Buffer.from(line, 'latin1'), 'gb18030').split(',')
  }
  return null
}

/** The same person, bank and agent with another number, from this month on. */
function corrected(row: DemoRow, month: string): DemoRow {
  const [id, holder, account, kind, bank, agent] = row as [string, string, string, string, string, string]
  return [id, holder, `${account.slice(0, 6)}9${account.slice(7)}`, kind, bank, agent, month]
}

function oneOffHelp(household: string, month: string): DemoRow {
  const approval = `示例民临〔${month.slice(0, 4)}〕9000001号`
  return ['LS9000001', '临时救助', household, '', month, '', '', approval, '重病', '', '3', '']
}

function writeRow({ registry }: DemoFolder, name: string, kind: DemoKind, row: DemoRow): string {
  const path = join(registry, `${name}.csv`)
  writeFileSync(path, REPORT_BOM + reportLines([DEMO_FILES[kind].columns, row]), { flag: 'wx' })
  return path
}
