import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, expect, test } from 'vitest'
import { importFile } from '../../../src/app/import/import-file.ts'
import type { Refused } from '../../../src/kernel/refusal.ts'
import { testDatabase } from '../../support/database.ts'
import { importRows, madeUpId, rowsFile, testContext } from '../../support/registry.ts'

const database = await testDatabase()
const context = await testContext(database)
const folder = mkdtempSync(join(tmpdir(), 'huimin-whole-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HEADER = '区划代码,月份,指标,同比涨幅,发布日期'
const ROW = '3713,2026-01,食品价格,5.4,2026-02-10'
const HOUSEHOLD_HEADER = '家庭编号,户主身份证号,区划代码,城乡类别,家庭人口,地址,生效月份'
let serial = 0

function fileOf(bytes: string | Uint8Array): string {
  const path = join(folder, `示例-${++serial}.csv`)
  writeFileSync(path, bytes)
  return path
}

async function refusal(kind: string, path: string, options = {}): Promise<Refused['problems']> {
  const failure = await importFile(context, kind, path, options).catch((error: unknown) => error)
  expect((failure as Error).name).toBe('Refused')
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM index_fact')
  expect(rows[0].n).toBe(0)
  return (failure as Refused).problems
}

/** GB18030 bytes of a text, by asking the decoder for every two-byte character and the one four-byte one we use. */
function gb18030(text: string): Buffer {
  const bytes: number[] = []
  for (const character of text) {
    if (character.charCodeAt(0) < 0x80) bytes.push(character.charCodeAt(0))
    else if (character === '\u{20000}') bytes.push(0x95, 0x32, 0x82, 0x36)
    else bytes.push(...TWO_BYTES.get(character)!)
  }
  return Buffer.from(bytes)
}

const TWO_BYTES = new Map<string, [number, number]>()
const decoder = new TextDecoder('gb18030')
for (let lead = 0x81; lead <= 0xfe; lead++) {
  for (let trail = 0x40; trail <= 0xfe; trail++)
    TWO_BYTES.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail])
}

test.each([
  ['missing columns', 'columns-missing', '月份,指标,同比涨幅\n', ['区划代码', '发布日期']],
  ['unknown columns', 'columns-unknown', `${HEADER},备注,\n${ROW},x,\n`, ['备注', '']],
  ['a column twice', 'columns-duplicate', `${HEADER},月份\n${ROW},2026-01\n`, ['月份']],
])('%s refuse the file by name', async (_, code, text, named) => {
  const problems = await refusal('indices', fileOf(text))
  expect(problems.map((problem) => [problem.code, problem.column])).toEqual(
    named.map((column) => [`import.${code}`, column]),
  )
})

const MANY_PARTS = Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`${i}`, Buffer.of()]))
const NO_XML = { '[Content_Types].xml': Buffer.from('<Types'), '_rels/.rels': Buffer.from('<Relationships') }

test.each([
  ['nothing at all', '', 'import.empty', undefined],
  ['only a BOM', '\ufeff', 'import.empty', undefined],
  ['a quote that never closes', `${HEADER}\n${ROW}\n"3713,2026-02\n${ROW}\n`, 'import.quote-open', 3],
  ['text behind a closing quote', `${HEADER}\n"3713"x,2026-02\n${ROW}\n`, 'import.quote-closing', 2],
  ['a row beyond all measure', `${HEADER}\n${ROW}\n"${'x'.repeat(70_000)}\n`, 'import.too-long', 3],
  ['line ends of an old Mac', `${HEADER}\r${ROW}\r`, 'import.line-ends', undefined],
  ['a quote in the header', `区划"代码,月份\n${ROW}\n`, 'import.quote-inside', 1],
  ['UTF-16', Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'), 'import.encoding', undefined],
  ['a workbook', Buffer.from('PK\u0003\u0004xxxx'), 'import.format', undefined],
  ['a workbook of too many parts', zipSync(MANY_PARTS), 'import.workbook-size', undefined],
  ['a workbook whose parts are no XML', zipSync(NO_XML), 'import.workbook-damaged', undefined],
  ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'import.format', undefined],
  [
    'UTF-8 cut inside a character',
    Buffer.from(`${HEADER}\n${ROW}\n3713,2026-02,食`).subarray(0, -1),
    'import.encoding',
    3,
  ],
  [
    'one broken byte in UTF-8',
    Buffer.concat([Buffer.from(`${HEADER}\n${ROW}\n3713,`), Buffer.of(0xff, 10)]),
    'import.encoding',
    3,
  ],
  [
    'GB18030 cut inside a character',
    gb18030(`${HEADER}\n${ROW}\n3713,2026-02,食`).subarray(0, -1),
    'import.encoding',
    3,
  ],
  [
    'a broken byte in GB18030',
    Buffer.concat([gb18030(`${HEADER}\n${ROW}\n`), Buffer.of(0xff, 0xff, 10)]),
    'import.encoding',
    3,
  ],
])('%s: the file is refused, nothing is imported', async (_, bytes, code, line) => {
  const problems = await refusal('indices', fileOf(bytes))
  expect(problems).toMatchObject([{ code, severity: 'error', ...(line ? { line } : {}) }])
})

test('what cannot be imported at all is refused before anything is read', async () => {
  const path = fileOf(`${HEADER}\n${ROW}\n`)
  expect((await refusal('indices', join(folder, 'none.csv')))[0]!.code).toBe('import.not-found')
  expect((await refusal('people', path))[0]!.code).toBe('import.kind')
  expect((await refusal('indices', path, { county: '3713' }))[0]!.code).toBe('import.county')
  expect((await refusal('indices', path, { columns: join(folder, 'none.yaml') }))[0]!.code).toBe('import.columns-map')
  expect((await refusal('indices', path, { columns: fileOf('- 月份') }))[0]!.code).toBe('import.columns-map')
  const checker = await importFile(context.as('复核甲'), 'indices', path).catch((error: Error) => error)
  expect(checker).toMatchObject({ problems: [{ code: 'user.role-not-allowed' }] })
})

test.each([
  ['UTF-8', 'utf-8', (text: string) => Buffer.from(text)],
  ['UTF-8 with BOM', 'utf-8-bom', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['GB18030', 'gb18030', gb18030],
])('%s is read, rare characters and all', async (_, encoding, encode) => {
  const number = `编码${++serial}`
  const address = encoding === 'gb18030' ? '示例街\u{20000}号' : '示例街㐀\u{20000}号'
  const row = `${number},${madeUpId(serial)},371302001001,城市,2,${address},2026-01`
  const result = await importFile(context, '家庭', fileOf(encode(`${HOUSEHOLD_HEADER}\r\n${row}\r\n`)))
  expect(result).toMatchObject({ encoding, rows: 1, accepted: 1, kind: 'households' })
  const { rows } = await database.pool.query('SELECT address FROM household_fact WHERE household_no = $1', [number])
  expect(rows).toEqual([{ address }])
})

test("--columns renames a bureau's headers, either way round; another map is another import", async () => {
  const path = fileOf(`户编号,${HOUSEHOLD_HEADER.slice(5)}\nC1,${madeUpId(90)},371302001001,农村,2,,2026-01\n`)
  expect((await refusal('households', path)).map(({ code }) => code)).toContain('import.columns-unknown')
  for (const [map, unchanged] of [
    ['户编号: 家庭编号', 0],
    ['家庭编号: 户编号\n无关: 列', 1],
  ] as const) {
    const result = await importFile(context, 'households', path, { columns: fileOf(map) })
    expect(result).toMatchObject({ accepted: 1, unchanged })
  }
})

test('--strict and --dry-run store nothing, and both leave the list of problems', async () => {
  const household = {
    ...{ 家庭编号: 'S1', 户主身份证号: madeUpId(70), 区划代码: '371302001001', 城乡类别: '城市' },
    ...{ 家庭人口: '1', 生效月份: '2026-01' },
  }
  const rows = [household, { ...household, 家庭编号: 'S2', 家庭人口: '零' }]
  const before = await counts()
  const strict = await importRows(context, 'households', rows, { strict: true })
  expect(strict).toMatchObject({ rows: 2, accepted: 0, refused: 1, stored: false })
  expect(existsSync(strict.problemFile!)).toBe(true)
  const dry = await importRows(context, 'households', rows, { dryRun: true })
  expect(dry).toMatchObject({ rows: 2, accepted: 1, refused: 1, stored: false })
  expect(await counts()).toEqual(before)
  const good = await importRows(context, 'households', [household], { strict: true })
  expect(good).toMatchObject({ accepted: 1, stored: true })
})

async function counts(): Promise<unknown> {
  const tables = ['household_fact', 'person', 'intake', 'knowledge', 'county', 'audit']
  return await Promise.all(
    tables.map(async (table) => (await database.pool.query(`SELECT count(*) FROM ${table}`)).rows[0]),
  )
}

test('a file with refused rows is imported again after the families came: only those rows are tried', async () => {
  const household = {
    ...{ 家庭编号: 'R1', 户主身份证号: madeUpId(60), 区划代码: '371302001001', 城乡类别: '城市' },
    ...{ 家庭人口: '1', 生效月份: '2026-01' },
  }
  const income = { 家庭编号: 'R1', 收入类别: '务工', 月收入: '10', 起始月份: '2026-01' }
  await importRows(context, 'households', [household])
  const path = rowsFile('incomes', [income, { ...income, 家庭编号: 'R2' }, { ...income, 家庭编号: 'R3' }])
  const first = await importFile(context, 'incomes', path)
  expect(first).toMatchObject({ rows: 3, accepted: 1, refused: 2 })
  const again = await importFile(context, 'incomes', path)
  expect(again).toMatchObject({ rows: 3, accepted: 1, unchanged: 1, refused: 2 })
  expect(again.problems).toEqual(first.problems)

  await importRows(context, 'incomes', [{ ...income, 月收入: '99' }])
  await importRows(context, 'households', [{ ...household, 家庭编号: 'R2' }])
  const third = await importFile(context, 'incomes', path)
  expect(third).toMatchObject({ rows: 3, accepted: 2, unchanged: 1, refused: 1 })
  expect(third.problems.map(({ line }) => line)).toEqual([4])
  await importRows(context, 'households', [{ ...household, 家庭编号: 'R3' }])
  const fourth = await importFile(context, 'incomes', path)
  expect(fourth).toMatchObject({ rows: 3, accepted: 3, unchanged: 2, refused: 0, problemFile: null })
  expect(existsSync(first.problemFile!)).toBe(false)

  const { rows } = await database.pool.query(
    "SELECT household_no, monthly_fen FROM income_fact WHERE household_no LIKE 'R%' ORDER BY 1, known",
  )
  expect(rows.map((row) => [row.household_no, row.monthly_fen])).toEqual([
    ['R1', '1000'],
    ['R1', '9900'], // what came later is not undone by the old bytes
    ['R2', '1000'],
    ['R3', '1000'],
  ])
})

test('planted personal numbers appear in no answer and in no problem file, wherever they stand', async () => {
  const planted = madeUpId(77, '1959-09-09')
  const account = '6217009876543210987'
  const header = '身份证号,户名,账号,账户类型,开户银行,代领人身份证号,启用月份'
  const lines = Array.from({ length: 7 }, (_, hit) =>
    Array.from({ length: 7 }, (_, i) => (i === hit ? planted : account)).join(','),
  )
  const path = fileOf(`${header}\n${lines.join('\n')}\n${planted}${account}\n`)
  const result = await importFile(context, 'accounts', path)
  const said = JSON.stringify(result) + readFileSync(result.problemFile!, 'utf8')
  expect(result.refused).toBe(8)
  for (const number of [planted, account]) expect(said).not.toContain(number)
  const unknown = await refusal('accounts', fileOf(`${header},${planted}\n`))
  expect(JSON.stringify(unknown)).not.toContain(planted)
})

test.each([';', '\t', '|', '\uff0c', '\uff1b'])('columns that “%s” stands between are told so, once', async (sign) => {
  const problems = await refusal('indices', fileOf(`${HEADER}\n${ROW}\n`.replaceAll(',', sign)))
  expect(problems.map(({ code }) => code)).toEqual(['import.separator'])
})

test('a slip in the map is told with both names', async () => {
  const path = fileOf(`${HEADER}\n${ROW}\n`.replace('月份', '指数月'))
  const problems = await refusal('indices', path, { columns: fileOf('指数月: 年月') })
  const told = problems.find(({ code }) => code === 'import.columns-unknown')!
  expect(told.message).toBe('不认识列「年月」(对照文件里「指数月」的标准列名)。')
})
