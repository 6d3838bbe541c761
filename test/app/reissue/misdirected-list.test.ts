import { beforeAll, expect, test } from 'vitest'
import { misdirectedClaims } from '../../../src/app/reissue/misdirected-list.ts'
import { recordMisdirected } from '../../../src/app/reissue/misdirected-record.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, Payroll } from '../../support/payroll.ts'
import { SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
for (const owner of ['A', 'B']) await payroll.account({ owner })

let sent: SentRun
beforeAll(async () => {
  sent = await SentRun.send(database, payroll, [{ payee: 'A', household: 'HA', amountFen: 10000 }], '2026-07')
  await sent.answer([sent.row('A')])
})

test('what was recorded is listed for everybody in the bureau, the receiver’s number masked', async () => {
  expect(await misdirectedClaims(payroll.as('审计'))).toEqual([])
  const receivedBy = payroll.ids.get('B')!
  await recordMisdirected(payroll.as('经办'), sent.run.number, sent.no('A'), { why: '示例:同名人', receivedBy })
  const [claim, ...others] = await misdirectedClaims(payroll.as('审计'), COUNTY)
  expect(others).toEqual([])
  expect(claim).toMatchObject({ paymentNo: sent.no('A') })
  expect(claim!.receivedBy).toMatch(/\*/)
  expect(claim!.receivedBy).not.toContain(receivedBy.slice(6, 14))
  expect(await misdirectedClaims(payroll.as('审计'), '371303')).toEqual([])
})
