import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { beforeEach, describe, expect, test } from 'vitest'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { importReturn } from '../../../src/app/returns/returns-import.ts'
import { simulateReturn } from '../../../src/demo/world/simulated-bank.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import { loadLayout } from '../../../src/layout/layout.store.ts'
import { findRun, type Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { accountOf, Payroll } from '../../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
for (const owner of ['A', 'B', 'C']) await payroll.account({ owner })

let months = 0
let files = 0
let run: Run
let other: Run
let numbers: string[]

const HEAD = '支付编号,账号,金额,结果,原因'

async function exported(): Promise<Run> {
  const lines = [
    { payee: 'A', household: 'H1', amountFen: 101000 },
    { payee: 'B', household: 'H2', amountFen: 20000 },
    { payee: 'C', household: 'H3', amountFen: 30 },
    { payee: 'X', household: 'H4', amountFen: 1 },
  ]
  const approved = await payroll.approved(
    lines,
    `20${30 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`,
  )
  await exportRun(maker, approved.number, { out: join(payroll.folder, 'out') })
  return approved
}

async function paymentNos(of: Run): Promise<string[]> {
  const { rows } = await database.pool.query('SELECT payment_no FROM payment WHERE run_id = $1 ORDER BY 1', [of.runId])
  return rows.map(({ payment_no }) => payment_no)
}

beforeEach(async () => {
  run = await exported()
  numbers = await paymentNos(run)
})

const row = (i: number, change: Partial<Record<'no' | 'account' | 'amount' | 'result' | 'reason', string>> = {}) => {
  const amounts = ['1010.00', '200.00', '0.30', '0.01']
  const cells = {
    no: numbers[i]!,
    account: accountOf('ABCX'[i]!),
    amount: amounts[i]!,
    result: '成功',
    reason: '',
    ...change,
  }
  return `${cells.no},${cells.account},${cells.amount},${cells.result},${cells.reason}`
}

function write(content: string | Buffer, name = `回盘${++files}.csv`): string {
  const path = join(payroll.folder, name)
  writeFileSync(path, content)
  return path
}

const apply = (lines: string[] | Buffer, layout?: string) =>
  importReturn(maker, run.number, write(Buffer.isBuffer(lines) ? lines : lines.join('\n')), layout ? { layout } : {})

async function problemsOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Refused)
  return (error as Refused).problems
}

async function outcomes(): Promise<string[]> {
  const { rows } = await database.pool.query(
    'SELECT payment_no, outcome, reason FROM outcome_in_force WHERE run_id = $1 ORDER BY payment_no',
    [run.runId],
  )
  return rows.map(({ payment_no, outcome, reason }) =>
    `${numbers.indexOf(payment_no)} ${outcome} ${reason ?? ''}`.trim(),
  )
}

test('paid, failed with its reason, and what is not mentioned stays unknown', async () => {
  const result = await apply([HEAD, row(0), row(1, { result: '退票', reason: '户名不符' }), '合计,2笔,1210.00,,'])
  expect(result).toMatchObject({ rows: 2, news: 2, changed: true })
  expect(result.figures).toEqual({
    paid: { payments: 1, totalFen: 101000n },
    failed: { payments: 1, totalFen: 20000n },
    unknown: { payments: 1, totalFen: 30n },
  })
  expect(await outcomes()).toEqual(['0 paid', '1 failed 户名不符'])
  expect((await findRun(database.sql, run.number)).state).toBe('settled')
})

test('columns in another order, further columns, heading lines, quotes and CRLF are read', async () => {
  const text = [
    '示例银行代发结果',
    '原因,结果,流水号,金额,支付编号,账号',
    `"说明,""无""",失败,9,"1,010.00",${numbers[0]},${accountOf('A')}`,
    '',
  ]
  await apply(Buffer.from(text.join('\r\n')))
  expect(await outcomes()).toEqual(['0 failed 说明,"无"'])
})

test.each(['utf-8', 'utf-8 with BOM', 'gb18030'])('the encoding is decided per file: %s', async (encoding) => {
  const text = [HEAD, row(0, { result: '失败', reason: '已销户' })].join('\n')
  await apply(
    encoding === 'gb18030' ? iconv.encode(text, 'gb18030') : Buffer.from(encoding === 'utf-8' ? text : `\ufeff${text}`),
  )
  expect(await outcomes()).toEqual(['0 failed 已销户'])
})

test('bank-tab answers without a header', async () => {
  await apply(Buffer.from([0, 1].map((i) => row(i).replaceAll(',', '\t')).join('\r\n')), 'bank-tab')
  expect(await outcomes()).toEqual(['0 paid', '1 paid'])
})

test('the same bytes again change nothing, under whatever name', async () => {
  await apply([HEAD, row(0)])
  const again = await apply([HEAD, row(0)])
  expect(again).toMatchObject({ changed: false, rows: 0, news: 0, figures: { paid: { payments: 1 } } })
})

test('a later return may repeat and fill in, and is on record', async () => {
  await apply([HEAD, row(0)])
  const late = await apply([HEAD, row(0), row(1), row(2, { result: '失败' })])
  expect(late).toMatchObject({ rows: 3, news: 2 })
  expect(await outcomes()).toEqual(['0 paid', '1 paid', '2 failed 银行未说明原因'])
})

test('a later return that contradicts is refused', async () => {
  await apply([HEAD, row(0)])
  const problems = await problemsOf(apply([HEAD, row(0, { result: '失败' }), row(1)]))
  expect(problems).toMatchObject([{ code: 'returns.contradiction', line: 2, column: '结果' }])
  expect(await outcomes()).toEqual(['0 paid'])
})

describe('one problem stops the whole file, says where and which values, and nothing is applied', () => {
  const cases: [string, () => string[], string, number | undefined, string][] = [
    [
      'wrong check digit',
      () => [HEAD, row(0, { no: numbers[0]!.slice(0, -1) + ((Number(numbers[0]!.at(-1)) + 1) % 10) })],
      'returns.check-digit',
      2,
      '校验位',
    ],
    [
      'unknown reference',
      () => [HEAD, row(0), row(1, { no: 'R99999999010100000017'.replace(/.$/, '') + checkOf('R9999999901010000001') })],
      'returns.unknown-reference',
      3,
      '没有支付编号',
    ],
    ['held and never sent', () => [HEAD, row(3)], 'returns.not-sent', 2, '没有写进任何文件'],
    ['duplicate reference', () => [HEAD, row(0), row(1), row(0)], 'returns.duplicate-reference', 4, '第 2 行'],
    [
      'account altered',
      () => [HEAD, row(0, { account: '6217000000000099999' })],
      'returns.account-altered',
      2,
      '***************9999',
    ],
    [
      'amount differs',
      () => [HEAD, row(0, { amount: '101.00' })],
      'returns.amount-differs',
      2,
      '代发 1010.00 元,银行返回 101.00 元',
    ],
    ['amount unreadable', () => [HEAD, row(0, { amount: '1010.001' })], 'returns.amount-unreadable', 2, '1010.001'],
    ['unknown result word', () => [HEAD, row(0, { result: '处理中' })], 'returns.unknown-result', 2, '处理中'],
    ['wrong total', () => [HEAD, row(0), '合计,1笔,1010.01,,'], 'returns.total-differs', 3, '1010.01'],
    ['wrong count', () => [HEAD, row(0), '合计,2笔,1010.00,,'], 'returns.count-differs', 3, '2 笔,实有 1 笔'],
    ['total elsewhere', () => [HEAD, row(0), '合计,999.99,,,'], 'returns.total-unreadable', 3, '合计行'],
    ['total in words', () => [HEAD, row(0), '合计:共1笔 100.00元,,,,'], 'returns.total-unreadable', 3, '合计行'],
    ['total unreadable', () => [HEAD, row(0), '合计,1笔,千元,,'], 'returns.total-unreadable', 3, '合计行'],
    ['a row after the total', () => [HEAD, '合计,1笔,1010.00,,', row(0)], 'returns.after-total', 3, '合计行之后'],
    ['short row', () => [HEAD, row(0), `${numbers[1]},${accountOf('B')}`], 'returns.row-shape', 3, '2 栏,应有 5 栏'],
    ['open quote', () => [HEAD, row(0, { reason: '"无' })], 'returns.row-shape', 2, '引号'],
    ['control character', () => [HEAD, row(0, { reason: '\u0000' })], 'returns.control-character', 2, '控制字符'],
    ['no header', () => [row(0)], 'returns.header', undefined, '没有找到表头'],
    ['a column missing', () => [HEAD.replace(',结果', ''), row(0)], 'returns.header', 1, '结果'],
    ['a column twice', () => [`${HEAD},金额`, `${row(0)},`], 'returns.header', 1, '金额'],
    ['nothing in it', () => [HEAD], 'returns.empty', undefined, '没有一笔'],
  ]
  test.each(cases)('%s', async (_, lines, code, line, says) => {
    const problems = await problemsOf(apply(lines()))
    const problem = problems.find((one) => one.code === code)
    expect(problem, JSON.stringify(problems)).toBeDefined()
    expect(problem!.line).toBe(line)
    expect(problem!.message).toContain(says)
    expect(problem!.remedy).not.toBe('')
    expect(problems.map(({ message }) => message).join()).not.toContain('6217')
    expect(await outcomes()).toEqual([])
    expect((await findRun(database.sql, run.number)).state).toBe('exported')
  })

  function checkOf(body: string): string {
    let product = 10
    for (const digit of body.slice(1)) product = ((((product + Number(digit) - 1) % 10) + 1) * 2) % 11
    return String((11 - product) % 10)
  }
})

test('a row of another run says which one', async () => {
  other = await exported()
  const [stranger] = await paymentNos(other)
  const problems = await problemsOf(apply([HEAD, row(0), row(1, { no: stranger! })]))
  expect(problems).toMatchObject([{ code: 'returns.other-run', line: 3 }])
  expect(problems[0]!.message).toContain(other.number)
})

test('every problem of a file is listed in the order of its lines', async () => {
  const lines = [
    HEAD,
    row(0, { amount: '1' }),
    row(1, { account: '1' }),
    row(2, { result: '?' }),
    row(0),
    '合计,9笔,1.00,,',
  ]
  const problems = await problemsOf(apply(lines))
  expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
    '2 returns.amount-differs',
    '3 returns.account-altered',
    '4 returns.unknown-result',
    '5 returns.duplicate-reference',
    '6 returns.count-differs',
    '6 returns.total-differs',
  ])
})

test.each([
  ['a missing file', () => importReturn(maker, run.number, 'no-such-file.csv'), 'returns.file-missing'],
  ['bytes of no encoding', () => apply(Buffer.from([0xff, 0xfe, 0xff])), 'returns.encoding'],
  ['a line without end', () => apply(Buffer.alloc(400_000, 'a')), 'returns.line-too-long'],
  ['a checker', () => importReturn(payroll.as('复核'), run.number, 'x'), 'user.role-not-allowed'],
  ['an unknown run', () => importReturn(maker, '371302-200001-R9', 'x'), 'run.unknown'],
])('%s is refused', async (_, work, code) => {
  expect(await problemsOf(work())).toMatchObject([{ code }])
})

test('a run that has not been exported takes no return', async () => {
  const approved = await payroll.approved([{ payee: 'A', household: 'H1', amountFen: 1 }], '2040-01')
  const problems = await problemsOf(importReturn(maker, approved.number, write([HEAD, row(0)].join('\n'))))
  expect(problems).toMatchObject([{ code: 'returns.not-exported' }])
})

test('a return cut off anywhere is refused, or applies the rows that are whole', async () => {
  const whole = Buffer.from(
    [HEAD, row(0), row(1, { result: '失败', reason: '已销户' }), '合计,2笔,1210.00,,', ''].join('\n'),
  )
  const lastRow = whole.indexOf(numbers[1]!)
  for (let cut = lastRow; cut < whole.length - 1; cut += 3) {
    const result = await apply(whole.subarray(0, cut)).catch((error: unknown) => {
      expect(error).toBeInstanceOf(Refused)
      return null
    })
    for (const outcome of await outcomes()) expect(outcome).toMatch(/^(0 paid|1 failed)/)
    if (result) return
  }
})

test.each(['yibentong', 'bank-tab'])('the simulated bank answers a %s file so that it applies', async (name) => {
  const approved = await payroll.approved(
    ['A', 'B', 'C'].map((payee, i) => ({ payee, household: `H${i}`, amountFen: 100 + i })),
    `2041-${name === 'yibentong' ? '01' : '02'}`,
  )
  const { files: sent } = await exportRun(maker, approved.number, { out: join(payroll.folder, name), layout: name })
  const payments = readFileSync(sent[0]!.path)
  const layout = loadLayout(name)
  const answer = simulateReturn(layout, [payments], { seed: 7, failed: 0.4, missing: 0.3 })
  expect(simulateReturn(layout, [payments], { seed: 7, failed: 0.4, missing: 0.3 })).toEqual(answer)
  const { figures } = await importReturn(maker, approved.number, write(answer))
  const { paid, failed, unknown } = figures
  expect(paid.payments + failed.payments + unknown.payments).toBe(3)
  expect(paid.totalFen + failed.totalFen + unknown.totalFen).toBe(303n)
})
