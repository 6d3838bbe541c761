import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importFile } from '../../../src/app/import/import-file.ts'
import type { ImportOptions } from '../../../src/app/import/import-options.ts'
import { packageRoot } from '../../../src/db/package-root.ts'
import type { Refused } from '../../../src/kernel/refusal.ts'
import { testDatabase } from '../../support/database.ts'
import { importRows, madeUpId, testContext } from '../../support/registry.ts'

const context = await testContext(await testDatabase())
const folder = mkdtempSync(join(tmpdir(), 'huimin-xlsx-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HEAD = madeUpId(1, '1970-02-03')
const CHILD = madeUpId(2, '2012-05-06')
const AGENT = madeUpId(3, '1965-07-08')

/** The registry of the fixtures as a CSV file would say it. */
const REGISTRY: Record<string, { sheet: string; rows: Record<string, string>[] }> = {
  households: {
    sheet: '家庭',
    rows: [
      household('H1', HEAD, '371302001001', '城市', '3', '示例街1号', '2026-01'),
      household('H2', CHILD, '371302001002', '农村', '2', '示例村 <2> & "3"', '2026-02'),
    ],
  },
  members: {
    sheet: '成员',
    rows: [
      {
        ...member('张三', HEAD, '户主', '是', '2026-01'),
        ...{ 残疾类别: '肢体', 残疾等级: '2', 重病: '否', 死亡日期: '2026-03-31', 失效月份: '' },
      },
      { ...member('阿依·古丽', CHILD, '子女', '是', '2026-01'), 在校: '是', 失效月份: '2026-12' },
      { ...member('𠮷㐀', AGENT, '配偶', '否', '1999-12'), 家庭编号: 'H2', 死亡日期: '2024-02-29' },
    ],
  },
  incomes: {
    sheet: '收入',
    rows: [
      income('H1', HEAD, '务工', '1200.50', '2026-01', '2026-06'),
      income('H1', '', '财产', '100.00', '2026-01'),
      income('H1', '', '经营', '1.10', '2026-01'),
      income('H2', '', '转移', '215.50', '2026-02'),
      income('H2', '', '赡养', '1346.00', '2026-02'),
    ],
  },
  enrolments: {
    sheet: '待遇',
    rows: [
      enrolment('E1', '城市低保', '2026-01', '1', { 家庭编号: 'H1' }),
      enrolment('1002', 'disability-living', '2026-02', '2', { 身份证号: HEAD }),
      enrolment('E3', '临时救助', '2026-03', '3', { 家庭编号: 'H1', 类别: '重病', 倍数: '4.5' }),
      enrolment('E4', '受灾救助', '2026-03', '4', { 家庭编号: 'H1', 核定金额: '999.99', 复核月份: '2026-09' }),
    ],
  },
  accounts: {
    sheet: '账户',
    rows: [{ ...account(HEAD), 代领人身份证号: AGENT }, account(AGENT)],
  },
  indices: {
    sheet: '价格指数',
    rows: [
      index('', '食品价格', '-0.5'),
      index('3713', '低收入居民基本生活费用', '5.4'),
      index('371302', '居民消费价格', '1.1'),
    ],
  },
  matches: {
    sheet: '核对结果',
    rows: [
      { 身份证号: HEAD, 来源: '市场监管', 结果: '企业', 日期: '2026-03-01', 备注: '示例 备注' },
      { 身份证号: CHILD, 来源: '公安', 结果: '死亡', 日期: '2026-12-31', 备注: '' },
    ],
  },
}

function household(no: string, id: string, area: string, residence: string, size: string, at: string, from: string) {
  return {
    ...{ 家庭编号: no, 户主身份证号: id, 区划代码: area, 城乡类别: residence },
    ...{ 家庭人口: size, 地址: at, 生效月份: from },
  }
}

function member(name: string, id: string, relation: string, covered: string, from: string) {
  return { 家庭编号: 'H1', 姓名: name, 身份证号: id, 与户主关系: relation, 保障对象: covered, 生效月份: from }
}

function income(no: string, id: string, kind: string, yuan: string, from: string, to = '') {
  return { 家庭编号: no, 身份证号: id, 收入类别: kind, 月收入: yuan, 起始月份: from, 终止月份: to }
}

function enrolment(no: string, programme: string, from: string, approval: string, more: Record<string, string>) {
  return { 待遇编号: no, 项目: programme, 起始月份: from, 审批文号: `示例批〔2026〕${approval}号`, ...more }
}

function account(id: string) {
  return {
    ...{ 身份证号: id, 户名: '李四', 账号: '6217001234567890', 账户类型: '社保卡' },
    ...{ 开户银行: '示例农商行', 代领人身份证号: '', 启用月份: '2026-01' },
  }
}

function index(area: string, name: string, rise: string) {
  return { 区划代码: area, 月份: '2026-01', 指标: name, 同比涨幅: rise, 发布日期: '2026-02-09' }
}

/** A copy of a fixture in a folder of the test's own, where the list of problems may be written. */
function fixture(name: string): string {
  const path = join(folder, name)
  cpSync(join(packageRoot, 'fixtures', 'intake', name), path)
  return path
}

async function refusal(name: string, kind: string, options: ImportOptions = {}): Promise<Refused['problems']> {
  const failure = await importFile(context, kind, fixture(name), options).catch((error: unknown) => error)
  expect((failure as Error).name).toBe('Refused')
  return (failure as Refused).problems
}

beforeAll(async () => {
  for (const [kind, { rows }] of Object.entries(REGISTRY)) {
    expect(await importRows(context, kind, rows)).toMatchObject({ accepted: rows.length, refused: 0 })
  }
})

const WRITERS = ['registry-openpyxl.xlsx', 'registry-xlsxwriter.xlsx', 'registry-libreoffice.xlsx']

test.each(WRITERS.flatMap((name) => Object.keys(REGISTRY).map((kind) => [name, kind] as const)))(
  '%s, %s: says what the CSV file says, to the letter',
  async (name, kind) => {
    const { sheet, rows } = REGISTRY[kind]!
    const result = await importFile(context, kind, fixture(name), { sheet })
    expect(result.problems).toEqual([])
    expect(result).toMatchObject({
      encoding: 'xlsx',
      rows: rows.length,
      accepted: rows.length,
      refused: 0,
      stored: true,
    })
    expect(result.unchanged).toBe(rows.length) // every value of every cell is what the CSV file had
    const again = await importFile(context, kind, fixture(name), { sheet })
    expect(again).toMatchObject({ accepted: rows.length, unchanged: rows.length, refused: 0 })
    expect(again.alreadyImported).toContain('2026-07-01')
  },
)

test('days counted from 1904 are the same days', async () => {
  const result = await importFile(context, 'members', fixture('members-1904.xlsx'))
  expect(result).toMatchObject({ rows: 1, accepted: 1, unchanged: 1, problems: [] })
})

const BAD_CELLS: [row: number, code: string, column: string | undefined, cell: string][] = [
  [2, 'death-withdrawn', '死亡日期', 'G2'], // taken, with a warning: a workbook before it had this person dead
  [3, 'id-spreadsheet', '身份证号', 'C3'],
  [4, 'id-spreadsheet', '身份证号', 'C4'],
  [5, 'formula', '姓名', 'B5'],
  [6, 'day', '死亡日期', 'G6'],
  [7, 'month', '生效月份', 'H7'],
  [8, 'boolean', '姓名', 'B8'],
  [9, 'error-value', '姓名', 'B9'],
  [10, 'turned-into-date', '残疾等级', 'F10'],
  [11, 'number-digits', '家庭编号', 'A11'],
  [12, 'hidden-row', undefined, 'A12'],
  [13, 'hidden-cell', '姓名', 'B13'],
  [14, 'day', '死亡日期', 'G14'],
  [15, 'percent-format', '残疾等级', 'F15'],
  [16, 'beyond-header', undefined, 'A16'],
]

test('what a spreadsheet did to a cell refuses its row, by sheet and cell; good rows are taken', async () => {
  const result = await importFile(context, 'members', fixture('members-bad-cells.xlsx'))
  expect(result).toMatchObject({ rows: 15, accepted: 1, refused: 14 })
  expect(result.problems.map(({ line, code, column, cell }) => [line, code, column, cell])).toEqual(
    BAD_CELLS.map(([line, code, column, cell]) => [line, `members.${code}`, column, `成员!${cell}`]),
  )
  for (const { message, remedy } of result.problems) expect(`${message.at(-1)}${remedy.at(-1)}`).toBe('。。')
  expect(result.problemFile).toBe(join(folder, 'members-bad-cells.问题.csv'))
  const listed = parse<Record<string, string>>(readFileSync(result.problemFile!), { bom: true, columns: true })
  expect(listed.map((row) => row.单元格)).toEqual(BAD_CELLS.map(([, , , cell]) => `成员!${cell}`))
  expect(JSON.stringify(result) + readFileSync(result.problemFile!, 'utf8')).not.toContain('371302197002030000')
})

test('amounts are the numbers that were typed; what arithmetic left behind is refused and said', async () => {
  const result = await importFile(context, 'incomes', fixture('incomes-noise.xlsx'), { dryRun: true })
  expect(result.problems.map(({ cell, code }) => [cell, code])).toEqual([
    ['收入!D3', 'incomes.float-noise'],
    ['收入!D4', 'incomes.float-noise'],
    ['收入!D7', 'incomes.amount'],
    ['收入!D9', 'incomes.percent-format'],
  ])
  expect(result.problems[0]!.message).toContain('浮点误差')
  expect(result).toMatchObject({ rows: 8, accepted: 4, refused: 4 })
})

test.each([
  ['merged.xlsx', 'import.merged', '收入!A1', 'A1:F1'],
  ['hidden-column.xlsx', 'import.hidden-column', '收入!C1', 'C 列'],
  ['hidden-sheet.xlsx', 'import.sheet-hidden', undefined, '「暂存」'],
  ['macro.xlsm', 'import.macro', undefined, '宏'],
  ['encrypted.xlsx', 'import.encrypted', undefined, '密码'],
  ['registry-openpyxl.xlsx', 'import.sheet-several', undefined, '「家庭」、「成员」'],
])('%s: the workbook is refused whole (%s)', async (name, code, cell, named) => {
  const problems = await refusal(name, 'incomes')
  expect(problems.map((problem) => [problem.code, problem.cell])).toEqual([[code, cell]])
  expect(problems[0]!.message).toContain(named)
  expect(problems[0]!.remedy.endsWith('。')).toBe(true)
})

test('--sheet chooses among several, says which there are, and never takes a hidden one', async () => {
  const [unknown] = await refusal('registry-openpyxl.xlsx', 'incomes', { sheet: '支出' })
  expect(unknown).toMatchObject({ code: 'import.sheet-unknown' })
  expect(unknown!.remedy).toContain('「收入」')
  expect((await refusal('hidden-sheet.xlsx', 'incomes', { sheet: '暂存' }))[0]!.code).toBe('import.sheet-hidden')
  const chosen = await importFile(context, 'incomes', fixture('hidden-sheet.xlsx'), { sheet: '收入', dryRun: true })
  expect(chosen).toMatchObject({ rows: 1, accepted: 1 })
  const wrong = await refusal('registry-openpyxl.xlsx', 'incomes', { sheet: '账户' })
  expect(wrong.map(({ code }) => code)).toContain('import.columns-unknown')
})

test('--columns renames the headers of a workbook too, and the renamed column keeps its form', async () => {
  const map = join(folder, 'map.yaml')
  writeFileSync(map, '开始年月: 起始月份\n')
  const result = await importFile(context, 'incomes', fixture('renamed-columns.xlsx'), { columns: map })
  expect(result).toMatchObject({ accepted: 5, unchanged: 5 })
  expect(existsSync(join(folder, 'renamed-columns.问题.csv'))).toBe(false)
})
