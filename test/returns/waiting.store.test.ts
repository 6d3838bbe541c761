import { beforeAll, expect, test } from 'vitest'
import { decideOutcome } from '../../src/app/returns/returns-decide.ts'
import { anyQuestion, openDecisions, openQuestions, refusedSince } from '../../src/returns/waiting.store.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'
import { refusedCodes, SentRun } from '../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
for (const owner of ['A', 'B']) await payroll.account({ owner })
let sent: SentRun
beforeAll(async () => {
  const lines = ['A', 'B'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 * (i + 1) }))
  sent = await SentRun.send(database, payroll, lines, '2026-07')
})

test('a return that contradicts an earlier one is refused, and is a question', async () => {
  expect(await anyQuestion(database.pool, sent.run)).toBeNull()
  await sent.answer([sent.row('A')])
  const otherwise = sent.answer([sent.row('A', { result: '失败', reason: '户名不符' })])
  expect(await refusedCodes(otherwise)).toEqual(['returns.contradiction'])
  const [question] = await openQuestions(database.pool, sent.run)
  expect(question).toMatchObject({ paymentNo: sent.no('A') })
  expect(await anyQuestion(database.pool, sent.run)).toEqual({ paymentNo: sent.no('A'), count: 1 })
})

test('a decision waits for its checker', async () => {
  const why = '银行电话答复 示例'
  await decideOutcome(payroll.as('经办'), sent.run.number, { paymentNo: sent.no('B') }, { as: 'failed', why })
  expect(await openDecisions(database.pool, sent.run)).toMatchObject([
    { paymentNo: sent.no('B'), outcome: 'failed', why, maker: '经办' },
  ])
})

test('returns that were refused are told until the next that is applied', async () => {
  expect(await refusedCodes(sent.answer([sent.row('B', { amount: '1.00' })]))).toHaveLength(1)
  expect(await refusedSince(database.pool, sent.run)).toMatchObject([{ problems: 1 }, { problems: 1 }])
  await sent.answer([sent.row('B')])
  expect(await refusedSince(database.pool, sent.run)).toEqual([])
})
