import { describe, expect, test } from 'vitest'
import type { Context } from '../src/access/context.ts'
import { calculateRun } from '../src/app/calculate/calculate-run.ts'
import { importFile } from '../src/app/import/import-file.ts'
import { loadPolicies } from '../src/app/policy/policy-load.ts'
import { openRun } from '../src/app/run/open-run.ts'
import { formatYuan, parseYuan } from '../src/kernel/money.ts'
import { programmeName } from '../src/policy/programmes.ts'
import { findRun, type Run } from '../src/run/run.store.ts'
import { evaluateFormula } from './rules/evaluate-formula.ts'
import { testDatabase } from './support/database.ts'
import { type GoldenCase, type GoldenRow, goldenCases } from './support/golden-case.ts'
import { testContext } from './support/registry.ts'

const EFFECTS: Record<string, string> = { 'not-paid': '未发', held: '暂缓', warning: '提示' }
const cases = goldenCases()

test('there are golden cases', () => {
  expect(cases.length).toBeGreaterThan(30)
})

describe.each(cases)('$name $title', async (golden) => {
  const database = await testDatabase()

  test('what a person worked out is what is paid, and who is listed', async () => {
    const context = await testContext(database)
    const run = await monthOf(context, golden)
    const stored = asTold(await storedLines(context, run), golden.lines)
    expect(stored).toEqual(golden.lines.map(withoutWorking).sort(byText))
    const listed = asTold(await storedExceptions(context, run), golden.exceptions)
    expect(listed).toEqual([...golden.exceptions].sort(byText))
    expect(await monthTotal(context, run)).toBe(expectedTotal(golden))
    const { lines, payments } = await totals(context, run)
    expect(payments).toBe(lines)
  })

  test('every working ends in its amount, and every 算式 comes to it', () => {
    for (const { 演算: working, 金额: amount, 算式: formula } of golden.lines) {
      expect(working).toMatch(new RegExp(` = ${amount}$`))
      const off = evaluateFormula(formula!).minus(amount!).abs()
      expect(off.lt(1), `${formula} 与 ${amount} 相差不到 1 元`).toBe(true)
    }
  })
})

/** The case's documents and registry loaded, the system's first month opened, and the month or index month calculated. */
async function monthOf(context: Context & { setNow(instant: string): void }, golden: GoldenCase): Promise<Run> {
  const { county, month, kind = 'regular', firstMonth = month } = golden
  context.setNow(`${month}-05T01:00:00.000Z`)
  await loadPolicies(context, golden.policies)
  for (const { kind, path } of golden.imports) {
    const { refused, problems } = await importFile(context, kind, path)
    expect({ path, refused, problems: problems.filter(({ severity }) => severity === 'error') }).toMatchObject({
      refused: 0,
      problems: [],
    })
  }
  await openRun(context, { county, month: firstMonth, kind: 'regular' })
  const { run } = await openRun(context, { county, month, kind })
  await calculateRun(context, run.number)
  return await findRun(context.database.sql, run.number)
}

async function storedLines({ database }: Context, run: Run): Promise<GoldenRow[]> {
  const { rows } = await database.pool.query(
    `SELECT household_no, programme, component, benefit_month, persons, standard_fen, formula, basis, amount_fen,
       (SELECT name FROM member_fact m WHERE m.county = l.county AND m.person_no = CASE l.person_no WHEN 0 THEN l.payee_no ELSE l.person_no END
        ORDER BY known DESC, from_month DESC LIMIT 1) AS name
     FROM line l WHERE county = $1 AND run_id = $2 AND attempt = $3 AND benefit_month = $4`,
    [run.county, run.runId, run.attempt, run.month],
  )
  const lines = rows.map((row) => ({
    家庭编号: row.household_no,
    姓名: row.name,
    项目: programmeName(row.programme),
    组成: row.component,
    享受月份: row.benefit_month,
    人数: String(row.persons),
    标准: row.standard_fen === null ? '' : formatYuan(BigInt(row.standard_fen)),
    算式: row.formula,
    依据: row.basis,
    金额: formatYuan(BigInt(row.amount_fen)),
  }))
  return lines
}

async function storedExceptions({ database }: Context, run: Run): Promise<GoldenRow[]> {
  const { rows } = await database.pool.query(
    `SELECT household_no, enrolment_no, effect, code, basis FROM exception
     WHERE county = $1 AND run_id = $2 AND attempt = $3 AND benefit_month = $4`,
    [run.county, run.runId, run.attempt, run.month],
  )
  const exceptions = rows.map((row) => ({
    家庭编号: row.household_no ?? '',
    待遇编号: row.enrolment_no ?? '',
    列示: EFFECTS[row.effect]!,
    代码: row.code,
    依据: row.basis,
  }))
  return exceptions
}

async function totals({ database }: Context, run: Run) {
  const key = [run.county, run.runId, run.attempt]
  const sums = await database.pool.query(
    `SELECT (SELECT coalesce(sum(amount_fen), 0) FROM line WHERE (county, run_id, attempt) = ($1, $2, $3)) AS lines,
       (SELECT coalesce(sum(amount_fen), 0) FROM payment WHERE (county, run_id, attempt) = ($1, $2, $3)) AS payments`,
    key,
  )
  return sums.rows[0]
}

/** What is lined up for the month itself; months between the system's first and this one, which had no run, come beside it. */
async function monthTotal({ database }: Context, run: Run): Promise<string> {
  const { rows } = await database.pool.query(
    `SELECT coalesce(sum(amount_fen), 0) AS total FROM line WHERE (county, run_id, attempt, benefit_month) = ($1, $2, $3, $4)`,
    [run.county, run.runId, run.attempt, run.month],
  )
  return rows[0].total
}

function expectedTotal({ lines }: GoldenCase): string {
  return String(lines.reduce((sum, line) => sum + parseYuan(line.金额!)!, 0n))
}

/** 依据 is compared where the case has it worked out. */
function asTold(stored: readonly GoldenRow[], expected: readonly GoldenRow[]): GoldenRow[] {
  const told = expected.some((row) => row.依据 !== undefined)
  return stored.map(({ 依据: basis, ...row }) => (told ? { ...row, 依据: basis! } : row)).sort(byText)
}

function withoutWorking({ 演算: _, ...line }: GoldenRow): GoldenRow {
  return line
}

function byText(a: GoldenRow, b: GoldenRow): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
