import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { loadPolicies } from '../../../src/app/policy/policy-load.ts'
import { DECISION_FILE, reportPriceDecision, writePriceDecision } from '../../../src/app/price/price-decision-report.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun, voidRun } from '../../../src/app/run/runs.ts'
import { decisionJson } from '../../../src/cli/price-decision-json.ts'
import { describePage } from '../../../src/cli/price-page.ts'
import { testDatabase } from '../../support/database.ts'
import { type FamilyPick, familyPicks, MIXED_POLICY, mixedRows } from '../../support/mixed-county.ts'
import { importRows, type TestContext, testContext } from '../../support/registry.ts'
import { importCounty } from '../../support/sample-county.ts'

const database = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'huimin-decision-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const MONTH = '2026-07'
let context: TestContext
let county = 370500
let minute = 0
let folders = 0

const figure = (区划代码: string, 指标: string, 同比涨幅: string, 发布日期 = '2026-08-10') => ({
  ...{ 区划代码, 月份: MONTH, 指标, 同比涨幅, 发布日期 },
})
const FOOD = '食品价格'
const COST = '低收入居民基本生活费用'
const newFolder = () => join(folder, String(++folders))

/** Time goes on between what a bureau does. */
function later(): void {
  context.setNow(`2026-08-20T01:${String(++minute % 60).padStart(2, '0')}:00.000Z`)
}

beforeAll(async () => {
  context = await testContext(database)
  later()
  await loadPolicies(context, [MIXED_POLICY])
})

/** A new county with families of its own, its figures and a calculated price run. */
async function priceRun(picks: readonly FamilyPick[], figures: (place: string) => ReturnType<typeof figure>[]) {
  const place = String(++county)
  await importCounty(context, mixedRows(place, picks))
  const { run: regular } = await openRun(context, { county: place, month: MONTH, kind: 'regular' })
  const rows = figures(place)
  if (rows.length > 0) await importRows(context, 'indices', rows)
  return { place, regular, price: await calculated(place) }
}

async function calculated(place: string) {
  later()
  const { run } = await openRun(context, { county: place, month: MONTH, kind: 'price' })
  return (await calculateRun(context, run.number)).run
}

async function approve(number: string): Promise<void> {
  await submitRun(context, number)
  await approveRun(context.as('复核甲'), number)
}

const PICKS = fc.sample(familyPicks, { seed: 20260721, numRuns: 20 }).find((families) => families.length > 6)!
const FIRING = (place: string) => [figure(place, FOOD, '6.0'), figure('', COST, '4.0')]

test('whatever the families: groups, lines, payments and yuan are those of the run', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(familyPicks, async (picks) => {
      const { price } = await priceRun(picks, FIRING)
      const report = await reportPriceDecision(context, price.number)
      const { rows } = await database.pool.query(
        `SELECT count(*)::int AS lines, count(DISTINCT person_no)::int AS persons, coalesce(sum(amount_fen), 0)::text AS fen,
           (SELECT coalesce(sum(amount_fen), 0)::text FROM payment p WHERE p.county = $1 AND p.run_id = $2) AS paid
         FROM line WHERE county = $1 AND run_id = $2`,
        [price.county, price.runId],
      )
      const groups = report.areas.flatMap(({ recipients }) => recipients)
      const total = { persons: 0, fen: 0n }
      for (const { persons, totalFen, amounts } of groups) {
        total.persons += persons
        total.fen += totalFen
        expect(amounts.reduce((sum, one) => sum + BigInt(one.persons) * one.amountFen, 0n)).toBe(totalFen)
      }
      expect([total.persons, String(total.fen)]).toEqual([rows[0].persons, rows[0].fen])
      expect([report.totals.lines, String(report.totals.totalFen)]).toEqual([rows[0].lines, rows[0].paid])
    }),
    { numRuns: 8 },
  )
})

describe('the page of a run', () => {
  let place: string
  let number: string

  beforeAll(async () => {
    const made = await priceRun(PICKS, FIRING)
    ;({ place } = made)
    number = made.price.number
  })

  test('is the same bytes for the same state, whatever is published meanwhile; approval adds the names beside it', async () => {
    const out = newFolder()
    const { file } = await writePriceDecision(context, number, { out })
    expect(file).toBe(join(out, DECISION_FILE))
    const draft = readFileSync(file, 'utf8')
    expect(draft).toContain('尚未复核')
    expect(draft).not.toContain('复核甲')
    await importRows(context, 'indices', [figure(place, COST, '9.9')])
    expect((await writePriceDecision(context.as('审计甲'), number, { out })).file).toBe(file)
    expect(readFileSync(file, 'utf8')).toBe(draft)
    expect(draft).not.toContain('9.9')

    await approve(number)
    const signed = await writePriceDecision(context.as('复核甲'), number, { out })
    expect(signed.page.signatures).toEqual([
      ['经办', '经办甲'],
      ['复核', '复核甲'],
      ['日期', '2026-08-20'],
    ])
    expect(readdirSync(out).sort()).toEqual(['价格补贴启动决定.2.html', '价格补贴启动决定.html'])
    expect(readFileSync(file, 'utf8')).toBe(draft)
    expect(readFileSync(signed.file, 'utf8')).not.toContain('尚未复核')
  })

  test('names nobody by number', async () => {
    const { page, report } = await writePriceDecision(context, number, { out: newFolder() })
    const said = describePage(page) + JSON.stringify(decisionJson(report)) + JSON.stringify(page)
    expect(said).not.toMatch(/\d{17}[\dX]/)
  })

  test('tells of each figure whose it is', async () => {
    const { areas } = await reportPriceDecision(context, number)
    expect(areas[0]!.figures.map(({ index, figure: one }) => [index, one?.area, one?.rise])).toEqual([
      ['low-income-living-cost', '', '4.0'],
      ['food', place, '6.0'],
    ])
  })
})

describe('places that are told apart', () => {
  test('a township with figures of its own is decided for itself', async () => {
    const { price, place } = await priceRun(PICKS, (county) => [...FIRING(county), figure(`${county}001`, FOOD, '5.9')])
    const { areas, totals } = await reportPriceDecision(context, price.number)
    expect(areas.map(({ decision }) => [decision.area, decision.outcome])).toEqual([
      [`${place}001`, 'not-fired'],
      [place, 'fired'],
    ])
    expect(areas[0]!.recipients).toEqual([])
    expect(areas[1]!.recipients.reduce((sum, { totalFen }) => sum + totalFen, 0n)).toBe(totals.totalFen)
    const { rows } = await database.pool.query(
      'SELECT DISTINCT left(area, 9) AS area FROM line WHERE county = $1 AND run_id = $2 ORDER BY 1',
      [price.county, price.runId],
    )
    expect(rows.map(({ area }) => area)).toEqual([`${place}002`, `${place}003`])
  })

  test('a month without its figures is undecided, pays nobody and is listed', async () => {
    const { price } = await priceRun(PICKS, (place) => [figure(place, FOOD, '6.0')])
    // the nation's figure came with an earlier county: a month of its own shows that none is there
    const month = '2026-06'
    const { run } = await openRun(context, { county: price.county, month, kind: 'price' })
    await calculateRun(context, run.number)
    const { areas, totals, listed } = await reportPriceDecision(context, run.number)
    expect(areas.map(({ decision }) => decision.outcome)).toEqual(['undecided'])
    expect(areas[0]!.figures.map(({ figure: one }) => one)).toEqual([null, null])
    expect([totals.lines, totals.totalFen]).toEqual([0, 0n])
    expect(listed.map(({ code }) => code)).toContain('price-subsidy.undecided')
  })
})

describe('a figure revised after an earlier run of the month', () => {
  test('a voided run: the page of its successor says what it knew', async () => {
    const { price, place } = await priceRun(PICKS, FIRING)
    await voidRun(context, price.number, '示例:指数有误')
    later()
    await importRows(context, 'indices', [figure(place, FOOD, '5.9', '2026-08-18')])
    const again = await calculated(place)
    expect(again.number).not.toBe(price.number)
    const { changes } = await reportPriceDecision(context, again.number)
    expect(changes).toMatchObject([{ month: MONTH, run: price.number }])
    expect(changes[0]!.change!.figures).toMatchObject([
      {
        index: 'food',
        before: { rise: '6.0', publishedOn: '2026-08-10' },
        now: { rise: '5.9', publishedOn: '2026-08-18' },
      },
    ])
    expect(changes[0]!.change).toMatchObject({ before: { outcome: 'fired' }, now: { outcome: 'not-fired' } })
  })

  test('a rejected run that is worked out anew; before that nothing was revised', async () => {
    const { price, place } = await priceRun(PICKS, FIRING)
    expect((await reportPriceDecision(context, price.number)).changes).toEqual([])
    await submitRun(context, price.number)
    await rejectRun(context.as('复核甲'), price.number, '示例')
    later()
    await importRows(context, 'indices', [figure(place, COST, '8.0')])
    await calculateRun(context, price.number)
    const { changes, attempt } = await reportPriceDecision(context, price.number)
    expect(attempt).toBe(2)
    expect(changes.map(({ change }) => change!.figures.map(({ before, now }) => [before?.rise, now?.rise]))).toEqual([
      [['4.0', '8.0']],
    ])
  })

  test('an earlier index month, revised and not; what happens to that run later changes nothing', async () => {
    const { place } = await priceRun(PICKS, FIRING)
    const month = '2026-08'
    const next = async () => {
      later()
      const { run } = await openRun(context, { county: place, month, kind: 'price' })
      return (await calculateRun(context, run.number)).run
    }
    const first = await next()
    expect((await reportPriceDecision(context, first.number)).changes).toMatchObject([{ month: MONTH, change: null }])
    await voidRun(context, first.number, '示例')
    later()
    await importRows(context, 'indices', [figure(place, FOOD, '6.5')])
    const second = await next()
    const told = (await reportPriceDecision(context, second.number)).changes
    expect(told.map((one) => [one.month, one.change?.figures.length ?? 0])).toEqual([
      [MONTH, 1],
      [month, 0],
    ])
    later()
    await voidRun(context, `${place}-202607-P1`, '示例')
    expect((await reportPriceDecision(context, second.number)).changes).toEqual(told)
  })
})

describe('refused', () => {
  test('another kind of run, one that is not calculated, somebody unknown', async () => {
    const { regular, place } = await priceRun(PICKS.slice(0, 3), FIRING)
    const out = newFolder()
    const write = (who: string, number: string) => writePriceDecision(context.as(who), number, { out })
    await expect(write('经办甲', regular.number)).rejects.toMatchObject({
      problems: [{ code: 'price.not-a-price-run' }],
    })
    const { run } = await openRun(context, { county: place, month: '2026-09', kind: 'price' })
    await expect(write('经办甲', run.number)).rejects.toMatchObject({ problems: [{ code: 'price.not-calculated' }] })
    await expect(write('路人', `${place}-202607-P1`)).rejects.toMatchObject({ problems: [{ code: 'user.unknown' }] })
    await expect(write('经办甲', '没有的批次')).rejects.toMatchObject({ problems: [{ code: 'run.unknown' }] })
    expect(existsSync(out)).toBe(false)
  })
})
