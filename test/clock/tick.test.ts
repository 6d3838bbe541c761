import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { JOBS } from '../../jobs/index.ts'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { voidRun } from '../../src/app/run/runs.ts'
import { type TickResult, tick } from '../../src/clock/tick.ts'
import { parseTickSettings, type TickSettings } from '../../src/clock/tick-settings.ts'
import { firstBrokenAudit, NO_COUNTY } from '../../src/db/audit.store.ts'
import { connectTo } from '../../src/db/connect.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { listRuns } from '../../src/run/run.store.ts'
import { testDatabase } from '../support/database.ts'
import { importRows, type TestContext, testContext } from '../support/registry.ts'
import { openSampleMonth, SAMPLE, SAMPLE_MONTH, SAMPLE_POLICY } from '../support/sample-county.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-tick-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let context: TestContext
let settings: TickSettings
let folders = 0

beforeEach(async () => {
  context = await testContext(await testDatabase())
  await openSampleMonth(context, 8)
  settings = { ...parseTickSettings(''), out: join(folder, `out-${++folders}`) }
})

const at = (instant: string) => {
  context.setNow(instant)
  return tick(context, JOBS, { settings })
}
const doneOf = ({ done }: TickResult, job: string) => done.filter((one) => one.job === job)
const keysOf = (result: TickResult, job: string) =>
  doneOf(result, job).map(({ key, late, result: how }) => `${key}${late ? ' late' : ''} ${how}`)

async function runs(): Promise<string[]> {
  return (await listRuns(context.database.sql)).map(({ number, state }) => `${number} ${state}`).sort()
}

describe('the monthly payroll', () => {
  test('a clock two months ahead opens both months once, in order, late, and approves neither', async () => {
    const first = await at(`2026-09-20T01:00:00.000Z`)
    expect(keysOf(first, 'monthly-payroll')).toEqual(['2026-08 late done', '2026-09 late done'])
    expect(await runs()).toEqual([
      `${SAMPLE}-202607-R1 open`,
      `${SAMPLE}-202608-R1 calculated`,
      `${SAMPLE}-202609-R1 calculated`,
    ])
    const again = await at(`2026-09-20T02:00:00.000Z`)
    expect(keysOf(again, 'monthly-payroll')).toEqual([])
    expect(await runs()).toHaveLength(3)
    const { rows } = await context.database.pool.query('SELECT DISTINCT action FROM run_event ORDER BY 1')
    expect(rows).toEqual([{ action: 'calculate' }])
    expect(await firstBrokenAudit(context.database.sql, SAMPLE)).toBe(null)
  })

  test.each([
    ['2026-07-31T21:59:00.000Z', []], // 05:59 on 1 August in China
    ['2026-07-31T22:00:00.000Z', ['2026-08 done']],
    ['2026-08-01T15:59:00.000Z', ['2026-08 done']],
    ['2026-08-01T16:00:00.000Z', ['2026-08 late done']],
  ])('at %s: %s', async (instant, expected) => {
    expect(keysOf(await at(instant), 'monthly-payroll')).toEqual(expected)
  })

  test('opens from the day of the setting on', async () => {
    settings = { ...settings, payroll: { ...settings.payroll, day: 5 } }
    expect(keysOf(await at('2026-08-04T10:00:00.000Z'), 'monthly-payroll')).toEqual([])
    expect(keysOf(await at('2026-08-05T10:00:00.000Z'), 'monthly-payroll')).toEqual(['2026-08 done'])
  })

  test('leaves a month alone that somebody has opened or voided', async () => {
    const august = await openRun(context.as('经办乙'), { county: SAMPLE, month: '2026-08', kind: 'regular' })
    const september = await openRun(context, { county: SAMPLE, month: '2026-09', kind: 'regular' })
    await voidRun(context, september.run.number, '示例')
    expect(keysOf(await at('2026-09-20T01:00:00.000Z'), 'monthly-payroll')).toEqual([])
    expect(await runs()).toContain(`${august.run.number} open`)
  })

  test('goes on where a tick that died had opened the run and not calculated it', async () => {
    await openRun(context, { county: SAMPLE, month: '2026-08', kind: 'regular' })
    await context.database.pool.query(
      `INSERT INTO job_occurrence (county, job, occurrence, due_on, late, claimed_at, actor, tries)
       VALUES ($1, 'monthly-payroll', '2026-08', '2026-08-01', false, now(), '经办甲', 1)`,
      [SAMPLE],
    )
    expect(keysOf(await at('2026-08-03T01:00:00.000Z'), 'monthly-payroll')).toEqual(['2026-08 done'])
    expect(await runs()).toContain(`${SAMPLE}-202608-R1 calculated`)
    const { rows } = await context.database.pool.query('SELECT tries FROM job_occurrence WHERE job = $1', [
      'monthly-payroll',
    ])
    expect(rows).toEqual([{ tries: 2 }])
  })

  test('opens nothing for a county that never had a run, unless the setting says from which month', async () => {
    await voidRun(context, `${SAMPLE}-202607-R1`, '示例')
    expect(keysOf(await at('2026-08-20T01:00:00.000Z'), 'monthly-payroll')).toEqual([])
    settings = { ...settings, payroll: { ...settings.payroll, firstMonths: { [SAMPLE]: '2026-08' } } }
    expect(keysOf(await at('2026-08-20T02:00:00.000Z'), 'monthly-payroll')).toEqual(['2026-08 late done'])
  })

  test('what cannot be done is told, tried again, and later months wait for it', async () => {
    settings = { ...settings, payroll: { ...settings.payroll, firstMonths: { '379999': '2026-07' } } }
    for (const hour of ['01', '02']) {
      const result = await at(`2026-09-20T${hour}:00:00.000Z`)
      const other = doneOf(result, 'monthly-payroll').filter(({ county }) => county === '379999')
      expect(other.map(({ key, result: how }) => `${key} ${how}`)).toEqual(['2026-07 failed'])
      expect(result.problems.some(({ code }) => code === 'run.county-unknown')).toBe(true)
    }
  })
})

test('eight ticks at once do each thing once', async () => {
  context.setNow('2026-09-20T01:00:00.000Z')
  const pools = Array.from({ length: 8 }, () => connectTo(context.database.ownerUrl, true))
  const results = await Promise.all(pools.map((database) => tick({ ...context, database }, JOBS, { settings })))
  for (const database of pools) await database.close()
  const payroll = results.flatMap((result) => keysOf(result, 'monthly-payroll'))
  expect(payroll.sort()).toEqual(['2026-08 late done', '2026-09 late done'])
  const ids = results.flatMap(({ done }) => done.map(({ job, county, key }) => `${job} ${county} ${key}`))
  expect(new Set(ids).size).toBe(ids.length)
  expect(results.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'))).toEqual([])
  expect(await runs()).toHaveLength(3)
  const { rows } = await context.database.pool.query('SELECT count(*)::int AS n FROM calculation')
  expect(rows[0].n).toBe(2)
})

test('the clock acts as a maker who is named, and as nobody else', async () => {
  for (const [actor, code] of [
    ['', 'user.not-named'],
    ['复核甲', 'user.role-not-allowed'],
    ['审计甲', 'user.role-not-allowed'],
    ['管理员甲', 'user.role-not-allowed'],
  ] as const) {
    const refused = await tick(context.as(actor), JOBS, { settings }).catch((error: unknown) => error)
    expect(refused instanceof Refused && refused.problems[0]!.code).toBe(code)
  }
  expect(await runs()).toHaveLength(1)
})

test.each([
  ['2026-07-06T16:00:00.000Z', '2026-07: job.deadline-near', '还剩 3 天'],
  ['2026-07-10T01:00:00.000Z', '2026-07: job.deadline-near', '今天到期'],
  ['2026-07-10T16:00:00.000Z', '2026-07: job.deadline-passed', '已逾期'],
])('at %s the deadline is shouted: %s %s', async (instant, expected, words) => {
  const { deadlines } = await at(instant)
  expect(deadlines.map(({ code, message }) => `${/\d{4}-\d{2}/.exec(message)?.[0]}: ${code}`)).toEqual([expected])
  expect(deadlines[0]!.message).toContain(words)
})

test('the deadline is shouted, too, of a county whose first month could not be opened', async () => {
  settings = {
    ...settings,
    payroll: { ...settings.payroll, firstMonths: { '379999': '2026-07', '379998': '2026-08' } },
  }
  const { deadlines } = await at('2026-07-20T01:00:00.000Z')
  const told = deadlines.map(({ code, message }) => `${/\d{6} \d{4}-\d{2}/.exec(message)?.[0]} ${code}`)
  expect(told).toEqual([`${SAMPLE} 2026-07 job.deadline-passed`, '379999 2026-07 job.deadline-passed'])
  expect(deadlines[1]!.message).toContain('还没有批次')
})

test('no deadline is told four days before it', async () => {
  expect((await at('2026-07-06T15:59:00.000Z')).deadlines).toEqual([])
})

const PRICE_POLICY = `document: 示例价〔2026〕1号
title: 价格补贴(示例)
issuer: 示例县
issued: 2026-01-01
area: "${SAMPLE}"
articles:
  一: 食品价格涨幅达到百分之六的月份发放,每人三十元。
sets:
  - {parameter: price-subsidy.trigger, article: 一, from: 2026-01, value: {any: [{index: food, at-least: 6}]}}
  - {parameter: price-subsidy.amount, article: 一, from: 2026-01, value: {fixed: {yuan: 30}}}
  - {parameter: price-subsidy.recipients, article: 一, from: 2026-01, value: [{programme: urban-dibao, standard: urban}]}
`

describe('the price of an index month', () => {
  const path = join(folder, '示例触发.yaml')
  writeFileSync(path, PRICE_POLICY)
  beforeEach(async () => {
    await loadPolicies(context, [SAMPLE_POLICY, path])
  })

  const figure = (month: string, rise: string, index = '食品价格') => ({
    区划代码: SAMPLE.slice(0, 4), 月份: month, 指标: index, 同比涨幅: rise, 发布日期: `${month}-12`,
  }) // biome-ignore format: one figure

  test.each([
    ['6', /行、(?!0\.00)/],
    ['5.9', /0 行、0\.00 元/],
  ])('is worked out once its figure of %s is published, whether it fires or not', async (rise, said) => {
    expect(keysOf(await at('2026-07-20T01:00:00.000Z'), 'price-decision')).toEqual([])
    await importRows(context, 'indices', [figure(SAMPLE_MONTH, rise)])
    const result = await at('2026-07-20T02:00:00.000Z')
    expect(keysOf(result, 'price-decision')).toEqual(['2026-07 done'])
    expect(doneOf(result, 'price-decision')[0]!.said).toMatch(said)
    expect(await runs()).toContain(`${SAMPLE}-202607-P1 calculated`)
    expect(keysOf(await at('2026-07-20T03:00:00.000Z'), 'price-decision')).toEqual([])
  })

  test('is left alone before the first month, ahead of the calendar, and where the figure that decides is missing', async () => {
    await importRows(context, 'indices', [figure('2026-06', '9.0'), figure('2026-08', '9.0')])
    await importRows(context, 'indices', [figure(SAMPLE_MONTH, '9.0', '居民消费价格')])
    expect(keysOf(await at('2026-07-20T02:00:00.000Z'), 'price-decision')).toEqual([])
  })
})

test('nightly: reports, verification and the backup reminder once a day', async () => {
  const night = await at('2026-07-20T00:30:00.000Z')
  expect(keysOf(night, 'reconciliation-report')).toEqual(['2026-07-20 done'])
  expect(doneOf(night, 'nightly-verification').map(({ county }) => county)).toEqual([NO_COUNTY, SAMPLE])
  expect(doneOf(night, 'backup-reminder')).toHaveLength(1)
  expect(night.problems.map(({ code }) => code)).toEqual(['backup.too-old'])
  const ageing = readFileSync(join(settings.out, '夜间', '2026-07-20', `账龄-${SAMPLE}.csv`), 'utf8')
  expect(ageing).toContain(`${SAMPLE}-202607-R1,正常,2026-07,已开,2026-07-05,15,15`)
  expect(existsSync(join(settings.out, '夜间', '2026-07-20', `待重发-${SAMPLE}.csv`))).toBe(true)
  expect((await at('2026-07-20T05:00:00.000Z')).done).toEqual([])
})
