import { beforeAll, expect, test } from 'vitest'
import { loadPolicies } from '../../../src/app/policy/policy-load.ts'
import { policyTimeline, showPolicy } from '../../../src/app/policy/policy-show.ts'
import { testDatabase } from '../../support/database.ts'
import { type TestContext, testContext } from '../../support/registry.ts'
import { SAMPLE, SAMPLE_MONTH, SAMPLE_POLICY } from '../../support/sample-county.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const database = await testDatabase()
let context: TestContext

beforeAll(async () => {
  context = await testContext(database)
  await loadPolicies(context, [SAMPLE_POLICY])
})

const question = { parameter: 'dibao.standard', area: SAMPLE, month: SAMPLE_MONTH, knownOn: null }

test('the value that holds is told with its document, and before any was loaded there was none', async () => {
  expect(await showPolicy(context, question)).toMatchObject({ parameter: 'dibao.standard', entry: expect.anything() })
  expect(await showPolicy(context, { ...question, knownOn: '2020-01-01' })).toMatchObject({ entry: null })
})

test('the timeline of an area and that of all documents name the same parameter', async () => {
  const of = async (area: string | null) => (await policyTimeline(context, 'dibao.standard', area)).spans.length
  expect(await of(SAMPLE)).toBeGreaterThan(0)
  expect(await of(null)).toBeGreaterThan(0)
})

test.each([
  [{ parameter: 'dibao.nothing' }, 'policy.unknown-parameter'],
  [{ area: '3' }, 'policy.area'],
  [{ month: '2026-7' }, 'policy.month'],
  [{ knownOn: 'yesterday' }, 'policy.day'],
])('%o is refused with %s', async (wrong, code) => {
  expect(await refusedCodes(showPolicy(context, { ...question, ...wrong }))).toEqual([code])
})
