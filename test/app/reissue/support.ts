import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { importReturn } from '../../../src/app/returns/returns-import.ts'
import type { Database } from '../../../src/db/connect.ts'
import { openAccount } from '../../../src/db/sealed-account.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import type { Run } from '../../../src/run/run.store.ts'
import type { Payroll } from '../../support/payroll.ts'

/** One payment of a run with the clear account that it went to. */
export interface SentPayment {
  readonly no: string
  readonly account: string
  readonly yuan: string
  readonly household: string
}

/** What a test of reissues does over and over: export a run, let the bank answer, ask how things stand. */
export class BackOffice {
  readonly payroll: Payroll
  readonly #database: Database
  #files = 0

  constructor(database: Database, payroll: Payroll) {
    this.#database = database
    this.payroll = payroll
  }

  async export(number: string): Promise<void> {
    await exportRun(this.payroll.as('经办'), number, { out: join(this.payroll.folder, 'out') })
  }

  /** The payments of a run that are in a file, in the order of their numbers. */
  async sent(run: Pick<Run, 'runId'>): Promise<SentPayment[]> {
    const { rows } = await this.#database.pool.query(
      `SELECT p.payment_no, p.amount_fen, p.household_no, a.account_hash, a.account_sealed FROM batch_payment b
       JOIN payment p USING (county, run_id, attempt, payment_no)
       LEFT JOIN payment_release r USING (county, run_id, attempt, payment_no)
       JOIN account_fact a ON a.county = p.county AND a.person_no = coalesce(r.account_owner, p.account_owner)
         AND a.from_month = coalesce(r.account_from, p.account_from) AND a.known = coalesce(r.account_known, p.account_known)
       WHERE b.run_id = $1 ORDER BY p.payment_no`,
      [run.runId],
    )
    return rows.map((row) => ({
      no: row.payment_no,
      account: openAccount(this.payroll.cipher, row.account_hash, row.account_sealed).account,
      yuan: (Number(row.amount_fen) / 100).toFixed(2),
      household: row.household_no,
    }))
  }

  /** The bank answers a run's payments: 成功 unless told 失败, or not at all. */
  async answer(
    run: Pick<Run, 'runId' | 'number'>,
    result: (payment: SentPayment, i: number) => '成功' | '失败' | null = () => '成功',
  ): Promise<void> {
    const rows = (await this.sent(run)).flatMap((payment, i) => {
      const said = result(payment, i)
      if (said === null) return []
      return [`${payment.no},${payment.account},${payment.yuan},${said},${said === '失败' ? '户名不符' : ''}`]
    })
    const path = join(this.payroll.folder, `回盘${++this.#files}.csv`)
    writeFileSync(path, ['支付编号,账号,金额,结果,原因', ...rows, ''].join('\n'))
    await importReturn(this.payroll.as('经办'), run.number, path)
  }

  async all(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.#database.pool.query(text, values)).rows
  }
}

/** The codes of what a step was refused for. */
export async function refusedFor(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Refused)) throw error ?? new Error('was not refused')
  for (const { message, remedy } of error.problems) expect(message + remedy).not.toMatch(/62[12]\d{5}|3713021950/)
  return error.problems.map(({ code }) => code)
}
