import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { importStatement } from '../../../src/app/returns/returns-statement.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'
import { refusedCodes, SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
await payroll.account({ owner: 'A' })

let sent: SentRun
beforeAll(async () => {
  sent = await SentRun.send(database, payroll, [{ payee: 'A', household: 'HA', amountFen: 10000 }], '2026-07')
})

function statement(name: string, ...rows: string[]): string {
  const path = join(payroll.folder, name)
  writeFileSync(path, ['日期,开户银行,批次文件号,借记金额', ...rows].join('\n'))
  return path
}

test('what the bank debited stands beside what was exported; the same bytes count once', async () => {
  const path = statement('对账单.csv', '2026-07-09,示例农商银行,,60.00', '2026-07-10,示例农商银行,,40.00')
  const brought = { rows: 2, debitedFen: 10000n, exportedFen: 10000n }
  expect(await importStatement(maker, sent.run.number, path)).toEqual({ ...brought, changed: true })
  expect(await importStatement(maker, sent.run.number, path)).toEqual({ ...brought, changed: false })
})

test('all rows or none, and a maker only', async () => {
  const path = statement('坏.csv', '2026-07-09,示例农商银行,,1.00', '2026-07-09,示例他行,,1.00')
  expect(await refusedCodes(importStatement(maker, sent.run.number, path))).toEqual(['statement.bank'])
  expect(await refusedCodes(importStatement(payroll.as('复核'), sent.run.number, path))).toEqual([
    'user.role-not-allowed',
  ])
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM bank_debit')
  expect(rows).toEqual([{ n: 2 }])
})
