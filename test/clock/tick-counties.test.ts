import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { JOBS } from '../../jobs/index.ts'
import { addUser } from '../../src/admin/users.ts'
import { type TickResult, tick } from '../../src/clock/tick.ts'
import type { Job } from '../../src/clock/tick-job.ts'
import { parseTickSettings, type TickSettings } from '../../src/clock/tick-settings.ts'
import { NO_COUNTY } from '../../src/db/audit.store.ts'
import { actingAs } from '../access/acting.ts'
import { testDatabase } from '../support/database.ts'
import { type TestContext, testContext } from '../support/registry.ts'
import { openSampleMonth, SAMPLE } from '../support/sample-county.ts'

const OTHER = '371302'
const folder = mkdtempSync(join(tmpdir(), 'huimin-county-tick-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let context: TestContext
let settings: TickSettings

beforeEach(async () => {
  context = await testContext(await testDatabase())
  await openSampleMonth(context, 4)
  await addUser(context.as('管理员甲'), '本县经办', 'maker', [SAMPLE])
  context.setNow('2026-08-20T01:00:00.000Z')
  const parsed = parseTickSettings('')
  settings = { ...parsed, out: folder, payroll: { ...parsed.payroll, firstMonths: { [OTHER]: '2026-07' } } }
})

const told = ({ done }: TickResult) => done.map(({ job, county, key, result }) => `${job} ${county} ${key} ${result}`)

test("a maker of one county does his county's work, and leaves what is others' or everybody's", async () => {
  const maker = await actingAs(context, '本县经办')
  const own = await tick(maker, JOBS, { settings })
  expect(told(own)).toEqual([
    `monthly-payroll ${SAMPLE} 2026-08 done`,
    `reconciliation-report ${SAMPLE} 2026-08-20 done`,
    `nightly-verification ${SAMPLE} 2026-08-20 done`,
  ])
  expect(own.problems).toEqual([])
  const late = own.deadlines.map(({ message }) => /\d{6} \d{4}-\d{2}/.exec(message)?.[0])
  expect(late).toEqual([`${SAMPLE} 2026-07`, `${SAMPLE} 2026-08`])
  const rest = await tick(context, JOBS, { settings })
  expect(told(rest)).toEqual([
    `monthly-payroll ${OTHER} 2026-07 failed`,
    `nightly-verification ${NO_COUNTY} 2026-08-20 done`,
    `backup-reminder ${NO_COUNTY} 2026-08-20 done`,
  ])
})

test('an occurrence that cannot be claimed fails alone', async () => {
  const due = async () => ['无此县', SAMPLE].map((county) => ({ county, key: '示例', dueOn: '2026-08-20' }))
  const job: Job = { name: 'job', title: '示例', schedule: '0 6 * * *', step: { due, run: async () => ({ said: '' }) } }
  const result = await tick(context, [job], { settings })
  expect(told(result)).toEqual(['job 无此县 示例 failed', `job ${SAMPLE} 示例 done`])
  expect(result.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'job.failed 示例 示例:系统故障(23514)。',
  ])
})
