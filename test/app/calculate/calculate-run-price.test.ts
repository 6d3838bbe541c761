import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { verifyRun } from '../../../src/app/inquiry/verify-run.ts'
import { loadPolicies } from '../../../src/app/policy/policy-load.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../../src/app/run/runs.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { familyPicks, MIXED_POLICY, mixed, mixedRows } from '../../support/mixed-county.ts'
import { importRows, type TestContext, testContext } from '../../support/registry.ts'
import { type CountyRows, importCounty, linesOf, rowCounts } from '../../support/sample-county.ts'

const database = await testDatabase()
const MONTH = '2026-07'
let context: TestContext
let county = 370200
const nextCounty = () => String(++county)

const figure = (指标: string, 同比涨幅: string, 区划代码 = '') => ({
  ...{ 区划代码, 月份: MONTH, 指标, 同比涨幅, 发布日期: '2026-08-10' },
})

beforeAll(async () => {
  context = await testContext(database)
  await loadPolicies(context, [MIXED_POLICY])
  await importRows(context, 'indices', [figure('食品价格', '6.0'), figure('低收入居民基本生活费用', '4.0')])
})

async function runsOf(rows: CountyRows, place: string, chunkSize?: number): Promise<{ regular: Run; price: Run }> {
  await importCounty(context, rows)
  const calculated = async (kind: 'regular' | 'price') => {
    const { run } = await openRun(context, { county: place, month: MONTH, kind })
    return (await calculateRun(context, run.number, chunkSize ? { chunkSize } : {})).run
  }
  return { regular: await calculated('regular'), price: await calculated('price') }
}

const withoutCounty = (lines: string[], place: string) => lines.map((line) => line.replaceAll(`${place}-`, ''))

test('neither the order of rows nor the size of chunks changes a subsidy', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(familyPicks, fc.infiniteStream(fc.nat()), async (picks, keys) => {
      const [one, other] = [nextCounty(), nextCounty()]
      const { price } = await runsOf(mixedRows(one, picks), one)
      const rows = Object.entries(mixedRows(other, picks)).map(([kind, list]) => [kind, mixed(list, keys)])
      const { price: again } = await runsOf(Object.fromEntries(rows), other, 2)
      expect(withoutCounty(await linesOf(context, again), other)).toEqual(
        withoutCounty(await linesOf(context, price), one),
      )
    }),
    { numRuns: 10 },
  )
})

test('one payment a person, the highest of what the month’s dues give', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(familyPicks, async (picks) => {
      const place = nextCounty()
      const { regular, price } = await runsOf(mixedRows(place, picks), place)
      const subsidies = await amountsByPerson(price)
      expect(subsidies.map(({ lines }) => lines).every((lines) => lines === 1)).toBe(true)
      const expected = await expectedByPerson(regular)
      expect(new Map(subsidies.map(({ person, fen }) => [person, fen]))).toEqual(expected)
      expect(await verifyRun(context, price.number)).toMatchObject({ linesDiffering: 0, problems: [] })
    }),
    { numRuns: 10 },
  )
})

async function amountsByPerson({ county: place, runId }: Run) {
  const { rows } = await database.pool.query(
    `SELECT person_no AS person, sum(amount_fen)::int AS fen, count(*)::int AS lines FROM line
     WHERE county = $1 AND run_id = $2 GROUP BY person_no`,
    [place, runId],
  )
  return rows as { person: string; fen: number; lines: number }[]
}

/**
 * Worked out of the regular month's own lines: 4 % of the greatest standard that a line gives the person. Who shares a
 * household's dibao is everybody alive and covered in it whom no exclusion took out.
 */
async function expectedByPerson({ county: place, runId }: Run): Promise<Map<string, number>> {
  const { rows } = await database.pool.query(
    `WITH due AS (SELECT * FROM line WHERE county = $1 AND run_id = $2),
     taken_out AS (SELECT enrolment_no, person_no FROM exception
       WHERE county = $1 AND run_id = $2 AND code = 'exclusion.not-kept'),
     base AS (
       SELECT m.person_no, CASE due.programme WHEN 'urban-dibao' THEN 68000 ELSE 56000 END AS fen
       FROM due JOIN member_fact m USING (county, household_no)
       WHERE due.component = 'top-up' AND m.covered AND m.died_on IS NULL
         AND (due.enrolment_no, m.person_no) NOT IN (SELECT * FROM taken_out)
       UNION ALL
       SELECT person_no, CASE residence WHEN 'urban' THEN 68000 ELSE 56000 END
       FROM due JOIN household_fact USING (county, household_no) WHERE component = 'tekun-basic'
       UNION ALL
       SELECT person_no, amount_fen FROM due WHERE programme IN ('orphan', 'unsupported-child'))
     SELECT person_no AS person, round(max(fen) * 0.04)::int AS fen FROM base GROUP BY person_no`,
    [place, runId],
  )
  return new Map(rows.map(({ person, fen }) => [person, fen]))
}

describe('a price month is worked out once', () => {
  const picks = fc.sample(familyPicks, { seed: 20260721, numRuns: 20 }).find((families) => families.length > 6)!
  let price: Run

  beforeAll(async () => {
    const place = nextCounty()
    price = (await runsOf(mixedRows(place, picks), place)).price
  })

  test('opening and calculating it again changes nothing', async () => {
    const before = await rowCounts(context)
    const { run, opened } = await openRun(context, { county: price.county, month: MONTH, kind: 'price' })
    expect([run.number, opened]).toEqual([price.number, false])
    expect((await calculateRun(context, run.number)).how).toBe('unchanged')
    expect(await rowCounts(context)).toEqual(before)
    expect((await linesOf(context, price)).length).toBeGreaterThan(3)
  })

  test('a figure published anew makes a calculated month be worked out anew, an approved one never', async () => {
    const before = await linesOf(context, price)
    const area = price.county
    await importRows(context, 'indices', [figure('低收入居民基本生活费用', '8.0', area)])
    expect((await calculateRun(context, price.number)).how).toBe('calculated')
    const revised = await linesOf(context, price)
    expect(revised).not.toEqual(before)
    expect(revised.every((line) => line.includes('×8.0%'))).toBe(true)

    await submitRun(context, price.number)
    await approveRun(context.as('复核甲'), price.number)
    await importRows(context, 'indices', [figure('低收入居民基本生活费用', '1.0', area)])
    await expect(calculateRun(context, price.number)).rejects.toThrow()
    expect(await linesOf(context, price)).toEqual(revised)
    const verified = await verifyRun(context.as('审计甲'), price.number)
    expect(verified).toMatchObject({ linesDiffering: 0, seal: 'matches', problems: [] })
  })
})
