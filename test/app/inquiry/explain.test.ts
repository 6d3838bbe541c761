import { beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { explain } from '../../../src/app/inquiry/explain.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { importRows, type TestContext, testContext } from '../../support/registry.ts'
import { openSampleMonth, SAMPLE, SAMPLE_MONTH, sampleRows } from '../../support/sample-county.ts'

const database = await testDatabase()
const rows = sampleRows(12)
const asked = { county: SAMPLE, month: SAMPLE_MONTH }
let context: TestContext
let run: Run

beforeAll(async () => {
  context = await testContext(database)
  run = await openSampleMonth(context, 12)
  await calculateRun(context, run.number)
})

async function codeOf(step: Promise<unknown>): Promise<string> {
  return await step.then(
    () => 'done',
    (error) => error.problems[0].code,
  )
}

test('explains of every household what the run lined up, amount, arithmetic and basis', async () => {
  for (const { 家庭编号: household } of rows.households) {
    const [told] = await explain(context, { ...asked, household })
    const stored = await database.pool.query(
      `SELECT component, person_no, amount_fen, formula, basis FROM line WHERE run_id = $1 AND household_no = $2
       ORDER BY person_no, programme, component`,
      [run.runId, household],
    )
    const explained = told!.outcome.lines.map(({ component, personNo, amountFen, formula, basis }) => ({
      component,
      person_no: String(personNo),
      amount_fen: String(amountFen),
      formula,
      basis,
    }))
    expect(explained).toEqual(stored.rows)
    expect(told!.paid.map(({ amountFen }) => amountFen)).toHaveLength(stored.rowCount!)
  }
})

test('every cited article is given in its own words', async () => {
  const [told] = await explain(context, { ...asked, household: '示例-012' })
  const cited = told!.outcome.lines.flatMap(({ basis }) => basis.replace('示例民发〔2099〕1号 ', '').split('、'))
  expect(told!.articles.map(({ article }) => article).sort()).toEqual([...new Set(cited)].sort())
  for (const { text } of told!.articles) expect(text).toMatch(/。$/)
})

describe('asked by ID number', () => {
  test('every household of the person is told, and no number is in clear', async () => {
    const id = rows.members.at(-1)!.身份证号!
    const told = await explain(context, { ...asked, id })
    expect(told.map(({ householdNo }) => householdNo)).toEqual(['示例-003', '示例-004'])
    const text = JSON.stringify(told, (_, value) => (typeof value === 'bigint' ? String(value) : value))
    for (const { 身份证号: number } of rows.members) expect(text).not.toContain(number)
    expect(text).toContain(id.slice(-4))
  })

  test('the dibao that is not kept is told with its reason', async () => {
    const [, second] = await explain(context, { ...asked, id: rows.members.at(-1)!.身份证号! })
    expect(second!.outcome.exceptions.map(({ code }) => code)).toEqual(['exclusion.not-kept'])
  })
})

test('tells what is known now, also when the run knew otherwise', async () => {
  await importRows(context, 'incomes', [
    { 家庭编号: '示例-012', 收入类别: '财产', 月收入: '99999.00', 起始月份: '2025-01' },
  ])
  const before = context.now()
  context.setNow('2026-08-20T01:00:00.000Z')
  await importRows(context, 'incomes', [
    { 家庭编号: '示例-012', 收入类别: '财产', 月收入: '88888.00', 起始月份: '2025-01' },
  ])
  const then = async (knownOn?: string) =>
    (await explain(context, { ...asked, household: '示例-012', knownOn })).flatMap(({ incomes }) =>
      incomes.filter(({ kind }) => kind === '财产').map(({ monthlyFen }) => monthlyFen),
    )
  expect([await then('2026-08-19'), await then('2026-08-20'), await then()]).toEqual([
    [9_999_900n],
    [8_888_800n],
    [8_888_800n],
  ])
  expect(await then(before)).toEqual([9_999_900n])
  expect(await codeOf(explain(context, { ...asked, household: '示例-012', knownOn: '2020-01-01' }))).toBe(
    'explain.not-known-then',
  )
  expect(await codeOf(explain(context, { ...asked, household: '示例-012', knownOn: '昨天' }))).toBe('policy.day')
  const [told] = await explain(context, { ...asked, household: '示例-012' })
  expect(told!.outcome.lines).toEqual([])
  expect(told!.outcome.exceptions.map(({ code }) => code)).toEqual(['dibao.over-standard'])
  expect(told!.paid.length).toBeGreaterThan(0)
})

test.each([
  [{ ...asked, household: '示例-404' }, 'explain.household-unknown'],
  [{ ...asked, id: '379901198001010000' }, 'explain.person-unknown'],
  [{ ...asked, id: '不是号码' }, 'explain.person-unknown'],
  [{ ...asked, month: '2026-00', household: '示例-001' }, 'explain.month-invalid'],
  [{ ...asked, county: '370202', household: '示例-001' }, 'explain.county-unknown'],
])('%o is refused: %s', async (request, code) => {
  expect(await codeOf(explain(context, request))).toBe(code)
})

test('an admin, who sees no families, is refused', async () => {
  expect(await codeOf(explain(context.as('管理员甲'), { ...asked, household: '示例-001' }))).toBe(
    'user.role-not-allowed',
  )
})
