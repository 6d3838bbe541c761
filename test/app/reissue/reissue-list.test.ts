import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { issueToken } from '../../../src/admin/users.ts'
import { reportRun } from '../../../src/app/inquiry/run-report.ts'
import { listReissues, overdueNow } from '../../../src/app/reissue/reissue-list.ts'
import { reissueRun } from '../../../src/app/reissue/reissue-run.ts'
import { writeOutstanding } from '../../../src/clock/tick-outstanding.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { type Ended, huimin } from '../../support/cli.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, Payroll } from '../../support/payroll.ts'
import { BackOffice, refusedFor } from './support.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const office = new BackOffice(database, payroll)
const maker = payroll.as('经办')
let early: Run
let late: Run
let supplementary: Run

beforeAll(async () => {
  for (const owner of 'ABCD') await payroll.account({ owner })
  const lines = (owners: string) =>
    [...owners].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 100 + i }))
  early = await payroll.approved(lines('ABC'), '2026-03')
  await office.export(early.number)
  await office.answer(early, () => '失败')
  late = await payroll.approved(lines('D'), '2026-07')
  await office.export(late.number)
  await office.answer(late, () => '失败')
  await payroll.learn()
  await payroll.account({ owner: 'A', account: '6228000000000010001' })
  supplementary = (await reissueRun(maker, early.number)).run!
  await payroll.account({ owner: 'B', account: '6228000000000010002' })
})

const stands = async (options = {}) =>
  (await listReissues(maker, options)).map(
    ({ run, amountFen, state, waits, ageMonths, overdue }) =>
      `${run.slice(7, 13)} ${amountFen} ${state} ${waits} ${ageMonths}${overdue ? '!' : ''}`,
  )

test('everything that came back stands in the list with how long it has been waiting, until it is paid', async () => {
  expect(await stands()).toEqual([
    '202603 100 in-run null 4!',
    '202603 101 waiting null 4!',
    '202603 102 waiting same-account 4!',
    '202607 100 waiting same-account 0',
  ])
  expect(await stands({ olderThan: 3 })).toHaveLength(3)
  expect(await stands({ olderThan: 4 })).toEqual([])
  expect(await stands({ county: '371303' })).toEqual([])
  await payroll.approve(supplementary.number)
  await office.export(supplementary.number)
  expect((await stands())[0]).toBe('202603 100 sent null 4!')
  await office.answer(supplementary)
  expect(await stands()).toHaveLength(3)
})

test('what waits longer than the setting is shouted about', async () => {
  expect(await overdueNow(maker, COUNTY)).toEqual({ payments: 2, totalFen: 203n, oldest: '2026-03' })
  expect((await reportRun(maker, late.number)).overdue.payments).toBe(2)
  const folder = join(payroll.folder, '夜间')
  expect(await writeOutstanding(maker, COUNTY, folder)).toBe(
    '退回待重发 3 笔,!! 其中 2 笔共 2.03 元等待过久(最早 2026-03)',
  )
  const rows = readFileSync(join(folder, `待重发-${COUNTY}.csv`), 'utf8')
    .trimEnd()
    .split('\r\n')
    .slice(1)
  expect(rows.map((row) => row.split(',').slice(4, 9).join())).toEqual([
    '1.01,2026-03,4,是,可以重发',
    '1.02,2026-03,4,是,待更正账户',
    '1.00,2026-07,0,,待更正账户',
  ])
  process.env.HUIMIN_OVERDUE_MONTHS = '4'
  expect((await overdueNow(maker, COUNTY)).payments).toBe(0)
  process.env.HUIMIN_OVERDUE_MONTHS = '三'
  expect(await refusedFor(overdueNow(maker, COUNTY))).toEqual(['reissue.overdue-setting'])
  delete process.env.HUIMIN_OVERDUE_MONTHS
})

const environment: Record<string, string> = {}

async function ask(...args: string[]): Promise<Ended> {
  const ended = await huimin(args, environment)
  expect(ended.code, ended.err).toBeLessThan(3)
  return ended
}

/** What a command answers a program; what it complained of where that is no document. */
async function answer(...args: string[]) {
  const { out, err, code } = await ask(...args, '--json')
  expect(out, `exit ${code}: ${err}`).toMatch(/^\{/)
  return JSON.parse(out)
}

beforeAll(async () => {
  Object.assign(environment, {
    HUIMIN_HOME: payroll.folder,
    DATABASE_URL: database.ownerUrl,
    HUIMIN_USER: '经办',
    HUIMIN_TOKEN: await issueToken(payroll.as('管理员'), '经办'),
  })
})

test('the command teaches, and says what is wrong usage', async () => {
  expect((await ask('reissue', '--help')).out).toContain('huimin reissue 371302-202607-R1')
  expect((await ask('reissue')).code).toBe(2)
  expect((await ask('reissue', 'list', '--older-than', 'x')).code).toBe(2)
  const key = ['--payment', 'R37130299010100000017']
  expect((await ask('misdirected', 'record', early.number, ...key, '--why', '示例')).code).toBe(1)
  expect((await ask('misdirected', 'confirm', early.number, ...key)).err).toContain('这一步由复核来做')
  expect((await ask('misdirected', 'repaid', early.number, ...key, '--amount', '一元', '--why', '示例')).code).toBe(2)
  expect(await answer('misdirected', 'list')).toEqual({ ok: true, balanceYuan: '0.00', claims: [] })
})

test('it tells people what waits, and answers programs', async () => {
  const json = await answer('reissue', early.number)
  expect(json).toMatchObject({ ok: true, original: early.number, changed: true, payments: 1, totalYuan: '1.01' })
  expect(json.waiting).toMatchObject([{ amountYuan: '1.02', waitsFor: 'same-account', reason: '户名不符' }])
  expect(json.already).toMatchObject([{ run: supplementary.number, actor: '经办' }])
  const again = await ask('reissue', early.number)
  expect(again.code).toBe(0)
  expect(again.out).toContain('没有新的款项可以重发')
  expect(again.out).toContain(`此前 1 笔已由「经办」`)
  expect(again.out).toContain('账户尚未更正')
  const list = await ask('reissue', 'list')
  expect(list.out).toContain('在补充批次中')
  expect(list.out).toContain('等待过久')
  expect(await answer('run', 'calculate', json.run)).toMatchObject({
    ok: true,
    how: 'unchanged',
    totalYuan: '1.01',
    lines: 1,
  })
  const show = await answer('run', 'show', json.run)
  expect(show).toMatchObject({ kind: 'supplementary', byType: { reissue: '1.01' }, byComponent: { 'top-up': '1.01' } })
  expect(show.overdue.payments).toBeGreaterThanOrEqual(2)
  const printed = await ask('lines', json.run)
  expect(printed.err + printed.out).toContain(',重发,')
  expect((await ask('run', 'show', json.run)).out).toContain('重发')
})
