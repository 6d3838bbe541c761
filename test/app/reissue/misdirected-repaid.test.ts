import { beforeAll, expect, test } from 'vitest'
import { confirmMisdirected } from '../../../src/app/reissue/misdirected-confirm.ts'
import { misdirectedClaims } from '../../../src/app/reissue/misdirected-list.ts'
import { recordMisdirected } from '../../../src/app/reissue/misdirected-record.ts'
import { recordRepayment } from '../../../src/app/reissue/misdirected-repaid.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'
import { refusedCodes, SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const [maker, checker] = [payroll.as('经办'), payroll.as('复核')]
await payroll.account({ owner: 'A' })

let sent: SentRun
const repaid = (amountFen: bigint, why: string) =>
  recordRepayment(maker, sent.run.number, sent.no('A'), { amountFen, why })

beforeAll(async () => {
  sent = await SentRun.send(database, payroll, [{ payee: 'A', household: 'HA', amountFen: 10000 }], '2026-07')
  await sent.answer([sent.row('A')])
})

test('money comes back only against a confirmed claim, and never more than is owed', async () => {
  expect(await refusedCodes(repaid(100n, '示例凭证1'))).toEqual(['misdirected.not-recorded'])
  await recordMisdirected(maker, sent.run.number, sent.no('A'), { why: '示例:同名人' })
  expect(await refusedCodes(repaid(100n, '示例凭证1'))).toEqual(['misdirected.not-confirmed'])
  await confirmMisdirected(checker, sent.run.number, sent.no('A'))
  expect(await repaid(4000n, '示例凭证1')).toMatchObject({ balanceFen: 6000n, changed: true })
  expect(await repaid(4000n, '示例凭证1')).toMatchObject({ balanceFen: 6000n, changed: false })
  expect(await refusedCodes(repaid(6001n, '示例凭证2'))).toEqual(['misdirected.amount-beyond-claim'])
  expect(await refusedCodes(repaid(1n, ' '))).toEqual(['misdirected.reason-missing'])
  expect(await repaid(6000n, '示例凭证2')).toMatchObject({ balanceFen: 0n })
  expect(await misdirectedClaims(maker)).toHaveLength(1)
})
