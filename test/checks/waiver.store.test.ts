import { beforeAll, expect, test } from 'vitest'
import { insertWaivers, waiversOf } from '../../src/checks/waiver.store.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import type { Run } from '../../src/run/run.store.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
await payroll.account({ owner: 'A' })
let run: Run
beforeAll(async () => {
  run = await payroll.approved([{ payee: 'A', household: 'HA', amountFen: 10000 }])
})

const at = '2026-07-08T02:00:00.000Z'
const finding = { check: 'payment-over', subject: 'HA', says: '100.00' } as never

test('what was let pass stays as it was when it is let pass again', async () => {
  const of = { ...run, attempt: 1 }
  const waive = (why: string) =>
    inTransaction(database.pool, (tx) => insertWaivers(tx, of, [finding], { why, actor: '复核', at }))
  const waivers = () => inTransaction(database.pool, (tx) => waiversOf(tx, of))
  expect(await waivers()).toEqual([])
  await waive('示例:核过')
  await waive('示例:再核')
  expect(await waivers()).toMatchObject([{ subject: 'HA', why: '示例:核过', actor: '复核' }])
})
