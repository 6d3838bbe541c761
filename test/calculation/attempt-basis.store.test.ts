import { beforeAll, expect, test } from 'vitest'
import { basisOf, knownToRun } from '../../src/calculation/attempt-basis.store.ts'
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

test('what an attempt stands on stays as it was, whatever is learnt later', async () => {
  await payroll.learn()
  expect(await basisOf(database.sql, { ...run, attempt: 1 })).toMatchObject({ policyRevision: 1, codeRevision: '示例' })
  expect(await knownToRun(database.sql, run)).toBe(1)
})
