import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { listExceptions } from '../../../src/app/inquiry/run-report.ts'
import { loadPolicies } from '../../../src/app/policy/policy-load.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { testDatabase } from '../../support/database.ts'
import { type TestContext, testContext } from '../../support/registry.ts'
import {
  type CountyRows,
  importCounty,
  linesOf,
  SAMPLE_MONTH,
  SAMPLE_POLICY,
  sampleRows,
} from '../../support/sample-county.ts'

const HOUSEHOLDS = 12
const database = await testDatabase()

/** A registry in which one file tells of one head twice: dead by the earlier row, alive by the later, which counts. */
function rowsWithTwoOfOneHead(county: string): CountyRows {
  const rows = sampleRows(HOUSEHOLDS, county, county)
  const head = rows.members[1]!
  const [dead, alive] = [
    { ...head, 死亡日期: '2025-03-03' },
    { ...head, 死亡日期: '', 生效月份: '2025-04' },
  ]
  return { ...rows, members: [...rows.members.filter((row) => row !== head), dead, alive] }
}

/** The lines and listed cases of a county of these rows, without the county's own prefix. */
async function resultIn(context: TestContext, county: string, rows: CountyRows): Promise<string[]> {
  await importCounty(context, rows)
  const { run } = await openRun(context, { county, month: SAMPLE_MONTH, kind: 'regular' })
  await calculateRun(context, run.number)
  const listed = (await listExceptions(context, run.number)).map(
    ({ effect, code, householdNo, name }) => `${effect}|${code}|${householdNo}|${name}`,
  )
  return [...(await linesOf(context, run)), ...listed.sort()].map((line) => line.replaceAll(`${county}-`, ''))
}

test('the order of rows in the files changes no line and no listed case', { timeout: 120_000 }, async () => {
  const context = await testContext(database)
  await loadPolicies(context, [SAMPLE_POLICY])
  let county = 370100
  const rowsOfNext = () => rowsWithTwoOfOneHead(String(++county))
  const expected = await resultIn(context, '370101', rowsOfNext())
  expect(expected.length).toBeGreaterThan(HOUSEHOLDS)
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (keys) => {
      const rows = Object.entries(rowsOfNext()).map(([kind, list]) => [kind, mixed(list, keys)])
      expect(await resultIn(context, String(county), Object.fromEntries(rows))).toEqual(expected)
    }),
    { numRuns: 8 },
  )
})

function mixed<T>(rows: readonly T[], keys: IterableIterator<number>): T[] {
  const keyed = rows.map((row) => ({ row, key: keys.next().value! }))
  return keyed.sort((a, b) => a.key - b.key).map(({ row }) => row)
}
