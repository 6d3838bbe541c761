import { beforeAll, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { previewRun } from '../../../src/app/calculate/preview-run.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { type TestContext, testContext } from '../../support/registry.ts'
import { openSampleMonth, rowCounts, SAMPLE, SAMPLE_MONTH } from '../../support/sample-county.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const database = await testDatabase()
let context: TestContext
let run: Run

beforeAll(async () => {
  context = await testContext(database)
  run = await openSampleMonth(context)
})

test('it tells what a calculation then stores, and stores nothing', async () => {
  const before = await rowCounts(context)
  const preview = await previewRun(context, { run: run.number })
  expect(await previewRun(context, { county: SAMPLE, month: SAMPLE_MONTH })).toMatchObject({
    totalFen: preview.totalFen,
  })
  expect(await rowCounts(context)).toEqual(before)
  const { attempt } = await calculateRun(context, run.number)
  const { households, lines, totalFen } = attempt.progress
  expect(preview).toMatchObject({ county: SAMPLE, month: SAMPLE_MONTH, households, lines, totalFen })
  expect(preview.rows.reduce((sum, row) => sum + row.totalFen, 0n)).toBe(totalFen)
})

test('a month that is none and a county that nobody knows are refused', async () => {
  expect(await refusedCodes(previewRun(context, { county: SAMPLE, month: '2026-13' }))).toEqual(['run.month-invalid'])
  expect(await refusedCodes(previewRun(context, { county: '371303', month: SAMPLE_MONTH }))).toEqual([
    'run.county-unknown',
  ])
})
