import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { listBreaks, moveBreak } from '../../../src/app/reconcile/breaks.ts'
import { reconcileRun } from '../../../src/app/reconcile/reconcile-run.ts'
import { importReturn } from '../../../src/app/returns/returns-import.ts'
import { importStatement } from '../../../src/app/returns/returns-statement.ts'
import { closeRun } from '../../../src/app/run/close-run.ts'
import { formatYuan } from '../../../src/kernel/money.ts'
import { testDatabase } from '../../support/database.ts'
import { accountOf, Payroll } from '../../support/payroll.ts'
import { RETURN_HEAD, refusedCodes, SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
const checker = payroll.as('复核')
const BANKS = { A: '示例农商银行', B: '示例农商银行', C: '示例邮储银行' }
for (const [owner, bank] of Object.entries(BANKS)) await payroll.account({ owner, bank })

const EXPORTED = '2026-07-08T01:00:00.000Z'
let months = 0
let sent: SentRun
beforeEach(async () => {
  payroll.setNow(EXPORTED)
  const month = `20${30 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`
  const lines = ['A', 'B', 'C'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 * (i + 1) }))
  sent = await SentRun.send(database, payroll, lines, month)
})

async function standing(): Promise<string[]> {
  const { breaks } = await listBreaks(maker, sent.run.number, { limit: 1000 })
  const letter = (no: string) => [...sent.numbers].find(([, number]) => number === no)?.[0] ?? no
  return breaks.map((one) => `${one.class} ${letter(one.paymentNo)}`)
}

const refuse = (rows: string[]) => refusedCodes(sent.answer(rows))
const UNKNOWN = 'R37130226079900000017'.slice(0, 20)
const nobody = () => `${UNKNOWN}${checkOf(UNKNOWN)}`

describe('rows of a refused return', () => {
  test('leave their breaks, by number and masked values, although nothing was applied', async () => {
    await refuse([
      sent.row('A', { account: '6217000000000099999' }),
      sent.row('B', { amount: '1.00' }),
      sent.row('C'),
      sent.row('C'),
      sent.row('A', { no: nobody() }),
      sent.row('A', { no: '370000000000000000' }),
    ])
    const { breaks } = await listBreaks(maker, sent.run.number, { limit: 1000 })
    const told = breaks.filter((one) => one.class !== 'unanswered')
    expect(told.map((one) => `${one.class} ${one.note.replace(/\(.*第/, '(第')}`).sort()).toEqual([
      'account 银行返回的账号 ***************9999(第 2 行)',
      'amount 代发金额与回盘金额不符(第 3 行)',
      'duplicate 与第 4 行重复(第 5 行)',
      'unknown-reference 支付编号的位数或校验位不对(第 7 行)',
      'unknown-reference 没有这个支付编号(第 6 行)',
    ])
    expect(told.find((one) => one.class === 'amount')).toMatchObject({ expectedFen: 20000n, foundFen: 100n })
    expect(JSON.stringify(breaks, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toMatch(
      /6217000000000099999|370000000000000000/,
    )
  })

  test('are no longer breaks once the bank has answered properly', async () => {
    await refuse([sent.row('A', { amount: '1.00' }), sent.row('B', { no: nobody() })])
    expect(await standing()).toContain('amount A')
    await sent.answer([sent.row('C')])
    expect(await standing()).toEqual(['amount A', `unknown-reference ${nobody()}`, 'unanswered A', 'unanswered B'])
    await sent.answer([sent.row('A'), sent.row('B')])
    expect(await standing()).toEqual([])
  })

  test('are kept once, however often the same file is tried', async () => {
    const path = sent.write([RETURN_HEAD, sent.row('A', { amount: '1.00' })].join('\n'))
    for (let i = 0; i < 3; i++) await refusedCodes(importReturn(maker, sent.run.number, path))
    const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM return_refusal WHERE run_id = $1', [
      sent.run.runId,
    ])
    expect(rows).toEqual([{ n: 1 }])
  })

  test('of another run altogether leave nothing', async () => {
    const before = sent
    sent = await SentRun.send(database, payroll, [{ payee: 'A', household: 'HA', amountFen: 1 }], '2099-01')
    expect(await refuse([before.row('A'), before.row('B')])).toEqual(['returns.other-run', 'returns.other-run'])
    expect(await standing()).toEqual(['unanswered A'])
  })
})

test('a contradiction is a break until it is settled', async () => {
  await sent.answer([sent.row('A')])
  await refuse([sent.row('A', { result: '失败' })])
  expect(await standing()).toEqual(['contradiction A', 'unanswered B', 'unanswered C'])
})

describe('what somebody does about a break', () => {
  test('is kept with its reason, in a state, under an id that stays', async () => {
    const id = `NR-${sent.no('A')}`
    expect(await moveBreak(maker, sent.run.number, id, { to: 'working', why: '已去函 示例' })).toEqual({
      from: 'open',
      to: 'working',
      changed: true,
    })
    await moveBreak(checker, sent.run.number, id, { to: 'explained', why: '银行系统升级 示例' })
    const { breaks, counts } = await listBreaks(maker, sent.run.number, { limit: 10, state: 'explained' })
    expect(breaks).toMatchObject([{ id, state: 'explained', actor: '复核', why: '银行系统升级 示例' }])
    expect(counts).toEqual({ open: 2, working: 0, explained: 1, resolved: 0 })
    const folder = join(payroll.folder, 'states')
    await reconcileRun(maker, sent.run.number, { out: folder })
    const rows = read(folder, '对账差异.csv')
    expect(rows.find((row) => row.差异编号 === id)).toMatchObject({ 状态: '已说明', 处理人: '复核' })
  })

  test('repeated changes nothing; the same state for another reason, an unknown id and no reason are refused', async () => {
    const id = `NR-${sent.no('A')}`
    const move = (why: string, to: 'working' | 'open' = 'working', which = id) =>
      moveBreak(maker, sent.run.number, which, { to, why })
    const typed = `示例 379901196104050178 的 ${sent.no('A')}`
    await move(typed)
    const { breaks } = await listBreaks(maker, sent.run.number, { limit: 1000 })
    expect(breaks.find((one) => one.id === id)?.why).toMatch(/^示例 3799\*{10}0178 的 /)
    expect(await move(typed)).toMatchObject({ changed: false })
    expect(await refusedCodes(move('别的 示例'))).toEqual(['breaks.same-state'])
    expect(await refusedCodes(move('示例', 'open', 'NR-0'))).toEqual(['breaks.unknown'])
    expect(await refusedCodes(move(' '))).toEqual(['breaks.reason-missing'])
    const auditor = moveBreak(payroll.as('审计'), sent.run.number, id, { to: 'resolved', why: '示例' })
    expect(await refusedCodes(auditor)).toEqual(['user.role-not-allowed'])
  })

  test('by eight at once is done by one', async () => {
    const id = `NR-${sent.no('B')}`
    const tries = Array.from({ length: 8 }, (_, i) =>
      moveBreak(maker, sent.run.number, id, { to: 'resolved', why: `示例${i}` }).then(
        () => 'done',
        () => 'refused',
      ),
    )
    expect((await Promise.all(tries)).toSorted()).toEqual(['done', ...Array(7).fill('refused')])
  })
})

describe('ages', () => {
  test.each([
    ['2026-07-08T15:59:00.000Z', 0],
    ['2026-07-08T16:00:00.000Z', 1], // the next day in China
    ['2026-08-08T01:00:00.000Z', 31],
  ])('at %s, %i days since the export', async (now, days) => {
    payroll.setNow(now)
    const { breaks } = await listBreaks(maker, sent.run.number, { limit: 10 })
    expect(breaks.map(({ ageDays, exportedOn }) => `${exportedOn} ${ageDays}`)).toEqual(
      Array(3).fill(`2026-07-08 ${days}`),
    )
  })

  test('of a late answer end with the answer, and a closed run gives the same report for ever', async () => {
    await sent.answer([sent.row('A')])
    payroll.setNow('2026-07-18T01:00:00.000Z')
    await sent.answer([sent.row('B'), sent.row('C')])
    payroll.setNow('2026-07-20T01:00:00.000Z')
    await closeRun(checker, sent.run.number)
    const folder = join(payroll.folder, 'late')
    const first = await reconcileRun(maker, sent.run.number, { out: folder })
    expect(read(folder, '对账差异.csv').map((row) => `${row.类别} ${row['账龄(天)']}`)).toEqual(['迟到 10', '合计 '])
    payroll.setNow('2027-01-01T01:00:00.000Z')
    expect((await reconcileRun(maker, sent.run.number, { out: folder })).files).toEqual(first.files)
  })
})

describe('what the banks debited', () => {
  const batch = (n: number) => `${sent.run.number}-00${n}`
  let statements = 0
  const bring = (rows: string[], head = '日期,开户银行,批次文件号,借记金额') => {
    const path = join(payroll.folder, `对账单${++statements}.csv`)
    writeFileSync(path, [head, ...rows].join('\n'))
    return importStatement(maker, sent.run.number, path)
  }
  async function debits(): Promise<string[]> {
    const { breaks } = await listBreaks(maker, sent.run.number, { limit: 10 })
    const found = breaks.filter((one) => one.class === 'debit')
    return found.map((one) => `${one.bank} ${formatYuan(one.expectedFen)} ${formatYuan(one.foundFen)}`)
  }
  const A = '示例农商银行' // one file of A and B: 300.00
  const C = '示例邮储银行' // one file of C: 300.00

  test('is no question while nobody has brought a statement', async () => {
    expect(await debits()).toEqual([])
    const { debitedFen } = await reconcileRun(maker, sent.run.number, { out: join(payroll.folder, 'none') })
    expect(debitedFen).toBeNull()
  })

  test.each([
    [
      'all of it, by file',
      (): string[] => [`2026-07-09,${A},${batch(1)},300.00`, `2026-07-09,${C},${batch(2)},300.00`],
      [],
    ],
    [
      'all of it, by bank and day',
      () => [`2026-07-09,${A},,100.00`, `2026-07-10,${A},,200.00`, `2026-07-09,${C},,300`],
      [],
    ],
    [
      'too little of one file',
      () => [`2026-07-09,${A},${batch(1)},299.99`, `2026-07-09,${C},,300.00`],
      [`${A} 300.00 299.99`],
    ],
    ['one bank not yet', () => [`2026-07-09,${A},,300.00`], [`${C} 300.00 0.00`]],
    [
      'twice',
      () => [`2026-07-09,${A},,300.00`, `2026-07-09,${A},,300.00`, `2026-07-09,${C},,300`],
      [`${A} 300.00 600.00`],
    ],
    [
      'twice, and given back',
      () => [`2026-07-09,${A},,300.00`, `2026-07-10,${A},,300.00`, `2026-07-10,${A},,-300.00`, `2026-07-09,${C},,300`],
      [],
    ],
    [
      'more than the files',
      () => [`2026-07-09,${A},${batch(1)},300.00`, `2026-07-09,${A},,5.00`, `2026-07-09,${C},,300`],
      [`${A} 0.00 5.00`],
    ],
  ] as [string, () => string[], string[]][])('%s', async (_, rows, expected) => {
    await bring(rows())
    expect(await debits()).toEqual(expected)
  })

  test('a later statement that repeats earlier days counts them once', async () => {
    await bring([`2026-07-09,${A},,300.00`])
    const { debitedFen, exportedFen } = await bring([`2026-07-09,${A},,300.00`, `2026-07-10,${C},,300.00`])
    expect([debitedFen, exportedFen]).toEqual([60000n, 60000n])
    expect(await debits()).toEqual([])
  })

  test('the same bytes again change nothing', async () => {
    const path = join(payroll.folder, '同一份.csv')
    writeFileSync(path, `日期,开户银行,借记金额\n2026-07-09,${A},300.00\n`)
    expect(await importStatement(maker, sent.run.number, path)).toMatchObject({ changed: true, rows: 1 })
    expect(await importStatement(maker, sent.run.number, path)).toMatchObject({ changed: false })
  })

  test.each([
    ['a missing column', '日期,开户银行', [], 'statement.header'],
    ['nothing in it', undefined, [], 'statement.empty'],
    ['a day that is none', undefined, [`2026-02-30,${A},,1.00`], 'statement.day'],
    ['an amount of nothing', undefined, [`2026-07-09,${A},,0.00`], 'statement.amount'],
    ['another bank', undefined, ['2026-07-09,示例他行,,1.00'], 'statement.bank'],
    ['a file of nobody', undefined, [`2026-07-09,${A},X-001,1.00`], 'statement.batch'],
    ['a short row', undefined, [`2026-07-09,${A}`], 'statement.row-shape'],
    ['an open quote', undefined, ['"2026-07-09'], 'statement.unreadable'],
  ] as const)('%s is refused, and nothing is taken', async (_, head, rows, code) => {
    expect(await refusedCodes(bring([...rows], head))).toContain(code)
    expect(await debits()).toEqual([])
  })
})

test('by type of line the totals are those of the summary', async () => {
  const lines = [
    { payee: 'A', household: 'HA', amountFen: 50000 },
    { payee: 'A', household: 'HA', amountFen: 7000, type: 'arrears' as const, month: '2031-01' },
    { payee: 'A', household: 'HA', amountFen: -1234, type: 'recovery' as const, month: '2031-02' },
    { payee: 'C', household: 'HC', amountFen: 900 },
  ]
  const run = await payroll.approved(lines, '2098-01')
  const { exportRun } = await import('../../../src/app/export/export-run.ts')
  const folder = join(payroll.folder, 'types')
  await exportRun(maker, run.number, { out: folder })
  const { rows } = await database.pool.query(
    'SELECT payment_no FROM payment WHERE run_id = $1 AND amount_fen = 55766',
    [run.runId],
  )
  const path = join(payroll.folder, '类型.csv')
  writeFileSync(path, `${RETURN_HEAD}\n${rows[0].payment_no},${accountOf('A')},557.66,成功,`)
  await importReturn(maker, run.number, path)
  const { totals } = await reconcileRun(maker, run.number, { out: folder })
  const types = read(folder, '对账类型.csv')
  expect(types.map((row) => `${row.开户银行} ${row.类型} ${row.明细行数} ${row.核定金额} ${row.成功金额}`)).toEqual([
    '示例农商银行 正常 1 500.00 500.00',
    '示例农商银行 补发 1 70.00 70.00',
    '示例农商银行 追回 1 -12.34 -12.34',
    '示例邮储银行 正常 1 9.00 0.00',
    '  4 566.66 557.66',
  ])
  expect(types.at(-1)).toMatchObject({
    核定金额: formatYuan(totals.approved.fen),
    成功金额: formatYuan(totals.paid.fen),
    未回盘金额: formatYuan(totals.unknown.fen),
  })
})

function read(folder: string, name: string): Record<string, string>[] {
  return parse(readFileSync(join(folder, name), 'utf8'), { bom: true, columns: true })
}

function checkOf(body: string): string {
  let product = 10
  for (const digit of body.slice(1)) product = ((((product + Number(digit) - 1) % 10) + 1) * 2) % 11
  return String((11 - product) % 10)
}
