import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { reconcileRun } from '../../../src/app/reconcile/reconcile-run.ts'
import { importReturn } from '../../../src/app/returns/returns-import.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import { testDatabase } from '../../support/database.ts'
import { accountOf, Payroll } from '../../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
const auditor = payroll.as('审计')
await payroll.account({ owner: 'A', holder: '=示例"公式"' })
await payroll.account({ owner: 'B', bank: '示例邮储银行' })
await payroll.account({ owner: 'C' })
for (const letter of ['A', 'B', 'C', 'D', 'X']) await payroll.member(`H${letter}`, letter)

function read(folder: string, name: string): Record<string, string>[] {
  const text = readFileSync(join(folder, name), 'utf8')
  expect(text.startsWith('\ufeff')).toBe(true)
  return parse(text, { bom: true, columns: true })
}

async function sendAndAnswer(month: string, folder: string) {
  const run = await payroll.approved(
    [
      { payee: 'A', household: 'HA', amountFen: 134580, persons: 2, area: '371302001001' },
      { payee: 'A', household: 'HA', person: 'A', component: 'classified-supplement', amountFen: 18600 },
      { payee: 'B', household: 'HB', amountFen: 64000, area: '371302002001' },
      { payee: 'C', household: 'HC', amountFen: 20001, area: '371302002001' },
      { payee: 'C', household: 'HC', person: 'C', programme: 'tekun', component: 'tekun-basic', amountFen: 78000 },
      { payee: 'X', household: 'HX', amountFen: 333 },
    ],
    month,
  )
  await exportRun(maker, run.number, { out: folder })
  const { rows } = await database.pool.query('SELECT payment_no, amount_fen FROM payment WHERE run_id = $1', [
    run.runId,
  ])
  const noOf = (fen: number) => rows.find(({ amount_fen }) => amount_fen === String(fen)).payment_no
  return { run, noOf }
}

const HEAD = '支付编号,账号,金额,结果,原因'
let files = 0
async function answer(number: string, lines: string[]) {
  const path = join(payroll.folder, `回盘${++files}.csv`)
  writeFileSync(path, [HEAD, ...lines].join('\n'))
  await importReturn(maker, number, path)
}

test('closes to the fen: approved = paid + failed + unknown + held, row by row', async () => {
  const folder = join(payroll.folder, 'close')
  const { run, noOf } = await sendAndAnswer('2026-07', folder)
  await answer(run.number, [
    `${noOf(153180)},${accountOf('A')},1531.80,成功,`,
    `${noOf(64000)},${accountOf('B')},640.00,失败,=1+1`,
  ])
  const result = await reconcileRun(auditor, run.number, { out: folder })
  const fen = Object.fromEntries(Object.entries(result.totals).map(([stage, amounts]) => [stage, amounts.fen]))
  expect(fen).toEqual({
    approved: 315514n,
    exported: 315181n,
    paid: 153180n,
    failed: 64000n,
    unknown: 98001n,
    held: 333n,
  })
  expect(result).toMatchObject({ gapFen: 0n, differences: 2 })

  const summary = read(folder, '对账汇总.csv')
  expect(summary.map((row) => `${row.补贴项目} ${row.乡镇} ${row.开户银行} ${row.核定金额} ${row.差额}`)).toEqual([
    '特困人员 371302001 示例农商银行 780.00 0.00',
    '城市低保 371302001 (无账户) 3.33 0.00',
    '城市低保 371302001 示例农商银行 1531.80 0.00',
    '城市低保 371302002 示例农商银行 200.01 0.00',
    '城市低保 371302002 示例邮储银行 640.00 0.00',
    '合计   3155.14 0.00',
  ])
  expect(summary.at(-1)).toMatchObject({
    核定笔数: '5',
    导出笔数: '4',
    成功笔数: '1',
    失败笔数: '1',
    未回盘笔数: '2',
    暂缓笔数: '1',
  })

  expect(read(folder, '对账差异.csv').map((row) => `${row.类别} ${row.差额}`)).toEqual([
    '未回盘 -780.00',
    '未回盘 -200.01',
    '合计 -980.01',
  ])
  const unknown = read(folder, '未回盘.csv')
  expect(unknown.map(({ 金额 }) => 金额)).toEqual(['780.00', '200.01', '980.01'])
  expect(unknown[0]).toMatchObject({ 村: '="371302001001"', 账号: `***************${accountOf('C').slice(-4)}` })
  expect(read(folder, '失败明细.csv')).toMatchObject([{ 金额: '640.00', 原因: "'=1+1" }, { 支付编号: '合计' }])
  expect(read(folder, '资金分担.csv').at(-1)).toMatchObject({ 核定金额: '3155.14', 成功金额: '1531.80' })
})

test('the same state gives the same bytes; another state stands beside the old report', async () => {
  const folder = join(payroll.folder, 'again')
  const { run, noOf } = await sendAndAnswer('2026-08', folder)
  const first = await reconcileRun(maker, run.number, { out: folder })
  expect(first.differences).toBe(4)
  const bytes = () => first.files.map((path) => readFileSync(path, 'hex'))
  const before = bytes()
  const second = await reconcileRun(auditor, run.number, { out: folder })
  expect(second.files).toEqual(first.files)
  await answer(run.number, [`${noOf(64000)},${accountOf('B')},640.00,成功,`])
  const third = await reconcileRun(auditor, run.number, { out: folder })
  expect(bytes()).toEqual(before)
  expect(third.files.map((path) => path.slice(folder.length + 1))).toEqual([
    '对账汇总.2.csv',
    '对账类型.2.csv',
    '对账差异.2.csv',
    '未回盘.2.csv',
    '失败明细.csv',
    '环比变动.csv',
    '资金分担.2.csv',
    '对账汇总.2.xlsx',
  ])
  expect(readdirSync(folder).filter((name) => name.includes('.tmp-'))).toEqual([])
})

test('what a later return adds to a file that had been answered is listed as late', async () => {
  const folder = join(payroll.folder, 'late')
  const { run, noOf } = await sendAndAnswer('2026-09', folder)
  await answer(run.number, [`${noOf(153180)},${accountOf('A')},1531.80,成功,`])
  await answer(run.number, [
    `${noOf(20001)},${accountOf('C')},200.01,失败,已销户`,
    `${noOf(64000)},${accountOf('B')},640.00,成功,`,
  ])
  await reconcileRun(auditor, run.number, { out: folder })
  const kinds = read(folder, '对账差异.csv').map((row) => `${row.类别} ${row.开户银行} ${row.应有金额}`)
  expect(kinds).toEqual(['未回盘 示例农商银行 780.00', '迟到 示例农商银行 200.01', '合计  980.01'])
})

test('month on month: new, left and changed, with the yuan', async () => {
  await payroll.account({ owner: 'D' })
  const before = await payroll.approved(
    [
      { payee: 'A', household: 'HA', amountFen: 50000 },
      { payee: 'A', household: 'HA', person: 'B', component: 'classified-supplement', amountFen: 10000 },
      { payee: 'B', household: 'HB', amountFen: 64000 },
      { payee: 'C', household: 'HC', amountFen: 20000 },
    ],
    '2027-01',
  )
  expect(before.state).toBe('approved')
  const now = await payroll.approved(
    [
      { payee: 'A', household: 'HA', amountFen: 65000 },
      { payee: 'C', household: 'HC', amountFen: 20000 },
      { payee: 'C', household: 'HC', amountFen: 999, type: 'arrears', month: '2027-01' },
      { payee: 'D', household: 'HD', person: 'D', programme: 'tekun', component: 'tekun-basic', amountFen: 78000 },
    ],
    '2027-02',
  )
  const folder = join(payroll.folder, 'months')
  await exportRun(maker, now.number, { out: folder })
  await reconcileRun(maker, now.number, { out: folder })
  const changes = read(folder, '环比变动.csv')
  expect(
    changes.map(
      (row) => `${row.变动} ${row.家庭编号} ${row.姓名} ${row.项目} ${row.上月金额} ${row.本月金额} ${row.增减}`,
    ),
  ).toEqual([
    '变动 HA 示例A 城市低保 600.00 650.00 50.00',
    '退出 HB 示例B 城市低保 640.00 0.00 -640.00',
    '补退 HC 示例C 城市低保 200.00 200.00 0.00',
    '新增 HD 示例D 特困人员 0.00 780.00 780.00',
    '合计    1440.00 1630.00 190.00',
  ])
  expect(changes[0]!.身份证号).toMatch(/^3713\*{10}[\dX]{4}$/)
})

test('no report shows an ID or account number in clear', async () => {
  const clear = [...payroll.ids.values(), ...['A', 'B', 'C', 'D'].map(accountOf)]
  for (const folder of ['close', 'again', 'late', 'months']) {
    for (const name of readdirSync(join(payroll.folder, folder)).filter((file) => /^[对未失环资]/.test(file))) {
      const text = readFileSync(join(payroll.folder, folder, name), 'utf8')
      expect(clear.filter((number) => text.includes(number))).toEqual([])
    }
  }
})

test('a run that has not been exported is refused', async () => {
  const run = await payroll.approved([{ payee: 'A', household: 'HA', amountFen: 1 }], '2028-01')
  const folder = join(payroll.folder, 'early')
  const error = await reconcileRun(auditor, run.number, { out: folder }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Refused)
  expect((error as Refused).problems).toMatchObject([{ code: 'reconcile.not-exported' }])
  expect(existsSync(folder)).toBe(false)
})
