import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { reviewMonth } from '../../../src/app/inquiry/month-review.ts'
import { reconcileRun } from '../../../src/app/reconcile/reconcile-run.ts'
import { percentOf } from '../../../src/kernel/percent.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, type MadeLine, Payroll } from '../../support/payroll.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
const BEFORE = '2027-01'
const NOW = '2027-02'

const supplement = (person: string, amountFen: number, standardFen = 60000) => ({
  component: 'classified-supplement',
  person,
  amountFen,
  standardFen,
})
const topUp = (formula: string, amountFen: number, persons = 2, standardFen = 60000) => ({
  formula,
  amountFen,
  persons,
  standardFen,
})
type Side = Partial<MadeLine> & { readonly amountFen: number }

/** One family each: what was lined up before and now, and the cause that must be told. */
const CASES: [name: string, before: Side[], now: Side[], kind: string, cause: string][] = [
  ['标准提高', [topUp('(600.00-100.00)×2', 100000)], [topUp('(640.00-100.00)×2', 108000, 2, 64000)], '变动', '标准'],
  ['收入增加', [topUp('(600.00-100.00)×2', 100000)], [topUp('(600.00-200.00)×2', 80000)], '变动', '收入'],
  ['收入除不尽', [topUp('600.00×2', 120000)], [topUp('(600.00×3-100.00)×2÷3', 113333)], '变动', '收入'],
  ['添了一人', [topUp('(600.00-0.00)×2', 120000)], [topUp('600.00×3', 180000, 3)], '变动', '人数'],
  [
    '标准和收入',
    [topUp('(600.00-100.00)×2', 100000)],
    [topUp('(640.00-50.00)×2', 118000, 2, 64000)],
    '变动',
    '标准、收入',
  ],
  [
    '渐退到下一季',
    [{ programme: 'taper', component: 'taper', formula: '1200.00×0.9', amountFen: 108000, standardFen: null }],
    [{ programme: 'taper', component: 'taper', formula: '1200.00×0.8', amountFen: 96000, standardFen: null }],
    '变动',
    '渐退季度',
  ],
  [
    '渐退基数更正',
    [{ programme: 'taper', component: 'taper', formula: '1200.00×0.9', amountFen: 108000, standardFen: null }],
    [{ programme: 'taper', component: 'taper', formula: '1000.00×0.9', amountFen: 90000, standardFen: null }],
    '变动',
    '渐退基数',
  ],
  ['满七十岁', [topUp('600.00×2', 120000)], [topUp('600.00×2', 120000), supplement('old', 6000)], '变动', '年龄'],
  ['满十八岁之后', [topUp('600.00×2', 120000), supplement('young', 6000)], [topUp('600.00×2', 120000)], '变动', '年龄'],
  ['新病重', [topUp('600.00×2', 120000)], [topUp('600.00×2', 120000), supplement('ill', 18000)], '变动', '分类施保'],
  [
    '标准带动分类施保',
    [topUp('600.00×2', 120000), supplement('ill', 18000)],
    [topUp('640.00×2', 128000, 2, 64000), supplement('ill', 19200, 64000)],
    '变动',
    '标准',
  ],
  [
    '补发',
    [topUp('600.00×2', 120000)],
    [topUp('600.00×2', 120000), { type: 'arrears', month: '2026-12', amountFen: 5000 }],
    '补退',
    '补发',
  ],
  [
    '收入减少并补发',
    [topUp('(600.00-100.00)×2', 100000)],
    [topUp('(600.00-50.00)×2', 110000), { type: 'arrears', month: '2026-12', amountFen: 10000 }],
    '变动',
    '收入、补发',
  ],
  [
    '追回',
    [topUp('600.00×2', 120000)],
    [topUp('600.00×2', 120000), { type: 'recovery', month: '2026-12', amountFen: -7000 }],
    '补退',
    '追回',
  ],
  [
    '上月有补发',
    [topUp('600.00×2', 120000), { type: 'arrears', month: '2026-12', amountFen: 5000 }],
    [topUp('600.00×2', 120000)],
    '补退',
    '上月有补发或追回',
  ],
  ['保底', [topUp('50.00', 5000)], [topUp('55.00', 5500)], '变动', '其他'],
  ['新来', [], [topUp('600.00×2', 120000)], '新增', '恢复或补登记'],
  ['走了', [topUp('600.00×2', 120000)], [], '退出', '不再发放'],
]

const household = (name: string) => `示例-${String(CASES.findIndex(([one]) => one === name) + 1).padStart(2, '0')}`
const folder = () => join(payroll.folder, 'out')

beforeAll(async () => {
  await payroll.bornOn('old', '1957-02-20')
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
    ).toEqual(['371302001 taper 0 0', '371302001 urban-dibao 1 1'])
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
