import { beforeAll, expect, test } from 'vitest'
import { confirmMisdirected } from '../../../src/app/reissue/misdirected-confirm.ts'
import { recordMisdirected } from '../../../src/app/reissue/misdirected-record.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'
import { refusedCodes, SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const [maker, checker] = [payroll.as('经办'), payroll.as('复核')]
await payroll.account({ owner: 'A' })

let sent: SentRun
beforeAll(async () => {
  sent = await SentRun.send(database, payroll, [{ payee: 'A', household: 'HA', amountFen: 10000 }], '2026-07')
  await sent.answer([sent.row('A')])
})

test('only what was recorded is confirmed, by a checker, once', async () => {
  const { number } = sent.run
  expect(await refusedCodes(confirmMisdirected(checker, number, sent.no('A')))).toEqual(['misdirected.not-recorded'])
  await recordMisdirected(maker, number, sent.no('A'), { why: '示例:同名人' })
  expect(await refusedCodes(confirmMisdirected(maker, number, sent.no('A')))).toEqual(['user.role-not-allowed'])
  const claimed = { amountFen: 10000n, balanceFen: 10000n }
  expect(await confirmMisdirected(checker, number, sent.no('A'))).toMatchObject({ ...claimed, changed: true })
  expect(await confirmMisdirected(checker, number, sent.no('A'))).toMatchObject({ ...claimed, changed: false })
})
