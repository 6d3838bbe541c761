import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { verifyRun } from '../../src/app/inquiry/verify-run.ts'
import { approveRun, submitRun } from '../../src/app/run/runs.ts'
import { readCitations } from '../../src/calculation/citations.store.ts'
import { readUsed } from '../../src/calculation/line-used.ts'
import { formatBasis } from '../../src/rules/citations.ts'
import { findRun, type Run } from '../../src/run/run.store.ts'
import { sealOf } from '../../src/run/seal.store.ts'
import { testDatabase } from '../support/database.ts'
import { type TestContext, testContext } from '../support/registry.ts'
import { openSampleMonth, SAMPLE } from '../support/sample-county.ts'

const database = await testDatabase()
let context: TestContext
let run: Run

beforeAll(async () => {
  context = await testContext(database)
  const { number } = await openSampleMonth(context, 12)
  await calculateRun(context, number, { chunkSize: 5 })
  await submitRun(context, number)
  await approveRun(context.as('复核甲'), number)
  run = await findRun(database.sql, number)
})

/** As a version that kept no data left it: past every fence, as only who owns the server can. */
async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  try {
    await owner.query('SET session_replication_role = replica')
    return await work(owner)
  } finally {
    await owner.end()
  }
}

async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.pool.connect()
  try {
    return await work(client)
  } finally {
    client.release()
  }
}

describe('what lines used', () => {
  test('is kept with each line, and its citations are those that 依据 names', async () => {
    const cited = await withClient((client) => readCitations(client, SAMPLE))
    const { rows } = await database.pool.query('SELECT component, basis, used FROM line')
    expect(rows.length).toBeGreaterThan(10)
    for (const { basis, used } of rows) expect(formatBasis(cited.get(readUsed(used)!.cites)!)).toBe(basis)
    const means = rows.map(({ component, used }) => ({ component, ...readUsed(used)!.means }))
    expect(means).toContainEqual(expect.objectContaining({ component: 'top-up', income: expect.any(String) }))
    expect(means).toContainEqual(expect.objectContaining({ component: 'taper', base: expect.any(String) }))
  })

  test('is sealed where it is kept', async () => {
    const seal = () => withClient((client) => sealOf(client, run, run.attempt!))
    const before = await seal()
    const [line] = (await database.pool.query(`SELECT household_no, used FROM line WHERE component = 'top-up' LIMIT 1`))
      .rows
    const write = (used: string | null) =>
      asOwner((owner) =>
        owner.query(`UPDATE line SET used = $1 WHERE household_no = $2 AND component = 'top-up'`, [
          used,
          line.household_no,
        ]),
      )
    for (const other of [null, `${line.used},n9`]) {
      await write(other)
      expect(await seal()).not.toBe(before)
    }
    await write(line.used)
    expect(await seal()).toBe(before)
  })

  test('a month of an older version, which kept none, has the seal of then and is verified', async () => {
    await asOwner((owner) => owner.query('UPDATE line SET used = NULL'))
    const { linesDiffering } = await verifyRun(context.as('审计甲'), run.number)
    expect(linesDiffering).toBe(0)
  })
})
