import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { loadPolicies } from '../../../src/app/policy/policy-load.ts'
import { packageRoot } from '../../../src/db/package-root.ts'
import { testDatabase } from '../../support/database.ts'
import { Months } from '../../support/months.ts'
import { testContext } from '../../support/registry.ts'
import { type CountyRows, importCounty, sampleRows } from '../../support/sample-county.ts'

const context = await testContext(await testDatabase())
const folder = mkdtempSync(join(tmpdir(), 'huimin-places-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const shipped = (file: string) => join(packageRoot, 'policies', file)

/** The shipped document as far as it was known before: with the values of the article 调整前 alone. */
function asKnownBefore(file: string): string {
  const document = parse(readFileSync(shipped(file), 'utf8'))
  const path = join(folder, file)
  const sets = document.sets.filter(({ article }: { article: string }) => article === '调整前')
  writeFileSync(path, stringify({ ...document, articles: { 调整前: document.articles.调整前 }, sets }))
  return path
}

/** A few hundred made-up families with plain dibao, registered since 2021. */
function families(place: string): CountyRows {
  const rows = sampleRows(240, place, `示例${place}`)
  const plain = rows.enrolments.filter((row) => !row.类别 && !row.终止月份)
  const incomes = rows.incomes.map((row, i) => ({ ...row, 月收入: `${(i * 37) % 900}.${i % 10}7` }))
  // the last member is the one who stands in two households
  const text = JSON.stringify({ ...rows, members: rows.members.slice(0, -1), incomes, enrolments: plain })
  return JSON.parse(text.replaceAll('"2025-', '"2021-').replaceAll('"2026-09"', '"2021-01"')) as CountyRows
}

/** Worked out beside the programme, in fen: (standard × 家庭人口 − income) × covered ÷ 家庭人口, half up, not below zero. */
function dueFen(rows: CountyRows, no: string, standardFen: bigint): bigint {
  const size = BigInt(rows.households.find((row) => row.家庭编号 === no)!.家庭人口!)
  const covered = BigInt(rows.members.filter((row) => row.家庭编号 === no && row.保障对象 === '是').length)
  const income = rows.incomes
    .filter((row) => row.家庭编号 === no)
    .reduce((sum, row) => sum + BigInt(row.月收入!.replace('.', '')), 0n)
  const rest = (standardFen * size - income) * covered
  return rest > 0n ? (2n * rest + size) / (2n * size) : 0n
}

interface Standards {
  readonly 城市低保: bigint
  readonly 农村低保: bigint
}

/** Every line that is expected for the run's month and the months in arrears: `家庭编号 month type fen`. */
function expected(rows: CountyRows, month: string, late: readonly string[], before: Standards, after: Standards) {
  return rows.enrolments
    .flatMap(({ 家庭编号: no, 项目: programme }) => {
      const [was, is] = [before, after].map((one) => dueFen(rows, no!, one[programme as '城市低保'])) as [
        bigint,
        bigint,
      ]
      const arrears = late.map((one) => `${no} ${one} arrears ${is - was}`)
      return [...(is > 0n ? [`${no} ${month} normal ${is}`] : []), ...(is > was ? arrears : [])]
    })
    .sort()
}

async function stored(county: Months, month: string): Promise<string[]> {
  const { rows } = await context.database.pool.query(
    'SELECT household_no, benefit_month, type, amount_fen FROM line WHERE county = $1 AND run_month = $2',
    [county.county, month],
  )
  return rows.map((row) => `${row.household_no} ${row.benefit_month} ${row.type} ${row.amount_fen}`).sort()
}

describe('rises that are known late, by the shipped documents, for some hundred families', () => {
  test('Zibo 2023: known in February, January is paid in arrears', async () => {
    const file = '2023-02-28-淄民〔2023〕4号.yaml'
    const county = new Months(context, '370302')
    const rows = families('370302')
    await importCounty(context, rows)
    await loadPolicies(county.on('2023-01-03').context, [asKnownBefore(file)])
    await county.month('2023-01')
    await loadPolicies(county.on('2023-02-28').context, [shipped(file)])
    const february = await county.approve(await county.calculate('2023-02'))
    // 880 → 924 yuan in town, 755 → 801 in the country
    const before = { 城市低保: 88_000n, 农村低保: 75_500n }
    const after = { 城市低保: 92_400n, 农村低保: 80_100n }
    const lines = expected(rows, '2023-02', ['2023-01'], before, after)
    expect(lines.filter((line) => line.includes('arrears')).length).toBeGreaterThan(80)
    expect(await stored(county, '2023-02')).toEqual(lines)
    expect(
      (await county.reasons(february)).every((basis) => basis.endsWith('补发原因:2023-02-28载入淄民〔2023〕4号')),
    ).toBe(true)
    await county.verifyAll()
  })

  test('Baotou 2022: by June half a year is paid in arrears', async () => {
    const file = '2022-06-10-关于提高城乡低保标准的通知(包头2022年报道).yaml'
    const county = new Months(context, '150203')
    const rows = families('150203')
    await importCounty(context, rows)
    await loadPolicies(county.on('2022-01-03').context, [asKnownBefore(file)])
    const late = ['2022-01', '2022-02', '2022-03', '2022-04', '2022-05']
    await county.months(...late)
    await loadPolicies(county.on('2022-06-10').context, [shipped(file)])
    await county.approve(await county.calculate('2022-06'))
    // 795 → 840 yuan in town; 7044 → 7544 a year in the country, 587 → 628.67 a month
    const before = { 城市低保: 79_500n, 农村低保: 58_700n }
    const after = { 城市低保: 84_000n, 农村低保: 62_867n }
    const lines = expected(rows, '2022-06', late, before, after)
    expect(lines.filter((line) => line.includes('arrears')).length).toBeGreaterThan(400)
    expect(await stored(county, '2022-06')).toEqual(lines)
    expect(await stored(county, '2022-05')).toEqual(expected(rows, '2022-05', [], before, before))
    await county.verifyAll()
  })
})
