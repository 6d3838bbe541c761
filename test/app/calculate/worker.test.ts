import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { issueToken } from '../../../src/admin/users.ts'
import { work } from '../../../src/app/calculate/worker.ts'
import { loadPolicies } from '../../../src/app/policy/policy-load.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { rejectRun, submitRun, voidRun } from '../../../src/app/run/runs.ts'
import type { Database } from '../../../src/db/connect.ts'
import { packageRoot } from '../../../src/db/package-root.ts'
import { findRun, listRuns } from '../../../src/run/run.store.ts'
import { claimRun } from '../../../src/run/run-claim.store.ts'
import { huimin, startHuimin } from '../../support/cli.ts'
import { testDatabase } from '../../support/database.ts'
import { type TestContext, testContext } from '../../support/registry.ts'
import { importCounty, SAMPLE_MONTH, SAMPLE_POLICY, sampleRows } from '../../support/sample-county.ts'

const COUNTIES = ['379901', '379902', '379903', '379904']
const HOUSEHOLDS = 40
const CHILD = join(packageRoot, 'test', 'app', 'calculate', 'worker-child.mjs')
let token: string
let database: Database
let maker: TestContext
let whole: string

beforeAll(async () => {
  database = await testDatabase()
  maker = await testContext(database)
  maker.setNow(`${SAMPLE_MONTH}-05T01:00:00.000Z`)
  await loadPolicies(maker, [SAMPLE_POLICY])
  for (const county of COUNTIES) await importCounty(maker, sampleRows(HOUSEHOLDS, county, county))
  token = await issueToken(maker.as('管理员甲'), '经办甲')
  await openAll()
  await work(maker)
  whole = await stored()
}, 120_000)

/** Every test finds each county's run open and not calculated. */
beforeEach(openAll)

async function openAll(): Promise<string[]> {
  for (const { number, state } of await listRuns(database.sql))
    if (state !== 'void') await voidRun(maker, number, '示例')
  const opened: string[] = []
  for (const county of COUNTIES)
    opened.push((await openRun(maker, { county, month: SAMPLE_MONTH, kind: 'regular' })).run.number)
  return opened
}

/** What the live runs have, whichever attempt of whichever run it is. */
async function stored(): Promise<string> {
  const { rows } = await database.pool.query(
    `SELECT l.county, household_no, person_no, component, benefit_month, amount_fen, formula, basis, p.payment_no IS NULL AS loose
     FROM run r JOIN line l ON l.county = r.county AND l.run_month = r.month AND l.run_id = r.run_id
     LEFT JOIN payment_payee p ON p.county = l.county AND p.run_id = l.run_id AND p.attempt = l.attempt
       AND p.payee_no = l.payee_no AND p.item = l.item
     WHERE r.state = 'calculated' ORDER BY 1, 2, 3, 4, 5`,
  )
  return JSON.stringify(rows)
}

function environment(): Record<string, string> {
  return { DATABASE_URL: database.ownerUrl, HUIMIN_HOME: maker.home, HUIMIN_USER: '经办甲', HUIMIN_TOKEN: token }
}

describe('workers', () => {
  test('work out every open run, and end when none is left', async () => {
    const worked = await work(maker)
    expect(worked.map(({ run, how }) => `${run.slice(0, 6)} ${how}`)).toEqual(
      COUNTIES.map((one) => `${one} calculated`),
    )
    expect(await work(maker)).toEqual([])
    expect(JSON.parse(whole).length).toBeGreaterThan(COUNTIES.length * HOUSEHOLDS * 0.5)
  })

  test.each([2, 3])('%s at once share the runs: none twice, the same lines', async (workers) => {
    const all = await Promise.all(Array.from({ length: workers }, () => work(maker, { chunkSize: 7 })))
    const done = all.flat().map(({ run }) => run.slice(0, 6))
    expect(done.sort()).toEqual(COUNTIES)
    expect(await stored()).toBe(whole)
  })

  test('a run in other hands is left alone, and waited for', async () => {
    const held = (await claimRun(database.pool, []))!
    const second = (await claimRun(database.pool, []))!
    expect(second.number).not.toBe(held.number)
    await second.release()
    let ended = false
    const worker = work(maker).then((worked) => {
      ended = true
      return worked.map(({ run }) => run)
    })
    await pause(2500)
    expect(ended).toBe(false)
    expect((await findRun(database.sql, held.number)).state).toBe('open')
    await held.release()
    expect(await worker).toContain(held.number)
  })

  test('the months of a county are worked out one after the other', async () => {
    const [first] = COUNTIES
    const later = (await openRun(maker, { county: first!, month: '2026-08', kind: 'regular' })).run.number
    const held = (await claimRun(database.pool, []))!
    expect(held.number.slice(0, 6)).toBe(first)
    const others = (await findRun(database.sql, held.number)).number
    const next = [others, ...(await listRuns(database.sql)).map(({ number }) => number)]
    expect(
      await claimRun(
        database.pool,
        next.filter((number) => number !== later),
      ),
    ).toBe(null)
    await held.release()
    await Promise.all([work(maker), work(maker)])
    const { rows } = await database.pool.query(
      `SELECT count(*)::int AS counted FROM calculation_prior p JOIN run r USING (county, run_id)
       WHERE number = $1`,
      [later],
    )
    expect(rows[0].counted).toBe(1)
  })

  test('what a reviewer sent back and what people fill are not theirs', async () => {
    await work(maker)
    const number = (await listRuns(database.sql)).find(({ state }) => state === 'calculated')!.number
    await submitRun(maker, number)
    await rejectRun(maker.as('复核甲'), number, '示例')
    await openRun(maker, { county: COUNTIES[0]!, month: SAMPLE_MONTH, kind: 'supplementary' })
    expect(await work(maker)).toEqual([])
  })

  test('only a maker’s', async () => {
    await expect(work(maker.as('复核甲'))).rejects.toThrow('不能做这一步')
  })
})

describe('killed with SIGKILL', () => {
  test.each([0, 40, 150])(
    '%s ms after its first lines, its run is finished by another process',
    {
      timeout: 600_000,
    },
    async (ms) => {
      const workers = [startChild(), startChild()]
      await firstLines(workers)
      await pause(ms)
      workers[0]!.kill('SIGKILL')
      expect(await ended(workers[1]!)).toBe(0)
      expect((await listRuns(database.sql)).filter(({ state }) => state === 'open')).toEqual([])
      expect(await stored()).toBe(whole)
      expect(await mostAttempts()).toBe(1)
    },
  )

  test('both, and the command ends what they left; every attempt was resumed, none begun anew', {
    timeout: 600_000,
  }, async () => {
    const workers = [startChild(), startChild()]
    await firstLines(workers)
    for (const child of workers) child.kill('SIGKILL')
    await Promise.all(workers.map(ended))
    const { code, out } = await huimin(['worker', '--json'], environment())
    expect(code).toBe(0)
    const { ok, runs } = JSON.parse(out)
    expect(ok).toBe(true)
    expect(runs.map(({ how }: { how: string }) => how)).toContain('resumed')
    expect(await stored()).toBe(whole)
    expect(await mostAttempts()).toBe(1)
  })
})

function startChild(): ChildProcess {
  const args = [CHILD, join(packageRoot, 'dist'), database.ownerUrl, maker.home]
  return spawn(process.execPath, args, { stdio: 'inherit' })
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('close', resolve))
  return child.exitCode
}

/** Until some chunk is stored, and more are to come. */
async function firstLines(workers: readonly ChildProcess[]): Promise<void> {
  while (workers.every(({ exitCode }) => exitCode === null)) {
    const { rowCount } = await database.pool.query(
      `SELECT FROM calculation JOIN run USING (county, run_id) WHERE state = 'open' AND last_household IS NOT NULL LIMIT 1`,
    )
    if (rowCount === 1) return
    await pause(5)
  }
  throw new Error('a worker ended before it was killed')
}

async function mostAttempts(): Promise<number> {
  const { rows } = await database.pool.query(
    `SELECT max(attempt) AS most FROM calculation JOIN run USING (county, run_id) WHERE state = 'calculated'`,
  )
  return rows[0].most
}

test('--watch waits for runs to come and stops when asked', { timeout: 600_000 }, async () => {
  const child = startHuimin(['worker', '--watch'], environment())
  const closed = new Promise((resolve) => child.once('close', resolve))
  for (;;) {
    const open = (await listRuns(database.sql)).filter(({ state }) => state === 'open')
    if (open.length === 0) break
    await pause(50)
  }
  const again = await openAll()
  for (;;) {
    if (
      (await Promise.all(again.map((one) => findRun(database.sql, one)))).every(({ state }) => state === 'calculated')
    )
      break
    await pause(50)
  }
  expect(child.exitCode).toBe(null)
  child.kill('SIGTERM')
  expect(await closed).toBe(143)
})
