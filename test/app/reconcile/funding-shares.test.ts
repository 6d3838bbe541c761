import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { reconcileRun } from '../../../src/app/reconcile/reconcile-run.ts'
import { sampleYaml, setting } from '../../policy/sample.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, Payroll } from '../../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
await payroll.account({ owner: 'A' })
await payroll.account({ owner: 'B' })
for (const letter of ['A', 'B']) await payroll.member(`H${letter}`, letter)

/** Adds a document to what is loaded at a revision. */
async function load(revision: number, document: string, shares: string, from: string): Promise<void> {
  const yaml = sampleYaml({ document, area: COUNTY, sets: [setting('funding.shares', shares, `from: ${from}`)] })
  await database.pool.query(
    `INSERT INTO policy_document (revision, document, file_name, sha256, yaml) VALUES ($1, $2, $3, $4, $5)`,
    [revision, document, `${document}.yaml`, 'a'.repeat(64), yaml],
  )
}

async function fundingOf(month: string): Promise<string[]> {
  const folder = join(payroll.folder, month)
  const run = await payroll.approved(
    [
      { payee: 'A', household: 'HA', item: '城市低保', amountFen: 134581, area: '371302001001' },
      { payee: 'B', household: 'HB', item: '城市低保', amountFen: 64000, area: '371302002001' },
      {
        payee: 'B',
        household: 'HB',
        person: 'B',
        programme: 'tekun',
        component: 'tekun-basic',
        item: '特困人员',
        amountFen: 78000,
      },
    ],
    month,
  )
  await exportRun(maker, run.number, { out: folder })
  await reconcileRun(maker, run.number, { out: folder })
  const rows: Record<string, string>[] = parse(readFileSync(join(folder, '资金分担.csv'), 'utf8'), {
    bom: true,
    columns: true,
  })
  return rows.map((row) => `${row.补贴项目} ${row.核定金额} ${row.级次} ${row.分担金额} ${row.成功分担金额}`)
}

test('splits by the shares of the run’s month that were known when it was calculated', async () => {
  await load(1, '示例民发〔2099〕1号', '{urban-dibao: {central: 0.7, city: 0.15, county: 0.15}}', '2026-08')
  expect(await fundingOf('2026-07')).toEqual(['城市低保 1985.81   ', '特困人员 780.00   ', '合计 2765.81   '])
  expect(await fundingOf('2026-08')).toEqual([
    '城市低保 1985.81 中央 1390.07 0.00',
    '城市低保 1985.81 市级 297.87 0.00',
    '城市低保 1985.81 县级 297.87 0.00',
    '特困人员 780.00   ',
    '合计 2765.81  1985.81 0.00',
  ])
  await database.pool.query(`INSERT INTO policy_revision VALUES (2, now(), '经办')`)
  await load(2, '示例民发〔2099〕2号', '{urban-dibao: {county: 1}}', '2026-09')
  expect((await fundingOf('2026-09'))[0]).toBe('城市低保 1985.81 中央 1390.07 0.00')
})
