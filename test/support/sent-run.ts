import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { exportRun } from '../../src/app/export/export-run.ts'
import { importReturn } from '../../src/app/returns/returns-import.ts'
import type { Database } from '../../src/db/connect.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import type { Run } from '../../src/run/run.store.ts'
import { accountOf, type MadeLine, type Payroll } from './payroll.ts'

export const RETURN_HEAD = '支付编号,账号,金额,结果,原因'

/** What a made-up bank says of one payment; what is left out is as it was sent, and paid. */
export interface Said {
  readonly no?: string
  readonly account?: string
  readonly amount?: string
  readonly result?: string
  readonly reason?: string
}

/** An exported run of a made-up county, and the returns that come in for it. Payments are called by their payee's letter. */
export class SentRun {
  readonly run: Run
  readonly folder: string
  readonly numbers: ReadonlyMap<string, string>
  readonly #lines: readonly MadeLine[]
  readonly #payroll: Payroll
  #files = 0

  private constructor(payroll: Payroll, run: Run, lines: readonly MadeLine[], numbers: ReadonlyMap<string, string>) {
    this.#payroll = payroll
    this.run = run
    this.numbers = numbers
    this.#lines = lines
    this.folder = join(payroll.folder, `out-${run.number}`)
  }

  /** Approves and exports one payment for each line, of a payee of its own. */
  static async send(database: Database, payroll: Payroll, lines: readonly MadeLine[], month: string): Promise<SentRun> {
    const run = await payroll.approved(lines, month)
    const folder = join(payroll.folder, `out-${run.number}`)
    await exportRun(payroll.as('经办'), run.number, { out: folder })
    const { rows } = await database.pool.query(
      'SELECT payment_no, payee_no FROM payment WHERE run_id = $1 AND attempt = $2',
      [run.runId, run.attempt],
    )
    const numbers = new Map<string, string>()
    for (const { payee } of lines) {
      const payeeNo = await payroll.person(payee)
      numbers.set(payee, rows.find((row) => row.payee_no === payeeNo).payment_no)
    }
    return new SentRun(payroll, run, lines, numbers)
  }

  no(letter: string): string {
    return this.numbers.get(letter)!
  }

  row(letter: string, said: Said = {}): string {
    const fen = this.#lines.find(({ payee }) => payee === letter)!.amountFen
    const { no, account, amount, result, reason } = {
      no: this.no(letter),
      account: accountOf(letter),
      amount: (fen / 100).toFixed(2),
      result: '成功',
      reason: '',
      ...said,
    }
    return `${no},${account},${amount},${result},${reason}`
  }

  write(content: string | Buffer, name = `回盘${++this.#files}.csv`): string {
    const path = join(this.#payroll.folder, `${this.run.number}-${name}`)
    writeFileSync(path, content)
    return path
  }

  /** Imports a return of these rows under the usual header. */
  async answer(rows: readonly string[], name?: string) {
    const path = this.write([RETURN_HEAD, ...rows].join('\n'), name)
    return await importReturn(this.#payroll.as('经办'), this.run.number, path)
  }
}

/** The codes with which a step was refused; fails the test when it was not. */
export async function refusedCodes(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Refused)
  return (error as Refused).problems.map(({ code }) => code)
}
