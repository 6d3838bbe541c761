import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { testDatabase } from '../../support/database.ts'
import { importRows, type TestContext, testContext } from '../../support/registry.ts'
import { linesOf, openSampleMonth, sampleRows } from '../../support/sample-county.ts'

const HOUSEHOLDS = 40
const database = await testDatabase()
let context: TestContext
let run: Awaited<ReturnType<typeof openSampleMonth>>
let expected: string[]
let figures: unknown

beforeAll(async () => {
  context = await testContext(database)
  run = await openSampleMonth(context, HOUSEHOLDS)
  const { attempt } = await calculateRun(context, run.number)
  figures = attempt.progress
  expected = await linesOf(context, run)
})

/** Something new is known, so that the next calculation is a new attempt. */
async function learn(what: string): Promise<void> {
  const person = sampleRows(1).members[0]!.身份证号!
  const match = { 身份证号: person, 来源: '税务', 结果: '企业', 日期: '2026-07-01', 备注: what }
  await importRows(context, 'matches', [match])
}

/** The processes that work along, by what the system says are this one's children. */
function helpers(): number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
  const all = children.split(' ').filter((pid) => pid !== '')
  return all.map(Number).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('hand-main'))
}

/** Counts chunks and does something once one is stored; keeps the most helpers seen. */
function watching(after: number, act: () => void) {
  const seen = { helpers: 0, chunks: 0 }
  const progress = () => {
    seen.helpers = Math.max(seen.helpers, helpers().length)
    if (++seen.chunks === after) act()
  }
  return { seen, context: { ...context, progress } }
}

test.runIf(process.platform === 'linux')(
  'two or three processes give the same lines, in the same order of storing',
  async () => {
    for (const workers of [2, 3]) {
      await learn(`by ${workers}`)
      const watch = watching(0, () => {})
      const result = await calculateRun(watch.context, run.number, { chunkSize: 1, workers })
      expect(result).toMatchObject({ how: 'calculated', attempt: { progress: figures } })
      expect(watch.seen).toEqual({ helpers: workers - 1, chunks: HOUSEHOLDS })
      expect(await linesOf(context, run)).toEqual(expected)
      expect(helpers()).toEqual([])
    }
  },
)

test.runIf(process.platform === 'linux')('a process that is killed costs its chunk and nothing else', async () => {
  for (const chunk of [1, 5, 17]) {
    await learn(`killed at ${chunk}`)
    const watch = watching(chunk, () => process.kill(helpers()[0]!, 'SIGKILL'))
    const result = await calculateRun(watch.context, run.number, { chunkSize: 1, workers: 3 })
    expect(result).toMatchObject({ how: 'calculated', attempt: { progress: figures } })
    expect(await linesOf(context, run)).toEqual(expected)
    expect(helpers()).toEqual([])
  }
})

test('what is broken off goes on with any number of processes', async () => {
  for (const [first, then] of [
    [2, 1],
    [3, 2],
    [1, 3],
  ] as const) {
    await learn(`${first} then ${then}`)
    const watch = watching(7, () => {
      throw new Error('断电')
    })
    await expect(calculateRun(watch.context, run.number, { chunkSize: 1, workers: first })).rejects.toThrow('断电')
    const result = await calculateRun(context, run.number, { chunkSize: 2, workers: then })
    expect(result).toMatchObject({ how: 'resumed', attempt: { progress: figures } })
    expect(await linesOf(context, run)).toEqual(expected)
  }
})

test('two commands with several processes each: no line twice, none missing', async () => {
  await learn('two at once')
  const both = await Promise.allSettled([
    calculateRun(context, run.number, { chunkSize: 1, workers: 2 }),
    calculateRun(context.as('经办乙'), run.number, { chunkSize: 1, workers: 2 }),
  ])
  const refused = both.filter((result) => result.status === 'rejected').map(({ reason }) => reason)
  for (const reason of refused) expect(reason).toMatchObject({ name: 'Refused' })
  expect(refused.length).toBeLessThanOrEqual(1)
  expect(await linesOf(context, run)).toEqual(expected)
})
