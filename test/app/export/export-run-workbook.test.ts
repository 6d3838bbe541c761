import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { Workbook } from '../../../src/workbook/workbook.store.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'

const payroll = await new Payroll(await testDatabase()).start()
const maker = payroll.as('经办')
for (const owner of ['A', 'B']) await payroll.account({ owner })
await payroll.account({ owner: 'X', holder: '示\u0007例' })

test('a run goes out as a workbook, again with the same bytes; a name that no cell holds is held', async () => {
  const lines = ['A', 'B', 'X'].map((payee, i) => ({ payee, household: `H${i}`, amountFen: 10_005 + i }))
  const run = await payroll.approved(lines, '2027-01')
  const out = join(payroll.folder, 'xlsx')
  const first = await exportRun(maker, run.number, { out, layout: 'yibentong-xlsx' })
  expect(first.files.map(({ path, batch }) => [path.endsWith('.xlsx'), batch.rows, batch.totalFen])).toEqual([
    [true, 2, 20_011n],
  ])
  const { path, manifest, batch } = first.files[0]!
  expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ layout: 'yibentong-xlsx', sha256: batch.sha256 })
  const bytes = readFileSync(path)
  const workbook = await Workbook.open(bytes)
  const amounts: string[] = []
  for await (const { rows } of workbook.read(workbook.sheets[0]!)) {
    for (const { cells } of rows)
      amounts.push(...cells.flatMap(({ value }) => (value.kind === 'number' ? value.decimal : [])))
  }
  expect(amounts.filter((amount) => amount.includes('.'))).toEqual(['100.05', '100.06', '200.11'])
  payroll.setNow('2026-07-19T01:00:00.000Z')
  rmSync(path)
  const again = await exportRun(maker, run.number, { out })
  expect(again.files.map(({ how }) => how)).toEqual(['rewritten'])
  expect(readFileSync(path).equals(bytes)).toBe(true)
})
