import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { verifyRun } from '../../../src/app/inquiry/verify-run.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../../src/app/run/runs.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { importRows, type TestContext, testContext } from '../../support/registry.ts'
import { linesOf, openSampleMonth, rowCounts, SAMPLE, sampleRows } from '../../support/sample-county.ts'

const database = await testDatabase()
let context: TestContext
let run: Run

beforeAll(async () => {
  context = await testContext(database)
  run = await openSampleMonth(context, 12)
  await calculateRun(context, run.number, { chunkSize: 5 })
  await submitRun(context, run.number)
  await approveRun(context.as('复核甲'), run.number)
})

async function allIsWell() {
  const lines = (await linesOf(context, run)).length
  expect(await verifyRun(context.as('审计甲'), run.number)).toMatchObject({
    linesRecomputed: lines,
    linesDiffering: 0,
    seal: 'matches',
    audit: 'matches',
    problems: [],
  })
}

test('a run can be worked out again to the very same lines, and looking changes nothing', async () => {
  const before = await rowCounts(context)
  await allIsWell()
  expect(await rowCounts(context)).toEqual(before)
})

describe('what became known later changes nothing of what was known then', () => {
  const [household] = sampleRows(1).households
  const member = sampleRows(1).members[0]!

  test.each<[string, string, Record<string, string>]>([
    ['a new income', 'incomes', { 家庭编号: '示例-001', 收入类别: '财产', 月收入: '5000.00', 起始月份: '2025-01' }],
    ['another size', 'households', { ...household, 家庭人口: '3' }],
    ['a death', 'members', { ...member, 死亡日期: '2026-01-01' }],
    ['an enrolment ended', 'enrolments', { ...sampleRows(1).enrolments[0], 终止月份: '2026-05', 终止原因: '退出' }],
    ['a death in another household', 'members', { ...sampleRows(4).members.at(-1)!, 死亡日期: '2025-05-05' }],
  ])('%s', async (_, kind, row) => {
    const before = await linesOf(context, run)
    await importRows(context, kind, [row])
    expect(await linesOf(context, run)).toEqual(before)
    await allIsWell()
  })

  test('but another run, calculated now, knows it', async () => {
    const { run: next } = await openRun(context, { county: SAMPLE, month: '2026-08', kind: 'regular' })
    await calculateRun(context, next.number)
    const of = (lines: string[]) => lines.filter((line) => line.startsWith('示例-001') && line.includes('2026-08'))
    expect(of(await linesOf(context, next))).toEqual([])
    await allIsWell()
  })
})

describe('what was tampered with is found', () => {
  /** Changes what nobody may change, past every fence, as only who owns the server can, and puts it back. */
  async function tampered(change: string, restore: string, look: () => Promise<void>): Promise<void> {
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    try {
      await owner.query('SET session_replication_role = replica')
      expect((await owner.query(change)).rowCount).toBe(1)
      await look().finally(() => owner.query(restore))
    } finally {
      await owner.end()
    }
    await allIsWell()
  }

  const codes = async () => (await verifyRun(context, run.number)).problems.map(({ code }) => code)
  const oneLine = `(county, run_id, attempt, household_no, component) = ('${SAMPLE}', 1, 1, '示例-012', 'top-up')`

  test('an amount raised by one fen', async () => {
    const set = (by: string) => `UPDATE line SET amount_fen = amount_fen ${by} WHERE ${oneLine}`
    await tampered(set('+ 1'), set('- 1'), async () => {
      const found = await verifyRun(context, run.number)
      expect(found).toMatchObject({ linesDiffering: 2, seal: 'broken', audit: 'matches' })
      expect(found.problems.map(({ code }) => code)).toEqual(['verify.lines-differ', 'verify.seal-broken'])
      expect(found.problems[0]!.message).toContain('示例-012')
    })
  })

  test('another payee', async () => {
    const { rows } = await database.pool.query(`SELECT payee_no FROM line WHERE ${oneLine}`)
    const set = (payee: string) => `UPDATE line SET payee_no = ${payee} WHERE ${oneLine}`
    await tampered(set('1000000'), set(rows[0].payee_no), async () =>
      expect(await codes()).toEqual(['verify.lines-differ', 'verify.seal-broken']),
    )
  })

  test('a line taken away', async () => {
    const move = (from: number, to: number) =>
      `UPDATE line SET attempt = ${to} WHERE (run_id, attempt, household_no, component) = (1, ${from}, '示例-012', 'top-up')`
    await tampered(move(1, 7), move(7, 1), async () =>
      expect(await codes()).toEqual(['verify.lines-differ', 'verify.seal-broken']),
    )
  })

  test.each([
    ['actor', `'复核乙'`, `'复核甲'`],
    ['at', `'2026-07-05 09:00:01+08'`, `'2026-07-05T01:00:00.000Z'`],
  ])('an audit row’s %s', async (column, change, restore) => {
    const set = (value: string) =>
      `UPDATE audit SET ${column} = ${value} WHERE county = '${SAMPLE}' AND action = 'run.approve'`
    await tampered(set(change), set(restore), async () => {
      expect(await codes()).toEqual(['verify.audit-broken'])
    })
  })
})

test('a run that was never calculated cannot be verified', async () => {
  const { run: next } = await openRun(context, { county: SAMPLE, month: '2026-09', kind: 'regular' })
  const refused = await verifyRun(context, next.number).catch((error) => error.problems[0].code)
  expect(refused).toBe('verify.not-calculated')
})
