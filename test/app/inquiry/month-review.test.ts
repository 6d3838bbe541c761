import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { reviewMonth } from '../../../src/app/inquiry/month-review.ts'
import { reconcileRun } from '../../../src/app/reconcile/reconcile-run.ts'
import { usedText } from '../../../src/calculation/line-used.ts'
import { percentOf } from '../../../src/kernel/percent.ts'
import type { Arithmetic, Means, UsedCategory } from '../../../src/rules/used.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, type MadeLine, Payroll } from '../../support/payroll.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
const BEFORE = '2027-01'
const NOW = '2027-02'

const supplement = (person: string, amountFen: number, category: string, standardFen = 60000) => ({
  component: 'classified-supplement',
  person,
  amountFen,
  standardFen,
  used: used({ categories: categories(category) }, 'other'),
})
const topUp = (amountFen: number, means: Means = {}, persons = 2, standardFen = 60000) => ({
  amountFen,
  persons,
  standardFen,
  used: used(means),
})
const taper = (amountFen: number, means: Means) => ({
  ...{ programme: 'taper', component: 'taper', amountFen, standardFen: null },
  used: used(means),
})
const price = (amountFen: number, means: Means, standardFen = 60000) => ({
  ...{ programme: 'price-subsidy', component: 'price-subsidy', person: 'priced', amountFen, standardFen },
  used: used(means),
})
const tekun = (amountFen: number, choice: string, cites = 'Ab3xYz') => ({
  ...{ programme: 'tekun', component: 'tekun-care', person: 'cared', amountFen, standardFen: amountFen },
  used: used({ choice }, 'product', cites),
})
type Side = Partial<MadeLine> & { readonly amountFen: number }

function used(means: Means, arithmetic: Arithmetic = 'product', cites = 'Ab3xYz'): string {
  return usedText({ cites, arithmetic, means })
}

/** `老年人70` → 老年人 by seventy. */
function categories(word: string): UsedCategory[] {
  const [, category, age] = /^(\D+)(\d*)$/.exec(word)!
  return [{ category: category as UsedCategory['category'], age: age === '' ? null : Number(age) }]
}

const plain = topUp(120000)
const floorInYuan = (yuan: number, persons = 2) => ({
  ...topUp(yuan * 100 * persons, { income: '1700.00', floor: 'person', standard: '600.00' }, persons, yuan * 100),
})
const floorOf = (percent: string, standardFen = 60000, amountFen = (standardFen * Number(percent) * 2) / 100) =>
  topUp(amountFen, { income: '1700.00', floor: 'person', ratio: percent }, 2, standardFen)

/** One family each: what was lined up before and now, and the cause that must be told. */
const CASES: [name: string, before: Side[], now: Side[], kind: string, cause: string][] = [
  ['标准提高', [topUp(100000, { income: '200.00' })], [topUp(108000, { income: '200.00' }, 2, 64000)], '变动', '标准'],
  ['收入增加', [topUp(100000, { income: '200.00' })], [topUp(80000, { income: '400.00' })], '变动', '收入'],
  ['收入除不尽', [topUp(120000, { size: 3 })], [topUp(113333, { income: '100.00', size: 3 })], '变动', '收入'],
  ['添了一人', [plain], [topUp(180000, {}, 3)], '变动', '人数'],
  [
    '家庭人口增加',
    [topUp(100000, { income: '200.00' })],
    [topUp(106667, { income: '200.00', size: 3 })],
    '变动',
    '人数',
  ],
  [
    '标准和收入',
    [topUp(100000, { income: '200.00' })],
    [topUp(118000, { income: '100.00' }, 2, 64000)],
    '变动',
    '标准、收入',
  ],
  ['收入增加到保底', [topUp(20000, { income: '1000.00' })], [floorInYuan(50)], '变动', '收入、保底'],
  ['保底额提高', [floorInYuan(50)], [floorInYuan(55)], '变动', '保底'],
  ['保底的一户添了一人', [floorInYuan(50)], [floorInYuan(50, 3)], '变动', '人数'],
  ['保底随标准', [floorOf('10')], [floorOf('10', 64000)], '变动', '标准'],
  ['保底比例提高', [floorOf('10')], [floorOf('15')], '变动', '保底'],
  ['换了档次', [topUp(80000, { tier: 'B' }, 2, 40000)], [topUp(100000, { tier: 'A' }, 2, 50000)], '变动', '档次'],
  ['档次的金额提高', [topUp(80000, { tier: 'B' }, 2, 40000)], [topUp(84000, { tier: 'B' }, 2, 42000)], '变动', '标准'],
  ['改为分档', [topUp(100000, { income: '200.00' })], [topUp(84000, { tier: 'B' }, 2, 42000)], '变动', '档次、收入'],
  ['单人保的比例', [topUp(42000, { ratio: '0.7' }, 1)], [topUp(45000, { ratio: '0.75' }, 1)], '变动', '比例'],
  [
    '渐退到下一季',
    [taper(108000, { base: '1200.00', quarter: 0, ratio: '0.9' })],
    [taper(96000, { base: '1200.00', quarter: 1, ratio: '0.8' })],
    '变动',
    '渐退季度',
  ],
  [
    '渐退基数更正',
    [taper(108000, { base: '1200.00', quarter: 0, ratio: '0.9' })],
    [taper(90000, { base: '1000.00', quarter: 0, ratio: '0.9' })],
    '变动',
    '渐退基数',
  ],
  ['物价涨得更多', [price(2400, rise('4'))], [price(3000, rise('5'))], '变动', '价格指数'],
  ['价格补贴的标准', [price(2400, rise('4'))], [price(2560, rise('4'), 64000)], '变动', '标准'],
  ['价格补贴加倍', [price(2400, rise('4'))], [price(4800, { ...rise('4'), multiplier: '2' })], '变动', '倍数'],
  [
    '价格补贴的保底',
    [price(2400, rise('4'))],
    [price(1000, { ...rise('1'), floor: 'person' })],
    '变动',
    '价格指数、保底',
  ],
  ['护理等级', [tekun(17600, '分散-自理')], [tekun(44000, '分散-半护理')], '变动', '类别'],
  ['护理标准', [tekun(17600, '分散-自理')], [tekun(18000, '分散-自理', 'Zz9-_a')], '变动', '标准'],
  ['满七十岁', [plain], [plain, supplement('old', 6000, '老年人70')], '变动', '年龄'],
  ['满六十五岁', [plain], [plain, supplement('older', 6000, '老年人65')], '变动', '年龄'],
  ['老年人的年龄放宽', [plain], [plain, supplement('older', 6000, '老年人60')], '变动', '分类施保'],
  ['满十八岁之后', [plain, supplement('young', 6000, '未成年人')], [plain], '变动', '年龄'],
  ['未成年人不再保障', [plain, supplement('child', 6000, '未成年人')], [plain], '变动', '分类施保'],
  ['新病重', [plain], [plain, supplement('ill', 18000, '重病')], '变动', '分类施保'],
  ['残疾加重', [plain, supplement('ill', 6000, '残疾')], [plain, supplement('ill', 12000, '重残')], '变动', '分类施保'],
  [
    '标准带动分类施保',
    [plain, supplement('ill', 18000, '重病')],
    [topUp(128000, {}, 2, 64000), supplement('ill', 19200, '重病', 64000)],
    '变动',
    '标准',
  ],
  ['补发', [plain], [plain, { type: 'arrears', month: '2026-12', amountFen: 5000 }], '补退', '补发'],
  [
    '收入减少并补发',
    [topUp(100000, { income: '200.00' })],
    [topUp(110000, { income: '100.00' }), { type: 'arrears', month: '2026-12', amountFen: 10000 }],
    '变动',
    '收入、补发',
  ],
  ['追回', [plain], [plain, { type: 'recovery', month: '2026-12', amountFen: -7000 }], '补退', '追回'],
  ['上月有补发', [plain, { type: 'arrears', month: '2026-12', amountFen: 5000 }], [plain], '补退', '上月有补发或追回'],
  ['旧版的上月,收入', [old(plain)], [topUp(100000, { income: '200.00' })], '变动', '收入等'],
  ['旧版的上月,标准', [old(plain)], [topUp(128000, {}, 2, 64000)], '变动', '标准'],
  ['旧版的上月,满十八岁', [plain, old(supplement('young', 6000, '未成年人'))], [plain], '变动', '年龄'],
  [
    '旧版的上月,渐退',
    [old(taper(108000, {}))],
    [taper(96000, { base: '1200.00', quarter: 1 })],
    '变动',
    '渐退季度或基数',
  ],
  ['新来', [], [plain], '新增', '恢复或补登记'],
  ['走了', [plain], [], '退出', '不再发放'],
]

function rise(ratio: string): Means {
  return { index: 'low-income-living-cost', ratio }
}

/** As a version that kept no data stored it. */
function old({ used: _, ...side }: Side): Side {
  return side
}

const household = (name: string) => `示例-${String(CASES.findIndex(([one]) => one === name) + 1).padStart(2, '0')}`
const folder = () => join(payroll.folder, 'out')

beforeAll(async () => {
  await payroll.bornOn('old', '1957-02-20')
  await payroll.bornOn('older', '1962-02-01')
  await payroll.bornOn('child', '2015-05-05')
  await payroll.bornOn('young', '2009-01-31')
  const lines: MadeLine[][] = [[], []]
  for (const [name, before, now] of CASES) {
    await payroll.account({ owner: name, account: `6217${household(name).replace(/\D/g, '').padStart(15, '0')}` })
    const of = (side: Side): MadeLine => ({ payee: name, household: household(name), ...side })
    lines[0]!.push(...before.map(of))
    lines[1]!.push(...now.map(of))
  }
  const first = await payroll.approved(lines[0]!, BEFORE)
  const second = await payroll.approved(lines[1]!, NOW)
  for (const run of [first, second]) await exportRun(maker, run.number, { out: folder() })
  await reconcileRun(maker, second.number, { out: folder() })
})

function changes(): Record<string, string>[] {
  return parse(readFileSync(join(folder(), '环比变动.csv'), 'utf8'), { bom: true, columns: true })
}

test.each(CASES)('%s', (name, before, now, kind, cause) => {
  const row = changes().find(({ 家庭编号 }) => 家庭编号 === household(name))!
  const normal = (side: Side[]) =>
    side.filter(({ type }) => type === undefined).reduce((sum, { amountFen }) => sum + amountFen, 0) / 100
  expect(row).toMatchObject({ 变动: kind, 原因: cause })
  expect([row.上月金额, row.本月金额]).toEqual([normal(before).toFixed(2), normal(now).toFixed(2)])
})

describe('the reviewer’s first page', () => {
  const number = (month: string) => `${COUNTY}-${month.replace('-', '')}-R1`

  test('adds up to the two runs, whole and by township and programme', async () => {
    const review = await reviewMonth(payroll.as('复核'), number(NOW))
    const total = (of: (typeof CASES)[number][1][]) => BigInt(of.flat().reduce((sum, one) => sum + one.amountFen, 0))
    const sum = (side: 'before' | 'now') => review.totals.reduce((fen, one) => fen + one[side].fen, 0n)
    expect(review.before).toBe(BEFORE)
    expect(sum('before')).toBe(total(CASES.map(([, before]) => before)))
    expect(sum('now')).toBe(total(CASES.map(([, , now]) => now)))
    expect(
      review.totals.map(({ township, programme, came, left }) => `${township} ${programme} ${came} ${left}`),
    ).toEqual([
      '371302001 price-subsidy 0 0',
      '371302001 taper 0 0',
      '371302001 tekun 0 0',
      '371302001 urban-dibao 1 1',
    ])
  })

  test('names the largest changes first, with their causes', async () => {
    const { largest } = await reviewMonth(payroll.as('复核'), number(NOW))
    expect(largest.slice(0, 3).map(({ householdNo, cause }) => `${householdNo} ${cause}`)).toEqual([
      `${household('新来')} 恢复或补登记`,
      `${household('走了')} 不再发放`,
      `${household('添了一人')} 人数`,
    ])
    expect(largest.every(({ maskedId }) => /\*{10}/.test(maskedId))).toBe(true)
  })

  test('has nothing to compare the first month with', async () => {
    const review = await reviewMonth(payroll.as('复核'), number(BEFORE))
    expect(review).toMatchObject({ before: null, largest: [] })
    expect(review.totals.every(({ before }) => before.fen === 0n)).toBe(true)
  })

  test('is there before approval, and refused before calculation', async () => {
    const run = await payroll.open('2027-03')
    expect(await refusedCodes(reviewMonth(maker, run.number))).toEqual(['review.not-calculated'])
    await payroll.calculate(run, [{ payee: '新来', household: household('新来'), amountFen: 1 }])
    expect(await reviewMonth(maker, run.number)).toMatchObject({ before: NOW })
  })
})

describe('percent', () => {
  test.each([
    [833n, 10000n, '+8.33%'],
    [-1n, 3n, '-33.33%'],
    [1n, 20000n, '+0.01%'], // half up
    [1n, 20001n, '+0.00%'],
    [0n, 5n, '+0.00%'],
    [5n, 0n, ''],
  ])('%s of %s is %s', (part, whole, text) => {
    expect(percentOf(part, whole)).toBe(text)
  })

  test('is within half a hundredth of the quotient', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(1n, 10n ** 12n), (part, whole) => {
        const hundredths = BigInt(percentOf(part, whole).replace(/[+.%]/g, ''))
        const off = hundredths * whole - part * 10000n
        expect((off < 0n ? -off : off) * 2n <= whole).toBe(true)
      }),
    )
  })
})
