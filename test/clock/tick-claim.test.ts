import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { claimOccurrence, occurrencesOf } from '../../src/clock/tick-claim.ts'
import type { Database } from '../../src/db/connect.ts'
import { connectTo } from '../../src/db/connect.ts'
import { testDatabase } from '../support/database.ts'
import { type TestContext, testContext } from '../support/registry.ts'

let database: Database
let context: TestContext
beforeAll(async () => {
  database = await testDatabase()
  context = await testContext(database)
})

const of = (key: string) => ({ county: '379901', key, dueOn: '2026-07-01' })
const claim = (on: TestContext, key: string) => claimOccurrence(on, 'job', of(key), false)

async function row(key: string) {
  const { rows } = await database.pool.query(
    'SELECT tries, result, said, actor FROM job_occurrence WHERE occurrence = $1',
    [key],
  )
  return rows[0]
}

test('an occurrence is held by one, done by one, and never taken up again', async () => {
  const first = (await claim(context, 'a'))!
  expect(await claim(context.as('经办乙'), 'a')).toBe(null)
  await first.finish('done', '办好')
  await first.release()
  expect(await claim(context.as('经办乙'), 'a')).toBe(null)
  expect(await row('a')).toEqual({ tries: 1, result: 'done', said: '办好', actor: '经办甲' })
  expect(await occurrencesOf(context, 'job')).toEqual({ begun: new Set(), finished: new Set(['379901 a']) })
  await expect(database.pool.query("UPDATE job_occurrence SET said = '改'")).rejects.toThrow('append-only')
  await expect(database.pool.query('DELETE FROM job_occurrence')).rejects.toThrow('permission denied')
})

test('what could not be done is taken up again', async () => {
  const first = (await claim(context, 'b'))!
  await first.leave('账号 6217009901000000071 不对')
  await first.release()
  expect(await row('b')).toMatchObject({ tries: 1, result: null, said: expect.not.stringMatching(/\d{15}/) })
  const second = (await claim(context, 'b'))!
  await second.finish('problems', '有问题')
  await second.release()
  expect(await row('b')).toMatchObject({ tries: 2, result: 'problems' })
})

test('a holder whose connection died is taken over at once, and what it says afterwards counts for nothing', async () => {
  const pool = connectTo(database.ownerUrl, true)
  const stuck = (await claim({ ...context, database: pool } as TestContext, 'c'))!
  const held = `FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  const { rowCount } = await database.pool.query(`SELECT pid ${held}`)
  expect(rowCount).toBe(1)
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query(`SELECT pg_terminate_backend(pid, 5000) ${held}`)
  await owner.end()
  const next = (await claim(context.as('经办乙'), 'c'))!
  expect(next).not.toBe(null)
  await stuck.finish('done', '迟来的')
  await stuck.leave('迟来的')
  expect(await row('c')).toMatchObject({ tries: 2, result: null, said: null })
  await next.finish('done', '接手办好')
  await next.release()
  await stuck.release()
  expect(await row('c')).toEqual({ tries: 2, result: 'done', said: '接手办好', actor: '经办乙' })
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS n FROM audit WHERE action = 'job.job' AND detail LIKE 'c%'",
  )
  expect(rows[0].n).toBe(1)
  await pool.close()
})

test('taking up fails: the connection that was to hold it is let go, so that the database can be closed', async () => {
  const own = connectTo(database.ownerUrl, true)
  const query = own.pool.query.bind(own.pool) as (...args: unknown[]) => unknown
  own.pool.query = (async (text: string, ...rest: unknown[]) => {
    if (text.trimStart().startsWith('UPDATE job_occurrence')) throw new Error('made up')
    return await query(text, ...rest)
  }) as never
  await expect(claim({ ...context, database: own } as TestContext, 'e')).rejects.toThrow('made up')
  expect(own.pool.totalCount - own.pool.idleCount).toBe(0)
  const next = (await claim(context, 'e'))!
  expect(next).not.toBe(null)
  await next.release()
  await own.close()
})

test('sixteen at once: one has it', async () => {
  const pools = Array.from({ length: 16 }, () => connectTo(database.ownerUrl, true))
  const claims = await Promise.all(pools.map((own) => claim({ ...context, database: own } as TestContext, 'd')))
  const held = claims.filter((one) => one !== null)
  expect(held).toHaveLength(1)
  await held[0]!.finish('done', '办好')
  await held[0]!.release()
  for (const own of pools) await own.close()
})
