import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { loadPolicies } from '../../../src/app/policy/policy-load.ts'
import { publishList } from '../../../src/app/reconcile/publish-list.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../../src/app/run/runs.ts'
import { formatYuan } from '../../../src/kernel/money.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { type FamilyPick, MIXED_POLICY, mixedRows } from '../../support/mixed-county.ts'
import { importRows, type TestContext, testContext } from '../../support/registry.ts'
import { importCounty } from '../../support/sample-county.ts'
import { fenSum, type Row, rowsOf } from '../pack/support.ts'

const database = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'huimin-public-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const COUNTY = '379903'
const PLAIN: FamilyPick = {
  ...{ rural: false, income: 0, dibao: null, claims: [], grade: 0, shared: 3, covered: true, died: false },
}
const claim = (programme: string, person: number, variant = 0) => ({ person, programme, variant, from: 1, named: 1 })
const disabled = { ...PLAIN, grade: 1, claims: [claim('困难残疾人生活补贴', 0), claim('重度残疾人护理补贴', 1)] }

/** Families 0, 3, 6 … stand in the first township, 1, 4, 7 … in the second, the others in the third. */
const picks: FamilyPick[] = [
  { ...PLAIN, dibao: '城市低保' },
  { ...PLAIN, claims: [claim('特困人员', 1)] },
  disabled,
  { ...PLAIN, claims: [claim('艾滋病病毒感染儿童', 2)] },
  { ...PLAIN, claims: [claim('孤儿', 2, 1)] },
  // 一事一议 is told by name, 重病 is not
  { ...PLAIN, claims: [claim('临时救助', 0, 1), claim('临时救助', 1, 3)] },
  { ...PLAIN, rural: true, dibao: '农村低保', income: 1000 },
  disabled,
]
let maker: TestContext
let regular: Run
let price: Run

beforeAll(async () => {
  maker = await testContext(database)
  maker.setNow('2026-07-05T01:00:00.000Z')
  await loadPolicies(maker, [MIXED_POLICY])
  await importCounty(maker, mixedRows(COUNTY, picks))
  const figures = { 区划代码: '', 月份: '2026-07', 发布日期: '2026-08-09' }
  await importRows(maker, 'indices', [{ ...figures, 指标: '低收入居民基本生活费用', 同比涨幅: '6.0' }])
  regular = await approved('regular')
  price = await approved('price')
}, 120_000)

async function approved(kind: 'regular' | 'price'): Promise<Run> {
  const { run } = await openRun(maker, { county: COUNTY, month: '2026-07', kind })
  await calculateRun(maker, run.number)
  const early = await publishList(maker, run.number, { out: join(folder, '早.csv') }).catch(
    (error) => error.problems[0],
  )
  expect(early.code).toBe('publish-list.not-approved')
  await submitRun(maker, run.number)
  await approveRun(maker.as('复核甲'), run.number)
  return run
}

/** The posted lines, without the notes under them. */
function posted(file: string): { rows: Row[]; notes: string[] } {
  const all = rowsOf(folder, file)
  return {
    rows: all.filter((row) => row.乡镇 !== '说明'),
    notes: all.filter((row) => row.乡镇 === '说明').map((row) => row.村!),
  }
}

async function totals(run: Run): Promise<Record<string, string>> {
  const { rows } = await database.pool.query(
    `SELECT programme, sum(amount_fen)::bigint AS fen FROM line WHERE county = $1 AND run_id = $2 GROUP BY programme`,
    [run.county, run.runId],
  )
  return Object.fromEntries(rows.map((row) => [row.programme, row.fen]))
}

test('who gets what in each village, with nothing that tells of illness or disability', async () => {
  const written = await publishList(maker, regular.number, { out: join(folder, '名单.csv') })
  const { rows } = posted('名单.csv')
  expect(rows.map((row) => [row.村, row.姓名, row.补贴项目, row.人数, row.享受月份])).toEqual([
    ['="379903001001"', '示****', '城市低保', '3', '2026-07'],
    ['="379903001001"', '示****', '农村低保', '3', '2026-07'],
    ['="379903002001"', '示****', '特困人员', '1', '2026-07'],
    ['="379903002001"', '未成年人', '孤儿', '1', '2026-07'],
    ['="379903003001"', '示****', '临时救助', '1', '2026-07'],
  ])
  const paid = await totals(regular)
  expect(Object.keys(paid)).toEqual(expect.arrayContaining(['hiv-child', 'disability-living', 'disability-nursing']))
  const all = Object.values(paid).reduce((sum, fen) => sum + BigInt(fen), 0n)
  expect(written.totalFen + written.unnamed.fen).toBe(all)
  expect(fenSum(rows, '金额')).toBe(Number(written.totalFen))
  expect(written.unnamed.persons).toBe(1 + 4 + 1)
  for (const code of ['urban-dibao', 'rural-dibao', 'tekun', 'orphan'])
    expect(rows.some((row) => row.金额 === formatYuan(BigInt(paid[code]!)))).toBe(true)
})

test('what is not told by name is one sum, and not even that where it is fewer than five', async () => {
  const { notes } = posted('名单.csv')
  expect(notes.at(-1)).toMatch(/^涉及残疾、疾病隐私的补贴.*合计 6 人、[\d,]+\.\d\d 元。$/)
  await publishList(maker, regular.number, { out: join(folder, '一乡.csv'), township: '379903001' })
  const one = posted('一乡.csv')
  expect(one.rows.map((row) => row.补贴项目)).toEqual(['城市低保', '农村低保'])
  expect(one.notes.at(-1)).toMatch(/不足 5 人,人数和金额从略。$/)
  expect(one.notes.join()).not.toContain('1848')
})

test('a price subsidy is told with its payee, so that no child of a household is', async () => {
  await publishList(maker, price.number, { out: join(folder, '价格.csv') })
  const { rows } = posted('价格.csv')
  expect(rows.map((row) => [row.姓名, row.补贴项目, row.人数, row.金额])).toEqual([
    ['示****', '价格临时补贴', '3', '122.40'],
    ['示****', '价格临时补贴', '3', '100.80'],
    ['示****', '价格临时补贴', '1', '40.80'],
    ['未成年人', '价格临时补贴', '1', '110.88'],
  ])
})

test('no number, full name, household, arithmetic or name of a revealing programme stands in table or page', async () => {
  const { members, accounts, households } = mixedRows(COUNTY, picks)
  const words = [
    ...members.flatMap((row) => [row.身份证号!, row.姓名!, row.身份证号!.slice(-4)]),
    ...accounts.map((row) => row.账号!),
    ...households.map((row) => row.家庭编号!),
    ...['艾滋', '困难残疾人', '护理补贴', '×', '示例民发'],
  ]
  for (const name of ['名单.csv', '名单.html', '价格.csv', '价格.html']) {
    const text = readFileSync(join(folder, name), 'utf8')
    for (const word of words) expect([name, word, text.includes(word)]).toEqual([name, word, false])
  }
})

test('the page has a sheet for each village, whose sum re-adds', () => {
  const sheets = readFileSync(join(folder, '名单.html'), 'utf8').split('<section>').slice(1)
  expect(sheets).toHaveLength(3)
  const { rows } = posted('名单.csv')
  for (const sheet of sheets) {
    const village = /村 (\d{12})/.exec(sheet)![1]
    const amounts = [...sheet.matchAll(/<td class="right">([\d,.]+)<\/td>/g)].map(([, yuan]) =>
      yuan!.replaceAll(',', ''),
    )
    const fen = amounts.map((yuan) => Math.round(Number(yuan) * 100))
    expect(fen.at(-1)).toBe(fen.slice(0, -1).reduce((sum, one) => sum + one, 0))
    expect(fen.at(-1)).toBe(
      fenSum(
        rows.filter((row) => row.村 === `="${village}"`),
        '金额',
      ),
    )
  }
})

test('the same list again is the same bytes under the same name; another county is refused', async () => {
  const before = readFileSync(join(folder, '名单.csv'))
  const again = await publishList(maker.as('审计甲'), regular.number, { out: join(folder, '名单.csv') })
  expect(again.files).toEqual([join(folder, '名单.csv'), join(folder, '名单.html')])
  expect(readFileSync(join(folder, '名单.csv'))).toEqual(before)
  const other = publishList(maker, regular.number, { out: join(folder, '外.csv'), township: '379904001' })
  expect((await other.catch((error) => error.problems[0])).code).toBe('publish-list.other-township')
})

test('a township where nobody has a line is refused: an empty list on the wall would say that nobody there is paid', async () => {
  const path = join(folder, '空乡.csv')
  const nobody = publishList(maker, regular.number, { out: path, township: '379903999' })
  expect((await nobody.catch((error) => error.problems[0])).code).toBe('publish-list.empty-township')
  expect(existsSync(path)).toBe(false)
})
