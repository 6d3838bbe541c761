import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { exportRun } from '../../src/app/export/export-run.ts'
import { verifyRun } from '../../src/app/inquiry/verify-run.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
await payroll.account({ owner: 'A' })

test('the state of a run is not moved without the step that moves it', async () => {
  const { number } = await payroll.open('2027-01')
  for (const state of ['approved', 'closed', 'void']) {
    const moved = maker.database.pool.query('UPDATE run SET state = $1 WHERE number = $2', [state, number])
    await expect(moved).rejects.toThrow('without an event')
  }
})

test('where the fence was switched off, verify sees it and nothing is exported', async () => {
  const run = await payroll.open('2027-02')
  const approved = await payroll.approved([{ payee: 'A', household: 'HA', amountFen: 10000 }], '2027-03')
  await asOwner(`UPDATE run SET state = 'approved' WHERE number = '${run.number}'`)
  await asOwner(`UPDATE run SET state = 'closed' WHERE number = '${approved.number}'`)
  const exported = exportRun(maker, run.number, { out: join(payroll.folder, 'out') })
  await expect(exported).rejects.toThrow(Refused)
  await expect(exported).rejects.toThrow('没有复核的记录')
  const { problems } = await verifyRun(maker, approved.number)
  expect(problems.map(({ code }) => code)).toContain('verify.state-differs')
})

/** As somebody could who owns the server and switches its fences off. */
async function asOwner(statement: string): Promise<void> {
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query("SET session_replication_role = 'replica'")
  await owner.query(statement).finally(() => owner.end())
}
