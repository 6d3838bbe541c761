import { beforeAll, describe, expect, test } from 'vitest'
import { reissueRun } from '../../src/app/reissue/reissue-run.ts'
import { approveRun, submitRun, voidRun } from '../../src/app/run/runs.ts'
import { findRun, type Run } from '../../src/run/run.store.ts'
import { BackOffice, refusedFor } from '../app/reissue/support.ts'
import { testDatabase } from '../support/database.ts'
import { COUNTY, Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const office = new BackOffice(database, payroll)
const maker = payroll.as('经办')
const checker = payroll.as('复核')

let months = 0
let accounts = 10000

/** A run of a month of its own whose payments to these people failed and whose accounts are corrected by now. */
async function failed(owners: readonly string[]): Promise<Run> {
  const month = `20${30 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`
  const lines = owners.map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 1000 + i }))
  const run = await payroll.approved(lines, month)
  await office.export(run.number)
  await office.answer(run, () => '失败')
  await payroll.learn()
  for (const owner of owners) await payroll.account({ owner, account: `62280000000000${accounts++}` })
  return run
}

async function liveReissues(run: Run): Promise<string[]> {
  const rows = await office.all(
    'SELECT original_payment_no FROM reissue WHERE original_run_id = $1 AND withdrawn_at IS NULL ORDER BY 1',
    [run.runId],
  )
  return rows.map((row) => String(row.original_payment_no))
}

/** Two people say that the payment stands otherwise than the bank said. */
async function decide(run: Run, paymentNo: string, outcome: 'paid' | 'failed'): Promise<void> {
  const key = [COUNTY, run.runId, paymentNo]
  const [no] = await office.all('SELECT count(*)::int + 1 AS next FROM outcome_decision WHERE payment_no = $1', [
    paymentNo,
  ])
  await office.all(
    `INSERT INTO outcome_decision (county, run_id, payment_no, decision_no, outcome, earlier, amount_fen, why, maker, at)
     VALUES ($1, $2, $3, $4, $5, 'failed', 1000, '示例', '经办', now())`,
    [...key, no!.next, outcome],
  )
  await office.all(
    `INSERT INTO outcome_confirmation (county, run_id, payment_no, decision_no, maker, checker, at)
     VALUES ($1, $2, $3, $4, '经办', '复核', now())`,
    [...key, no!.next],
  )
}

beforeAll(async () => {
  for (const owner of 'ABCDEFGH') await payroll.account({ owner })
})

describe('commands at the same time', () => {
  test.each([2, 5, 16])('%i of them: one puts it in, the others are told who did and when', async (count) => {
    const run = await failed(['A', 'B', 'C'])
    const results = await Promise.all(Array.from({ length: count }, () => reissueRun(maker, run.number)))
    expect(results.filter(({ changed }) => changed).length).toBe(1)
    const [winner] = results.filter(({ changed }) => changed)
    for (const other of results.filter(({ changed }) => !changed)) {
      expect(other.already.map(({ run: taker, actor, at }) => `${taker} ${actor} ${at.slice(0, 10)}`)).toEqual(
        Array(3).fill(`${winner!.run!.number} 经办 2026-07-08`),
      )
    }
    expect((await liveReissues(run)).length).toBe(3)
    const runs = await office.all(
      "SELECT FROM run WHERE kind = 'supplementary' AND run_id IN (SELECT run_id FROM reissue WHERE original_run_id = $1)",
      [run.runId],
    )
    expect(runs.length).toBe(1)
  })

  test('reissue, void, submit and approve in any order leave each failure in one run at most', async () => {
    for (let round = 0; round < 6; round++) {
      const run = await failed(['D', 'E'])
      const { run: first } = await reissueRun(maker, run.number, { payments: [] })
      expect(first).toBeNull()
      const { run: supplementary } = await reissueRun(maker, run.number)
      const number = supplementary!.number
      await Promise.allSettled([
        voidRun(maker, number, '示例'),
        reissueRun(maker, run.number),
        submitRun(maker, number),
        reissueRun(maker, run.number),
        approveRun(checker, number),
      ])
      await reissueRun(maker, run.number)
      expect((await liveReissues(run)).length).toBe(2)
      const paying = await office.all(
        `SELECT p.payee_no FROM payment p JOIN run r USING (county, run_id)
         WHERE r.state <> 'void' AND r.run_id IN (SELECT run_id FROM reissue WHERE original_run_id = $1)
           AND p.attempt = (SELECT max(attempt) FROM calculation c WHERE c.county = r.county AND c.run_id = r.run_id)`,
        [run.runId],
      )
      expect(paying.length).toBe(2)
    }
  })
})

describe('the database itself', () => {
  const put = (run: Run, supplementary: Run, paymentNo: string, change = '') =>
    office.all(
      `INSERT INTO reissue SELECT x.county, $2, x.original_run_id, x.original_attempt, $3, x.ground, x.same_account,
         x.account_owner, x.account_from, x.account_known, x.why, x.actor, x.at FROM reissue x
       WHERE x.original_run_id = $1 ${change} LIMIT 1`,
      [run.runId, supplementary.runId, paymentNo],
    )

  test('refuses the same failure twice, and what did not fail', async () => {
    const run = await failed(['F', 'G'])
    const [one] = (await office.sent(run)).map(({ no }) => no)
    const { run: supplementary } = await reissueRun(maker, run.number, { payments: [one!] })
    const other = await failed(['H'])
    await expect(put(run, other, one!)).rejects.toThrow('reissue_once')
    const paid = await payroll.approved([{ payee: 'H', household: 'H9', amountFen: 5 }], '2044-01')
    await office.export(paid.number)
    await office.answer(paid)
    const [no] = (await office.sent(paid)).map((sent) => sent.no)
    const insert = `INSERT INTO reissue SELECT county, $1, $2, 1, $3, 'failed', false, account_owner, account_from,
      account_known, NULL, actor, at FROM reissue LIMIT 1`
    await expect(office.all(insert, [supplementary!.runId, paid.runId, no])).rejects.toThrow('only what failed')
  })

  test('withdraws a reissue only with its run, and changes nothing else', async () => {
    const run = await failed(['A'])
    const { run: supplementary } = await reissueRun(maker, run.number)
    const where = `WHERE run_id = '${supplementary!.runId}'`
    await expect(office.all(`UPDATE reissue SET withdrawn_at = now() ${where}`)).rejects.toThrow('only with its run')
    await expect(office.all(`UPDATE reissue SET why = 'x' ${where}`)).rejects.toThrow('permission denied')
    await expect(office.all(`DELETE FROM reissue ${where}`)).rejects.toThrow('permission denied')
    await voidRun(maker, supplementary!.number, '示例')
    await expect(office.all(`UPDATE reissue SET withdrawn_at = now() ${where}`)).rejects.toThrow('append-only')
  })
})

describe('a contradiction is never an automatic second payment', () => {
  test('a bank that says failed after it paid the reissue changes nothing and starts nothing', async () => {
    const run = await failed(['B'])
    const { run: supplementary } = await reissueRun(maker, run.number)
    await payroll.approve(supplementary!.number)
    await office.export(supplementary!.number)
    await office.answer(supplementary!)
    await office.answer(supplementary!, () => '失败').catch(() => {})
    await payroll.learn()
    await payroll.account({ owner: 'B', account: `62280000000000${accounts++}` })
    for (const number of [run.number, supplementary!.number]) {
      expect(await reissueRun(maker, number)).toMatchObject({ changed: false, putIn: [], waiting: [] })
    }
    expect((await findRun(database.sql, supplementary!.number)).state).toBe('settled')
  })

  test.each(['submit', 'approve', 'export', 'calculate'] as const)(
    'an original found paid after all stops its reissue at %s',
    async (stage) => {
      const run = await failed(['C'])
      const { run: supplementary, putIn } = await reissueRun(maker, run.number)
      const { number } = supplementary!
      if (stage === 'approve' || stage === 'export') await submitRun(maker, number)
      if (stage === 'export') await approveRun(checker, number)
      await decide(run, putIn[0]!.paymentNo, 'paid')
      if (stage === 'calculate') await payroll.learn()
      const steps = {
        submit: () => submitRun(maker, number),
        approve: () => approveRun(checker, number),
        export: () => office.export(number),
        calculate: () => reissueRun(maker, run.number),
      }
      expect(await refusedFor(steps[stage]())).toEqual(['reissue.original-changed'])
      await voidRun(maker, number, '示例')
      expect(await reissueRun(maker, run.number)).toMatchObject({ changed: false, putIn: [], run: null })
    },
  )

  test('an unknown outcome that two people call failed is reissued like any other', async () => {
    const other = { payee: 'E', household: 'HE', amountFen: 1001 }
    const both = await payroll.approved([{ payee: 'D', household: 'HD', amountFen: 1000 }, other], '2045-02')
    await office.export(both.number)
    await office.answer(both, (_, i) => (i === 0 ? null : '成功'))
    const [unknown] = (await office.sent(both)).map(({ no }) => no)
    await payroll.learn()
    await payroll.account({ owner: 'D', account: `62280000000000${accounts++}` })
    expect((await reissueRun(maker, both.number)).putIn).toEqual([])
    await decide(both, unknown!, 'failed')
    expect((await reissueRun(maker, both.number)).putIn).toMatchObject([{ paymentNo: unknown, amountFen: 1000n }])
  })
})
