import { beforeAll, expect, test } from 'vitest'
import { calculateSupplementary } from '../../../src/app/reissue/reissue-content.ts'
import { reissueRun } from '../../../src/app/reissue/reissue-run.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'
import { SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
await payroll.account({ owner: 'A' })

let sent: SentRun
beforeAll(async () => {
  sent = await SentRun.send(database, payroll, [{ payee: 'A', household: 'HA', amountFen: 10000 }], '2026-07')
  await sent.answer([sent.row('A', { result: '失败', reason: '户名不符' })])
})

test('the same content is lined up again only when the accounts may have changed', async () => {
  await payroll.learn()
  await payroll.account({ owner: 'A', account: '6217000000000099999' })
  const { run } = await reissueRun(maker, sent.run.number)
  expect(await calculateSupplementary(maker, run!.number)).toMatchObject({ how: 'unchanged' })
  await payroll.learn()
  const again = await calculateSupplementary(maker, run!.number)
  expect(again).toMatchObject({ how: 'calculated', run: { attempt: 2 } })
  const { rows } = await database.pool.query(
    'SELECT attempt, sum(amount_fen)::int AS fen FROM payment WHERE run_id = $1 GROUP BY 1 ORDER BY 1',
    [run!.runId],
  )
  expect(rows).toEqual([
    { attempt: 1, fen: 10000 },
    { attempt: 2, fen: 10000 },
  ])
})
