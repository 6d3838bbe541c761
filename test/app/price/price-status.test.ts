import { beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { loadPolicies } from '../../../src/app/policy/policy-load.ts'
import { type PriceMonth, priceStatus } from '../../../src/app/price/price-status.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun, voidRun } from '../../../src/app/run/runs.ts'
import { describeRevision, handlingOf, revisionJson } from '../../../src/cli/price-revision.ts'
import { testDatabase } from '../../support/database.ts'
import { type FamilyPick, MIXED_POLICY, mixedRows } from '../../support/mixed-county.ts'
import { importRows, type TestContext, testContext } from '../../support/registry.ts'
import { importCounty } from '../../support/sample-county.ts'

const database = await testDatabase()
const [JUNE, JULY, AUGUST] = ['2026-06', '2026-07', '2026-08'] as const
const FOOD = '食品价格'
const COST = '低收入居民基本生活费用'
const FAMILY: FamilyPick = {
  ...{ rural: false, income: 100, dibao: '城市低保', claims: [], grade: 0, shared: 3, covered: true, died: false },
}
let context: TestContext
let county = 370600
let minute = 0

const later = () => context.setNow(`2026-08-20T01:${String(++minute % 60).padStart(2, '0')}:00.000Z`)

beforeAll(async () => {
  context = await testContext(database)
  await loadPolicies(context, [MIXED_POLICY])
})

async function publish(
  place: string,
  月份: string,
  指标: string,
  同比涨幅: string,
  发布日期 = '2026-08-10',
): Promise<void> {
  later()
  await importRows(context, 'indices', [{ ...{ 区划代码: place, 月份, 指标, 同比涨幅, 发布日期 } }])
}

async function calculated(place: string, month: string): Promise<string> {
  later()
  const { run } = await openRun(context, { county: place, month, kind: 'price' })
  return (await calculateRun(context, run.number)).run.number
}

async function approved(place: string, month: string): Promise<string> {
  const number = await calculated(place, month)
  await submitRun(context, number)
  await approveRun(context.as('复核甲'), number)
  return number
}

/** A new county of three families whose July fires by food alone: 6.0 and 4.0. */
async function newCounty(): Promise<string> {
  const place = String(++county)
  await importCounty(context, mixedRows(place, [FAMILY, FAMILY, FAMILY]))
  await publish(place, JULY, FOOD, '6.0')
  await publish(place, JULY, COST, '4.0')
  return place
}

async function july(place: string): Promise<PriceMonth> {
  return (await priceStatus(context, place)).find(({ decision }) => decision.month === JULY)!
}

describe('a month that nothing was changed of', () => {
  test('is told with its run and no revision, also when the same figure is imported again', async () => {
    const place = await newCounty()
    expect(await july(place)).toMatchObject({ decision: { outcome: 'fired' }, run: null, revised: false, change: null })
    const number = await approved(place, JULY)
    await publish(place, JULY, COST, '4.00')
    const month = await july(place)
    expect(month).toMatchObject({ run: { number, persons: 9, totalFen: 24480n }, revised: false, change: null })
    expect([revisionJson(month), describeRevision(month)]).toEqual([null, ''])
  })
})

describe('a figure revised after the calculation', () => {
  test('says both figures with their days, both decisions, and what is to be done at each state of the run', async () => {
    const place = await newCounty()
    const number = await calculated(place, JULY)
    await publish(place, JULY, COST, '8.0', '2026-08-19')
    const before = await july(place)
    expect(before).toMatchObject({ revised: true, caughtUp: false, settled: [] })
    const words = describeRevision(before)
    expect(words).toContain(
      `低收入居民基本生活费用 4.0%(区划 ${place},2026-08-10 发布)→ 8.0%(区划 ${place},2026-08-19 发布)`,
    )
    expect(words).toMatch(/当时 {2}2026-07 区划 \d{6} 启动价格补贴.*4\.0%.*未达到 5%/)
    expect(words).toMatch(/现在 {2}2026-07 区划 \d{6} 启动价格补贴.*8\.0%.*\)达到 5%/)
    expect(words).toContain(`huimin run calculate ${number}`)

    await submitRun(context, number)
    expect(handlingOf(await july(place))).toBe('reject-or-next-run')
    await rejectRun(context.as('复核甲'), number, '示例')
    expect(handlingOf(await july(place))).toBe('recalculate')
    later()
    await calculateRun(context, number)
    expect((await july(place)).change).toBeNull()
  })

  test('what was approved stands; the difference is for the next price run, and then in it', async () => {
    const place = await newCounty()
    const number = await approved(place, JULY)
    await publish(place, JULY, COST, '8.0', '2026-08-19')
    const open = await july(place)
    expect([handlingOf(open), open.run!.totalFen]).toEqual(['next-run', 24480n])
    expect(describeRevision(open)).toContain(`批次 ${number},9 人 244.80 元`)
    expect(describeRevision(open)).toContain(
      '已复核的明细不改;差额将在下一个价格补贴批次中列为补发或追回,由复核人决定。',
    )
    expect(revisionJson(open)).toMatchObject({
      figures: [{ index: 'low-income-living-cost', before: { rise: '4.0' }, now: { rise: '8.0', area: place } }],
      handling: 'next-run',
      before: { outcome: 'fired' },
      now: { outcome: 'fired' },
    })

    await publish(place, AUGUST, FOOD, '1.0')
    await publish(place, AUGUST, COST, '1.0')
    await approved(place, AUGUST)
    const settled = await july(place)
    expect([handlingOf(settled), settled.revised, settled.caughtUp]).toEqual(['settled', true, true])

    await publish(place, JULY, COST, '9.0', '2026-08-25')
    expect(handlingOf(await july(place))).toBe('next-run')
  })

  test('a month that did not fire and now would, one that was undecided and now is not', async () => {
    const place = await newCounty()
    await publish(place, JUNE, FOOD, '5.9')
    await publish(place, JUNE, COST, '4.9')
    await publish(place, AUGUST, FOOD, '3.0')
    for (const month of [JUNE, AUGUST]) await approved(place, month)
    await publish(place, JUNE, FOOD, '6.0', '2026-08-12')
    await publish(place, AUGUST, COST, '5.0', '2026-08-13')
    const months = (await priceStatus(context, place)).filter(({ change }) => change !== null)
    expect(months.map(({ change }) => [change!.month, change!.before.outcome, change!.now.outcome])).toEqual([
      [JUNE, 'not-fired', 'fired'],
      [AUGUST, 'undecided', 'fired'],
    ])
    expect(describeRevision(months[1]!)).toContain('低收入居民基本生活费用 未发布 → 5.0%')
    expect(describeRevision(months[0]!)).toContain('2026-06  批次')
  })

  test('a run that is void says nothing', async () => {
    const place = await newCounty()
    const number = await calculated(place, JULY)
    await publish(place, JULY, COST, '8.0')
    await voidRun(context, number, '示例')
    expect(await july(place)).toMatchObject({ run: null, revised: false, change: null })
  })
})

test('lines that a later price run has for the month are counted, with their run and type', async () => {
  const place = await newCounty()
  await approved(place, JULY)
  await publish(place, AUGUST, FOOD, '6.0')
  await publish(place, AUGUST, COST, '4.0')
  const number = await calculated(place, AUGUST)
  for (const [type, person, fen] of [['arrears', 1, 500], ['arrears', 2, 700], ['recovery', 3, -300]]) // biome-ignore format: a table
    await database.pool.query(
      `INSERT INTO line (county, run_month, run_id, attempt, household_no, person_no, programme, component, benefit_month,
         type, item, enrolment_no, payee_no, area, persons, amount_fen, formula, basis)
       SELECT county, month, run_id, 1, '示例', $2::bigint, 'price-subsidy', 'price-subsidy', '2026-07', $3, '价格临时补贴', '示例', 1,
         county || '001001', 1, $4::bigint, '示例', '示例' FROM run WHERE number = $1`,
      [number, person, type, fen],
    )
  expect((await july(place)).settled).toEqual([
    { run: number, state: 'calculated', type: 'arrears', persons: 2, totalFen: 1200n },
    { run: number, state: 'calculated', type: 'recovery', persons: 1, totalFen: -300n },
  ])
  await publish(place, JULY, COST, '8.0')
  const words = describeRevision(await july(place))
  expect(words).toContain(`此前已列出 批次 ${number} 补发 2 人 12.00 元;批次 ${number} 追回 1 人 -3.00 元。`)
})

test.each(['', '37130', '3713029', 'abc', '99'])('the area 「%s」 is refused', async (area) => {
  await expect(priceStatus(context, area)).rejects.toMatchObject({ problems: [{ code: 'price.area-invalid' }] })
})
