import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ExportResult, exportRun } from '../../../src/app/export/export-run.ts'
import { decode } from '../../../src/layout/decode.ts'
import { layoutText, loadLayout } from '../../../src/layout/layout.store.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
let months = 0
const nextMonth = () => `20${27 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`
const out = (name: string) => join(payroll.folder, name)

const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F', 'G']
for (const owner of LETTERS) await payroll.account({ owner })
await payroll.account({ owner: 'X', holder: '示\ue5e5例' })
const dibao = LETTERS.map((payee, i) => ({ payee, household: `H${i}`, amountFen: 100 * (i + 1) }))
const tekun = { programme: 'tekun', component: 'tekun-basic' }

/** A layout of the bureau's own: a built-in one with more to say. */
function ownLayout(name: string, more: string): string {
  const path = join(payroll.folder, `${name}-${more.replace(/\W+/g, '-')}.yaml`)
  writeFileSync(path, layoutText(name).replace(/^version: 1$/m, `version: 2\n${more}`))
  return path
}

function rowsOf({ files }: ExportResult) {
  return files.map(({ path, batch }) => {
    const read = decode(batch.layout, readFileSync(path))
    expect(read.problems).toEqual([])
    expect(read.count).toBe(batch.rows)
    expect(read.totalFen).toBe(batch.totalFen)
    return read.payments.map(({ paymentNo }) => paymentNo!)
  })
}

function bytesOf({ files }: ExportResult): string[] {
  return files.map(({ path, manifest }) => readFileSync(path, 'hex') + readFileSync(manifest, 'hex'))
}

test('more payments than the bank takes in a file go out in numbered parts, each payment once', async () => {
  const run = await payroll.approved([...dibao, { payee: 'A', household: 'H0', ...tekun, amountFen: 5 }], nextMonth())
  const layout = ownLayout('bank-fixed', 'rows-per-file: 3')
  const first = await exportRun(maker, run.number, { out: out('parts'), layout })
  expect(first.files.map(({ batch }) => [batch.item, batch.part, batch.rows])).toEqual([
    ['tekun', 1, 1],
    ['urban-dibao', 1, 3],
    ['urban-dibao', 2, 3],
    ['urban-dibao', 3, 1],
  ])
  const rows = rowsOf(first).flat()
  expect(new Set(rows).size).toBe(8)
  expect(rows).toEqual(rows.toSorted())
  expect(first.files.map(({ manifest }) => JSON.parse(readFileSync(manifest, 'utf8')).part)).toEqual([1, 1, 2, 3])
  const bytes = bytesOf(first)
  const again = await exportRun(maker, run.number, { out: out('parts') })
  expect(again.files.map(({ how }) => how)).toEqual(again.files.map(() => 'unchanged'))
  payroll.setNow('2026-07-19T01:00:00.000Z')
  for (const { path } of first.files) rmSync(path)
  const anew = await exportRun(maker, run.number, { out: out('parts') })
  expect(anew.files.map(({ how }) => how)).toEqual(anew.files.map(() => 'rewritten'))
  expect(bytesOf(anew)).toEqual(bytes)
})

test('a payment that cannot be written leaves its part, and the parts behind it close up', async () => {
  const lines = [{ payee: 'X', household: 'H00', amountFen: 7 }, ...dibao.slice(0, 4)]
  const run = await payroll.approved(lines, nextMonth())
  const layout = ownLayout('bank-fixed', 'rows-per-file: 2')
  const exported = await exportRun(maker, run.number, { out: out('closing-up'), layout })
  expect(exported.files.map(({ batch }) => batch.rows)).toEqual([2, 2])
  expect(exported.problems).toMatchObject([{ code: 'export.text-not-carried', column: '户名' }])
  expect(exported.held).toEqual({ payments: 1, totalFen: 7n })
})

test('all items of a bank in one file where the layout says so', async () => {
  const lines = [...dibao.slice(0, 2), { payee: 'A', household: 'H0', ...tekun, amountFen: 500 }]
  const run = await payroll.approved(lines, nextMonth())
  const result = await exportRun(maker, run.number, {
    out: out('combined'),
    layout: ownLayout('yibentong', 'combine: items'),
  })
  expect(result.files.map(({ batch }) => [batch.item, batch.rows, batch.totalFen])).toEqual([['*', 3, 800n]])
  const [file] = result.files
  expect(file!.path).toContain('各项补贴')
  const { payments } = decode(file!.batch.layout, readFileSync(file!.path))
  expect(payments.map(({ item, amount }) => [item, amount])).toEqual([
    ['特困人员', '5.00'],
    ['城市低保', '1.00'],
    ['城市低保', '2.00'],
  ])
  expect(JSON.parse(readFileSync(file!.manifest, 'utf8'))).toMatchObject({
    item: '*',
    itemName: '各项补贴',
    items: [
      { item: 'tekun', rows: 1, totalFen: '500' },
      { item: 'urban-dibao', rows: 2, totalFen: '300' },
    ],
  })
  const bytes = bytesOf(result)
  rmSync(file!.path)
  expect(bytesOf(await exportRun(maker, run.number, { out: out('combined') }))).toEqual(bytes)
})

test('a payment above the limit is held and listed, and goes out by a layout that takes it', async () => {
  const run = await payroll.approved(dibao, nextMonth())
  const layout = ownLayout('bank-tab', 'amount-limit: 6.00')
  const first = await exportRun(maker, run.number, { out: out('limit'), layout })
  expect(first.held).toEqual({ payments: 1, totalFen: 700n })
  expect(first.problems).toMatchObject([{ code: 'export.over-limit', column: '金额' }])
  expect(first.problems[0]!.message).toContain('6.00 元')
  const listed = await database.pool.query('SELECT code, effect FROM exception WHERE run_id = $1', [run.runId])
  expect(listed.rows).toEqual([{ code: 'payment.over-limit', effect: 'held' }])
  const second = await exportRun(maker, run.number, { out: out('limit'), layout: 'bank-tab' })
  expect(second.files.map(({ batch }) => [batch.part, batch.rows])).toEqual([
    [1, 6],
    [2, 1],
  ])
  expect(second.held.payments).toBe(0)
})

test('the fixed-width file of a run: header and trailer state its count, total and day', async () => {
  payroll.setNow('2026-07-31T16:30:00.000Z')
  const run = await payroll.approved(dibao, nextMonth())
  const { files } = await exportRun(maker, run.number, {
    out: out('fixed'),
    layout: 'bank-fixed',
    documentNumber: '示例〔2027〕9号',
  })
  const lines = new TextDecoder('gbk').decode(readFileSync(files[0]!.path)).split('\r\n')
  expect(lines[0]).toMatch(
    new RegExp(
      `^H${files[0]!.batch.batchNo} +20260801${run.month.replace('-', '')}000000070000000000002800CNY城市低保 +示例〔2027〕9号 +$`,
    ),
  )
  expect(lines.at(-2)).toBe('T000000070000000000002800')
  expect(loadLayout('bank-fixed').encoding).toBe('gbk')
})

test('a file cannot name a payment that the run does not have', async () => {
  const run = await payroll.approved(dibao, nextMonth())
  const insert = `INSERT INTO batch_payment (county, run_id, attempt, payment_no, batch_no)
    SELECT county, run_id, attempt, $2, 'x' FROM payment WHERE run_id = $1 LIMIT 1`
  await expect(database.pool.query(insert, [run.runId, 'R37130226070100000013'])).rejects.toThrow(
    'a file names a payment',
  )
  const { rows } = await database.pool.query('SELECT payment_no FROM payment WHERE run_id = $1 LIMIT 1', [run.runId])
  await database.pool.query(insert, [run.runId, rows[0].payment_no])
})
