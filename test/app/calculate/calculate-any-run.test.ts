import { beforeAll, expect, test } from 'vitest'
import { calculateAnyRun } from '../../../src/app/calculate/calculate-any-run.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { testDatabase } from '../../support/database.ts'
import { type TestContext, testContext } from '../../support/registry.ts'
import { openSampleMonth, SAMPLE, SAMPLE_MONTH } from '../../support/sample-county.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const database = await testDatabase()
let context: TestContext

beforeAll(async () => {
  context = await testContext(database)
})

test('a regular run works out its month; asked again it has nothing new', async () => {
  const run = await openSampleMonth(context)
  expect(await calculateAnyRun(context, run.number)).toMatchObject({ how: 'calculated', run: { state: 'calculated' } })
  expect(await calculateAnyRun(context, run.number, { workers: 1 })).toMatchObject({ how: 'unchanged' })
})

test('a supplementary run with nothing in it says how something gets into it', async () => {
  const request = { county: SAMPLE, month: SAMPLE_MONTH, kind: 'supplementary' as const }
  const { run } = await openRun(context, request)
  expect(await refusedCodes(calculateAnyRun(context, run.number))).toEqual(['run.nothing-put-in'])
})
