import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { testDatabase } from '../../support/database.ts'
import { importRows, type TestContext, testContext } from '../../support/registry.ts'
import { linesOf, openSampleMonth, sampleRows } from '../../support/sample-county.ts'

const HOUSEHOLDS = 12
const database = await testDatabase()
let context: TestContext
let run: Awaited<ReturnType<typeof openSampleMonth>>
let expected: string[]

beforeAll(async () => {
  context = await testContext(database)
  run = await openSampleMonth(context, HOUSEHOLDS)
  await calculateRun(context, run.number)
  expected = await linesOf(context, run)
})

/** Something new is known, so that the next calculation is a new attempt. */
async function learn(what: string): Promise<void> {
  const person = sampleRows(1).members[0]!.身份证号!
  await importRows(context, 'matches', [
    { 身份证号: person, 来源: '税务', 结果: '企业', 日期: '2026-07-01', 备注: what },
  ])
}

async function attempts(): Promise<number> {
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM calculation WHERE run_id = $1', [
    run.runId,
  ])
  return rows[0].n
}

test('the sample month pays top-ups, supplements and tapers, and lists somebody', async () => {
  const components = new Set(expected.map((line) => line.split('|')[3]))
  expect([...components].sort()).toEqual(['classified-supplement', 'taper', 'top-up'])
  const { rows } = await database.pool.query('SELECT DISTINCT effect FROM exception ORDER BY 1')
  expect(rows.map(({ effect }) => effect)).toEqual(['held', 'not-paid'])
})

test('progress is what is stored: lines, total, exceptions', async () => {
  const { rows } = await database.pool.query(
    `SELECT c.lines = (SELECT count(*) FROM line l WHERE l.run_id = c.run_id AND l.attempt = c.attempt) AS lines,
       c.total_fen = (SELECT sum(amount_fen) FROM line l WHERE l.run_id = c.run_id AND l.attempt = c.attempt) AS total,
       c.total_fen = (SELECT sum(amount_fen) FROM payment p WHERE p.run_id = c.run_id AND p.attempt = c.attempt) AS paid,
       c.exceptions = (SELECT count(*) FROM exception e WHERE e.run_id = c.run_id AND e.attempt = c.attempt
                       AND effect <> 'held') AS exceptions
     FROM calculation c WHERE c.run_id = $1 AND c.attempt = 1`,
    [run.runId],
  )
  expect(rows).toEqual([{ lines: true, total: true, paid: true, exceptions: true }])
})

test('everybody enrolled has a line or a listed reason', async () => {
  const { rows } = await database.pool.query(
    `SELECT enrolment_no FROM enrolment_fact e WHERE NOT EXISTS (
       SELECT FROM line l WHERE l.run_id = $1 AND l.enrolment_no = e.enrolment_no) AND NOT EXISTS (
       SELECT FROM exception x WHERE x.run_id = $1 AND x.enrolment_no = e.enrolment_no)`,
    [run.runId],
  )
  expect(rows).toEqual([])
})

test('calculated again with nothing new known, nothing happens', async () => {
  const before = await attempts()
  expect(await calculateRun(context, run.number)).toMatchObject({ how: 'unchanged' })
  expect(await attempts()).toBe(before)
})

test.each([1, 2, 7, 4000])('in chunks of %i households the lines are the same', async (chunkSize) => {
  await learn(`chunks of ${chunkSize}`)
  expect(await calculateRun(context, run.number, { chunkSize })).toMatchObject({ how: 'calculated' })
  expect(await linesOf(context, run)).toEqual(expected)
})

describe('killed between chunks', () => {
  test.each([
    [1, 1],
    [3, 2],
    [5, 2],
    [11, 1],
  ])('after %i chunks of %i households, the next one goes on behind them', async (chunks, chunkSize) => {
    await learn(`killed after ${chunks} of ${chunkSize}`)
    const begun = (await attempts()) + 1
    await expect(calculateRun(dyingAfter(chunks), run.number, { chunkSize })).rejects.toThrow('断电')
    expect(await storedHouseholds(begun)).toBe(chunks * chunkSize)
    expect(await calculateRun(context, run.number, { chunkSize: 4 })).toMatchObject({ how: 'resumed' })
    expect(await linesOf(context, run)).toEqual(expected)
    expect(await attempts()).toBe(begun)
  })

  test('what became known in between is left to the next calculation', async () => {
    await learn('before the kill')
    await expect(calculateRun(dyingAfter(2), run.number, { chunkSize: 2 })).rejects.toThrow('断电')
    const rich = { 家庭编号: '示例-012', 身份证号: '', 收入类别: '财产', 月收入: '99999.00', 起始月份: '2025-01' }
    await importRows(context, 'incomes', [rich])
    expect(await calculateRun(context, run.number)).toMatchObject({ how: 'resumed' })
    expect(await linesOf(context, run)).toEqual(expected)
    expect(await calculateRun(context, run.number)).toMatchObject({ how: 'calculated' })
    expect(await linesOf(context, run)).toEqual(expected.filter((line) => !line.startsWith('示例-012')))
    await importRows(context, 'incomes', [{ ...rich, 终止月份: '2025-01' }])
    expect(await calculateRun(context, run.number)).toMatchObject({ how: 'calculated' })
    expect(await linesOf(context, run)).toEqual(expected)
  })

  test('by a database server that drops every connection', async () => {
    await learn('connections dropped')
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    let dropped: Promise<unknown> | null = null
    const progress = () => {
      dropped ??= owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`)
    }
    await expect(calculateRun({ ...context, progress }, run.number, { chunkSize: 1 })).rejects.toThrow()
    await dropped
    await owner.end()
    expect(await calculateRun(context, run.number)).toMatchObject({ how: 'resumed' })
    expect(await linesOf(context, run)).toEqual(expected)
  })

  function dyingAfter(chunks: number): TestContext {
    let left = chunks
    const progress = () => {
      if (--left === 0) throw new Error('断电')
    }
    return { ...context, progress }
  }

  async function storedHouseholds(attempt: number): Promise<number> {
    const { rows } = await database.pool.query(
      `SELECT count(*)::int AS n FROM enrolment_fact WHERE household_no <=
         (SELECT last_household FROM calculation WHERE run_id = $1 AND attempt = $2)`,
      [run.runId, attempt],
    )
    return rows[0].n
  }
})

test('two calculations at once: no line twice, none missing', async () => {
  for (const chunkSize of [1, 2, 5]) {
    await learn(`two at once by ${chunkSize}`)
    const both = await Promise.allSettled([
      calculateRun(context, run.number, { chunkSize }),
      calculateRun(context.as('经办乙'), run.number, { chunkSize }),
    ])
    const refused = both.filter((result) => result.status === 'rejected').map(({ reason }) => reason)
    for (const reason of refused) expect(reason).toMatchObject({ name: 'Refused' })
    expect(refused.length).toBeLessThanOrEqual(1)
    expect(await linesOf(context, run)).toEqual(expected)
  }
})
