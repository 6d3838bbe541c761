import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { importFile } from '../../../src/app/import/import-file.ts'
import { testDatabase } from '../../support/database.ts'
import { importRows, madeUpId, rowsFile, testContext } from '../../support/registry.ts'

const context = await testContext(await testDatabase())

const HEAD = madeUpId(1, '1970-02-03')
const STRANGER = madeUpId(999, '1971-02-03')
const OTHER_HEAD = madeUpId(5, '1972-02-03')
const WRONG_CHECK = HEAD.slice(0, 17) + (HEAD.endsWith('1') ? '2' : '1')

const household = {
  家庭编号: 'H1',
  户主身份证号: HEAD,
  区划代码: '371302001001',
  城乡类别: '城市',
  家庭人口: '2',
  地址: '示例街1号',
  生效月份: '2026-01',
}
const member = {
  家庭编号: 'H1',
  姓名: '示例甲',
  身份证号: HEAD,
  与户主关系: '户主',
  保障对象: '是',
  残疾类别: '',
  残疾等级: '',
  重病: '',
  丧失劳动能力: '',
  单亲: '',
  在校: '',
  死亡日期: '',
  失效月份: '',
  生效月份: '2026-01',
}
const income = { 家庭编号: 'H1', 身份证号: HEAD, 收入类别: '务工', 月收入: '100', 起始月份: '2026-01', 终止月份: '' }
const enrolment = {
  待遇编号: 'E1',
  项目: '城市低保',
  家庭编号: 'H1',
  身份证号: '',
  起始月份: '2026-01',
  终止月份: '',
  审批文号: '示例批1号',
  核定金额: '',
  倍数: '',
  复核月份: '',
}
const account = {
  身份证号: HEAD,
  户名: '示例甲',
  账号: '6217001234567891',
  账户类型: '存折',
  开户银行: '示例农商行',
  代领人身份证号: '',
  启用月份: '2026-01',
}
const index = { 区划代码: '3713', 月份: '2026-01', 指标: '食品价格', 同比涨幅: '5.4', 发布日期: '2026-02-10' }
const match = { 身份证号: HEAD, 来源: '公安', 结果: '死亡', 日期: '2026-02-10', 备注: '' }
const GOOD: Record<string, Record<string, string>> = {
  ...{ households: household, members: member, incomes: income, enrolments: enrolment },
  ...{ accounts: account, indices: index, matches: match },
}

// a second county, so that what belongs to no county can be told
await importRows(context, 'households', [
  household,
  { ...household, 家庭编号: 'Z1', 户主身份证号: OTHER_HEAD, 区划代码: '370323001001' },
  { ...household, 家庭编号: 'Z2', 户主身份证号: HEAD, 区划代码: '370323001001' },
])
await importRows(context, 'members', [
  member,
  { ...member, 家庭编号: 'Z1', 身份证号: OTHER_HEAD },
  { ...member, 家庭编号: 'Z2', 身份证号: HEAD },
])
await importRows(context, 'enrolments', [{ ...enrolment, 待遇编号: 'EZ', 家庭编号: 'Z1' }])

type Case = [kind: string, change: Record<string, string>, column: string, code: string]

const REFUSED: Case[] = [
  ['households', { 家庭编号: '' }, '家庭编号', 'required'],
  ['households', { 家庭编号: 'X'.repeat(51) }, '家庭编号', 'too-long'],
  ['households', { 家庭编号: '=H1' }, '家庭编号', 'formula'],
  ['households', { 家庭编号: "'0001" }, '家庭编号', 'apostrophe'],
  ['households', { 户主身份证号: WRONG_CHECK }, '户主身份证号', 'id-check-digit'],
  ['households', { 区划代码: '371302' }, '区划代码', 'area'],
  ['households', { 区划代码: '991302001001' }, '区划代码', 'area'],
  ['households', { 区划代码: '３71302001001' }, '区划代码', 'full-width'],
  ['households', { 区划代码: '370323001001' }, '家庭编号', 'other-county'],
  ['households', { 城乡类别: '城镇' }, '城乡类别', 'residence'],
  ['households', { 家庭人口: '0' }, '家庭人口', 'count'],
  ['households', { 家庭人口: '2.5' }, '家庭人口', 'count'],
  ['households', { 家庭人口: '-1' }, '家庭人口', 'count'],
  ['households', { 家庭人口: '1000' }, '家庭人口', 'count'],
  ['households', { 地址: '示'.repeat(201) }, '地址', 'too-long'],
  ['households', { 地址: '示例\u0000街' }, '地址', 'control-character'],
  ['households', { 生效月份: '2026-13' }, '生效月份', 'month'],
  ['households', { 生效月份: '2026-7' }, '生效月份', 'month'],
  ['members', { 家庭编号: 'NONE' }, '家庭编号', 'household-unknown'],
  ['members', { 姓名: '@示例' }, '姓名', 'formula'],
  ['members', { 姓名: '示例\n甲' }, '姓名', 'control-character'],
  ['members', { 身份证号: HEAD.slice(0, 17) }, '身份证号', 'id-length'],
  ['members', { 身份证号: `${HEAD.slice(0, 16)}AB` }, '身份证号', 'id-characters'],
  ['members', { 身份证号: '371302199902300011' }, '身份证号', 'id-birth-date'],
  ['members', { 身份证号: WRONG_CHECK }, '身份证号', 'id-check-digit'],
  ['members', { 身份证号: '3.71302E+17' }, '身份证号', 'id-spreadsheet'],
  ['members', { 身份证号: '371302197002030000.0' }, '身份证号', 'id-spreadsheet'],
  ['members', { 身份证号: `３${HEAD.slice(1)}` }, '身份证号', 'full-width'],
  ['members', { 身份证号: `="${HEAD}"` }, '身份证号', 'formula'],
  ['members', { 身份证号: `'${HEAD}` }, '身份证号', 'apostrophe'],
  ['members', { 保障对象: 'Y' }, '保障对象', 'yes-no'],
  ['members', { 残疾类别: '其他' }, '残疾类别', 'disability-kind'],
  ['members', { 残疾等级: '5' }, '残疾等级', 'disability-grade'],
  ['members', { 死亡日期: '2026-02-30' }, '死亡日期', 'day'],
  ['members', { 死亡日期: '1970-02-02' }, '死亡日期', 'death-before-birth'],
  ['members', { 失效月份: '2026/07' }, '失效月份', 'month'],
  ['incomes', { 家庭编号: 'NONE' }, '家庭编号', 'household-unknown'],
  ['incomes', { 身份证号: STRANGER }, '身份证号', 'person-unknown'],
  ['incomes', { 月收入: '1.234' }, '月收入', 'amount'],
  ['incomes', { 月收入: '-1' }, '月收入', 'amount'],
  ['incomes', { 月收入: '100元' }, '月收入', 'amount'],
  ['incomes', { 月收入: '１00' }, '月收入', 'full-width'],
  ['enrolments', { 项目: '不存在' }, '项目', 'programme-unknown'],
  ['enrolments', { 家庭编号: '' }, '家庭编号', 'household-needed'],
  ['enrolments', { 家庭编号: 'NONE' }, '家庭编号', 'household-unknown'],
  ['enrolments', { 项目: '特困人员' }, '身份证号', 'person-needed'],
  ['enrolments', { 项目: '临时救助', 家庭编号: '' }, '家庭编号', 'beneficiary-needed'],
  ['enrolments', { 项目: '特困人员', 家庭编号: '', 身份证号: STRANGER }, '身份证号', 'person-unknown'],
  ['enrolments', { 项目: '特困人员', 身份证号: STRANGER }, '身份证号', 'person-unknown'],
  ['enrolments', { 项目: '特困人员', 家庭编号: '', 身份证号: HEAD }, '身份证号', 'county-ambiguous'],
  ['enrolments', { 待遇编号: 'EZ' }, '待遇编号', 'other-county'],
  ['enrolments', { 倍数: '0' }, '倍数', 'multiple'],
  ['enrolments', { 核定金额: '1.001' }, '核定金额', 'amount'],
  ['accounts', { 账号: '6.217E+15' }, '账号', 'account-spreadsheet'],
  ['accounts', { 账号: '6217001234567000.00' }, '账号', 'account-spreadsheet'],
  ['accounts', { 账号: '6217 0012 3456' }, '账号', 'account-characters'],
  ['accounts', { 账号: '1234567' }, '账号', 'account-length'],
  ['accounts', { 账号: '1'.repeat(33) }, '账号', 'account-length'],
  ['accounts', { 账号: '６217001234567891' }, '账号', 'full-width'],
  ['accounts', { 账户类型: '借记卡' }, '账户类型', 'account-kind'],
  ['accounts', { 身份证号: STRANGER }, '身份证号', 'county-unknown'],
  ['indices', { 区划代码: '37130' }, '区划代码', 'area'],
  ['indices', { 指标: 'CPI' }, '指标', 'index'],
  ['indices', { 同比涨幅: '5.4%' }, '同比涨幅', 'percentage'],
  ['indices', { 发布日期: '2026-00-01' }, '发布日期', 'day'],
  ['matches', { 身份证号: STRANGER }, '身份证号', 'county-unknown'],
  ['matches', { 结果: '' }, '结果', 'required'],
]

test.each(REFUSED)('%s %o: the row is refused at %s with %s, good rows beside it are taken', async (...given) => {
  const [kind, change, column, code] = given
  const good = GOOD[kind]!
  const result = await importRows(context, kind, [good, { ...good, ...changedKey(kind), ...change }], { dryRun: true })
  expect(result).toMatchObject({ rows: 2, accepted: 1, refused: 1, stored: false })
  expect(result.problems.map(({ severity, line, ...p }) => [p.code, p.column, severity, line])).toEqual([
    [`${kind}.${code}`, column, 'error', 3],
  ])
  const [problem] = result.problems
  expect(problem!.message.endsWith('。') && problem!.remedy.endsWith('。')).toBe(true)
  expect(JSON.stringify(problem)).not.toMatch(/\d{15}/)
})

/** Another key than the good row's, so that only what the case changes is wrong. */
function changedKey(kind: string): Record<string, string> {
  const keys: Record<string, Record<string, string>> = {
    households: { 生效月份: '2026-02' },
    members: { 生效月份: '2026-02' },
    incomes: { 起始月份: '2026-02' },
    enrolments: { 待遇编号: 'E9' },
    accounts: { 启用月份: '2026-02' },
    indices: { 月份: '2026-02' },
    matches: { 日期: '2026-03-01' },
  }
  return keys[kind]!
}

const WARNED: Case[] = [
  ['members', { 身份证号: '371302700203001' }, '身份证号', 'id-upgraded'],
  ['members', { 身份证号: idEndingIn000() }, '身份证号', 'id-trailing-zeros'],
  ['incomes', { 起始月份: '2026-05', 终止月份: '2026-04' }, '终止月份', 'ends-before-start'],
  ['enrolments', { 起始月份: '2026-05', 终止月份: '2026-04' }, '终止月份', 'ends-before-start'],
  ['accounts', { 账号: '6217001234567000' }, '账号', 'account-trailing-zeros'],
]

test.each(WARNED)('%s %o: the row is taken with a warning at %s, %s', async (kind, change, column, code) => {
  const result = await importRows(context, kind, [{ ...GOOD[kind]!, ...change }], { dryRun: true })
  expect(result).toMatchObject({ rows: 1, accepted: 1, refused: 0, warnings: 1 })
  expect(result.problems).toMatchObject([{ code: `${kind}.${code}`, column, severity: 'warning', line: 2 }])
})

function idEndingIn000(): string {
  const serials = [100, 200, 300, 400, 500, 600, 700, 800, 900]
  return serials.map((serial) => madeUpId(serial, '1981-03-01')).find((id) => id.endsWith('000'))!
}

test('a short row, a long row and a stray quote are refused with their line; blank lines do not count', async () => {
  const path = rowsFile('matches', [match])
  const [header, row] = readFileSync(path, 'utf8').split('\n')
  writeFileSync(path, [header, 'a,b', row, `${row},x`, '', ',,,,', 'a"b,公安,死亡,2026-01-01,', ''].join('\r\n'))
  const result = await importFile(context, 'matches', path, { dryRun: true })
  expect(result).toMatchObject({ rows: 4, accepted: 1, refused: 3 })
  expect(result.problems.map(({ code, line }) => [code, line])).toEqual([
    ['matches.cell-count', 2],
    ['matches.cell-count', 4],
    ['matches.quote-inside', 7],
  ])
})

test('two rows of one key: equal ones count once with a warning, different ones are both refused', async () => {
  const later = { ...income, 起始月份: '2026-03' }
  const rows = [income, later, income, { ...later, 月收入: '200' }, { ...income, 收入类别: '财产', 身份证号: '' }]
  const result = await importRows(context, 'incomes', rows, { dryRun: true })
  expect(result).toMatchObject({ rows: 5, accepted: 3, unchanged: 1, refused: 2, warnings: 1 })
  expect(result.problems.map(({ code, line, message }) => [code, line, message])).toEqual([
    ['incomes.conflict', 3, '第 3、5 行说的是同一件事,内容却不同,无法判断以哪一行为准。'],
    ['incomes.duplicate', 4, '与第 2 行完全相同,只算一次。'],
    ['incomes.conflict', 5, '第 3、5 行说的是同一件事,内容却不同,无法判断以哪一行为准。'],
  ])
})

test('a household number in two counties of one file is refused on both lines', async () => {
  const there = { ...household, 家庭编号: 'H7', 生效月份: '2026-02', 区划代码: '370323001001' }
  const result = await importRows(context, 'households', [{ ...household, 家庭编号: 'H7' }, there], { dryRun: true })
  expect(result.problems.map(({ code, line }) => [code, line])).toEqual([
    ['households.other-county', 2],
    ['households.other-county', 3],
  ])
})

test('the problem file lists every problem in the order of the file, harmless in a spreadsheet', async () => {
  const rows = [
    { ...member, 家庭编号: 'NONE' },
    { ...member, 姓名: '=1+1', 身份证号: WRONG_CHECK, 生效月份: 'x' },
    { ...member, 姓名: HEAD + HEAD + HEAD },
  ]
  const result = await importRows(context, 'members', rows)
  const bytes = readFileSync(result.problemFile!)
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = bytes.toString('utf8')
  expect(text).not.toMatch(/\d{15}/)
  const listed = parse(text, { bom: true, columns: true }) as Record<string, string>[]
  expect(listed.map((row) => [row.行号, row.列, row.代码, row.级别])).toEqual([
    ['2', '家庭编号', 'members.household-unknown', '拒收'],
    ['3', '姓名', 'members.formula', '拒收'],
    ['3', '身份证号', 'members.id-check-digit', '拒收'],
    ['3', '生效月份', 'members.month', '拒收'],
    ['4', '姓名', 'members.too-long', '拒收'],
  ])
  expect(listed[1]!.值).toBe("'=1+1")
  expect(listed[2]!.值).toBe(`3713${'*'.repeat(10)}${WRONG_CHECK.slice(-4)}`)
})
