import { beforeEach, expect, test } from 'vitest'
import { overviewReturns } from '../../../src/app/returns/returns-list.ts'
import { confirmUndo, undoReturn } from '../../../src/app/returns/returns-undo.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'
import { refusedCodes, SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
const checker = payroll.as('复核')
const why = '示例:导错了文件'
await payroll.account({ owner: 'A' })

let month = 0
let sent: SentRun
beforeEach(async () => {
  sent = await SentRun.send(database, payroll, [{ payee: 'A', household: 'HA', amountFen: 10000 }], `2026-0${++month}`)
  await sent.answer([sent.row('A', { result: '失败', reason: '户名不符' })], '回盘.csv')
})

test('nothing changes until a checker confirms; then its outcomes hold no more', async () => {
  const asked = await undoReturn(maker, sent.run.number, '1', why)
  expect(asked).toMatchObject({ returnNo: 1, outcomes: 1, checker: null, changed: true })
  expect(await undoReturn(maker, sent.run.number, '1', why)).toMatchObject({ changed: false })
  expect((await overviewReturns(maker, sent.run.number)).returns).toHaveLength(1)
  expect(await confirmUndo(checker, sent.run.number, '1')).toMatchObject({ checker: '复核', changed: true })
  const { rows } = await database.pool.query('SELECT FROM outcome_in_force WHERE run_id = $1', [sent.run.runId])
  expect(rows).toEqual([])
})

test('a reason is needed, a return that there is, and something to confirm', async () => {
  expect(await refusedCodes(undoReturn(maker, sent.run.number, '1', ' '))).toEqual(['returns.reason-missing'])
  expect(await refusedCodes(undoReturn(maker, sent.run.number, '7', why))).toHaveLength(1)
  expect(await refusedCodes(confirmUndo(checker, sent.run.number, '1'))).toHaveLength(1)
})
