import { afterAll, expect, test } from 'vitest'
import { importReturn } from '../../../src/app/returns/returns-import.ts'
import { confirmUndo, undoReturn } from '../../../src/app/returns/returns-undo.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import { testDatabase } from '../../support/database.ts'
import { accountOf, Payroll } from '../../support/payroll.ts'
import { RETURN_HEAD, SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
for (const owner of ['A', 'B', 'C']) await payroll.account({ owner })
const lines = ['A', 'B', 'C'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10001 * (i + 1) }))
const other = await SentRun.send(database, payroll, lines, '2026-07')
const sent = await SentRun.send(database, payroll, lines, '2026-08')

/** What the bank really did: A and C were paid, B came back. */
const TRUE_ROWS = [sent.row('A'), sent.row('B', { result: '失败', reason: '户名不符' }), sent.row('C')]
const TRUTH = new Map([
  [sent.no('A'), 'paid'],
  [sent.no('B'), 'failed'],
  [sent.no('C'), 'paid'],
])
const TOTAL = '合计,3笔,600.06,,'
const WHOLE = [RETURN_HEAD, ...TRUE_ROWS, TOTAL].join('\n')

interface Tally {
  tried: number
  refused: number
  applied: number
  untrue: number
  reworded: number
}
const tallies = new Map<string, Tally>()
afterAll(() => {
  const rows = [...tallies].map(
    ([kind, { tried, refused, applied, untrue, reworded }]) =>
      `${kind}: ${tried} tried, ${refused} refused, ${applied} applied in true part, ${untrue} untrue, ${reworded} with another reason`,
  )
  process.stdout.write(`altered returns\n  ${rows.join('\n  ')}\n`)
})

/** Tries an altered return, looks at what holds after it, and takes it back. */
async function attempt(kind: string, content: string | Buffer): Promise<'refused' | 'true' | 'untrue' | 'reworded'> {
  const tally = tallies.get(kind) ?? { tried: 0, refused: 0, applied: 0, untrue: 0, reworded: 0 }
  tallies.set(kind, tally)
  tally.tried++
  const result = await importReturn(maker, sent.run.number, sent.write(content)).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error
    return null
  })
  const { rows } = await database.pool.query(
    'SELECT payment_no, outcome, reason, return_no FROM outcome_in_force WHERE run_id = $1',
    [sent.run.runId],
  )
  if (result === null) {
    expect(rows).toEqual([])
    tally.refused++
    return 'refused'
  }
  expect(rows).toHaveLength(result.news)
  const untrue = rows.some((row) => TRUTH.get(row.payment_no) !== row.outcome)
  const reworded = rows.some((row) => row.reason !== null && row.reason !== '户名不符')
  const how = untrue ? 'untrue' : reworded ? 'reworded' : 'applied'
  tally[how]++
  await takeBack()
  return how === 'applied' ? 'true' : how
}

async function takeBack(): Promise<void> {
  const { rows } = await database.pool.query('SELECT max(return_no) AS no FROM return_file WHERE run_id = $1', [
    sent.run.runId,
  ])
  await undoReturn(maker, sent.run.number, String(rows[0].no), '试验 示例')
  await confirmUndo(payroll.as('复核'), sent.run.number, String(rows[0].no))
}

test('as the bank gave it, it applies', async () => {
  expect(await attempt('whole', WHOLE)).toBe('true')
})

test('cut after any byte: refused, or what is whole applies; at most a reason is shortened', async () => {
  const bytes = Buffer.from(WHOLE)
  for (let cut = 0; cut < bytes.length; cut++) {
    expect(await attempt('cut', bytes.subarray(0, cut)), `cut after ${cut} bytes`).not.toBe('untrue')
  }
}, 240_000)

test('lines in any order apply as long as header and total keep their places', async () => {
  const [a, b, c] = TRUE_ROWS as [string, string, string]
  for (const rows of [
    [a, c, b],
    [b, a, c],
    [b, c, a],
    [c, a, b],
    [c, b, a],
  ]) {
    expect(await attempt('shuffled', [RETURN_HEAD, ...rows, TOTAL].join('\n'))).toBe('true')
  }
  for (const all of [
    [a, RETURN_HEAD, b, c, TOTAL],
    [RETURN_HEAD, TOTAL, a, b, c],
    [RETURN_HEAD, a, TOTAL, b, c],
  ]) {
    expect(await attempt('header or total out of place', all.join('\n'))).toBe('refused')
  }
})

test('any row left out or given twice is refused by the total', async () => {
  for (let i = 0; i < TRUE_ROWS.length; i++) {
    const without = TRUE_ROWS.toSpliced(i, 1)
    expect(await attempt('row left out', [RETURN_HEAD, ...without, TOTAL].join('\n'))).toBe('refused')
    const twice = [...TRUE_ROWS, TRUE_ROWS[i]!]
    expect(await attempt('row twice', [RETURN_HEAD, ...twice, TOTAL].join('\n'))).toBe('refused')
    expect(await attempt('row twice, no total', [RETURN_HEAD, ...twice].join('\n'))).toBe('refused')
  }
})

const ALTERED: [field: string, at: number, values: (cell: string) => string[]][] = [
  ['payment number', 0, oneDigitOff],
  ['account', 1, oneDigitOff],
  ['amount', 2, (cell) => [...oneDigitOff(cell), `-${cell}`, cell.replace('.', ''), `${cell}0`, '']],
  ['result', 3, () => ['', '?', '成', '处理中', '成功 失败']],
]
test.each(ALTERED)(
  'any %s altered is refused',
  async (field, at, values) => {
    for (const [i, row] of TRUE_ROWS.entries()) {
      const cells = row.split(',')
      for (const value of values(cells[at]!)) {
        const rows = TRUE_ROWS.with(i, cells.with(at, value).join(','))
        expect(await attempt(`${field} altered`, [RETURN_HEAD, ...rows].join('\n')), `${row}: ${value}`).toBe('refused')
      }
    }
  },
  240_000,
)

test('cells of two rows changed for each other are refused, for the three that say whose money it is', async () => {
  for (const at of [0, 1, 2]) {
    const [a, b, c] = TRUE_ROWS.map((row) => row.split(',')) as [string[], string[], string[]]
    const rows = [a.with(at, b[at]!), b.with(at, a[at]!), c].map((cells) => cells.join(','))
    expect(await attempt('cells changed for each other', [RETURN_HEAD, ...rows, TOTAL].join('\n'))).toBe('refused')
  }
})

test('only a bank that turns 成功 into 失败 itself cannot be noticed', async () => {
  const rows = TRUE_ROWS.with(0, sent.row('A', { result: '失败', reason: '户名不符' }))
  expect(await attempt('result turned round', [RETURN_HEAD, ...rows, TOTAL].join('\n'))).toBe('untrue')
})

test('a file of another run, and one row of it among ours, is refused', async () => {
  const theirs = ['A', 'B', 'C'].map((letter) => other.row(letter))
  expect(await attempt('another run', [RETURN_HEAD, ...theirs].join('\n'))).toBe('refused')
  for (const row of theirs) {
    expect(await attempt('a row of another run', [RETURN_HEAD, ...TRUE_ROWS, row].join('\n'))).toBe('refused')
  }
})

test('a NUL or an unclosed quote anywhere in a row is refused', async () => {
  const row = TRUE_ROWS[0]!
  for (let at = 0; at <= row.length; at += 5) {
    for (const sign of ['\u0000', '"']) {
      const rows = TRUE_ROWS.with(0, row.slice(0, at) + sign + row.slice(at))
      expect(await attempt('control character or quote', [RETURN_HEAD, ...rows].join('\n'))).toBe('refused')
    }
  }
}, 120_000)

test('an account that a bank puts into another column is not told in clear', async () => {
  const account = accountOf('A')
  for (const said of [{ no: account }, { amount: account }, { result: account }]) {
    const content = [RETURN_HEAD, sent.row('A', said)].join('\n')
    const error = await importReturn(maker, sent.run.number, sent.write(content)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Refused)
    expect(JSON.stringify((error as Refused).problems)).not.toContain(account)
  }
  const { rows } = await database.pool.query('SELECT to_jsonb(m)::text AS text FROM return_misfit m')
  expect(rows.filter(({ text }) => text.includes(account))).toEqual([])
})

function oneDigitOff(cell: string): string[] {
  return [...cell].flatMap((digit, i) =>
    /\d/.test(digit) ? [cell.slice(0, i) + String((Number(digit) + 1) % 10) + cell.slice(i + 1)] : [],
  )
}
