import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../src/access/context.ts'
import { claimCommand, commandId } from '../../src/db/command.store.ts'
import { connectTo, type Database } from '../../src/db/connect.ts'
import { CommitUnknown, noteReceipt, wasAnswered } from '../../src/db/lost-reply.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'
import { Link } from './link.ts'

const COUNTY = '371302'
let database: Database
let maker: Context

beforeAll(async () => {
  database = await testDatabase()
  maker = (await new Payroll(database).start()).as('经办')
})

const AT = '2026-07-08T01:00:00.000Z'
const claim = (id: string, actor = '经办') =>
  inTransaction(database.pool, (tx) => claimCommand(tx, COUNTY, { id, what: 'test', actor, at: AT }))

describe('a step with a name', () => {
  test('is taken once, and whoever takes it again hears who took it and when', async () => {
    const id = commandId('test', ['R1', 1n, null])
    expect(await claim(id)).toBe(null)
    expect(await claim(id, '复核')).toMatchObject({ actor: '经办', at: expect.stringContaining('2026-07-08 09:00:00') })
  })

  test('is taken by one of sixteen at once', async () => {
    const id = commandId('test', ['R2'])
    const ends = await Promise.all(Array.from({ length: 16 }, () => claim(id)))
    expect(ends.filter((earlier) => earlier === null)).toHaveLength(1)
  })

  test('is free again when its transaction does not come about', async () => {
    const id = commandId('test', ['R3'])
    const failing = inTransaction(database.pool, async (tx) => {
      await claimCommand(tx, COUNTY, { id, what: 'test', actor: '经办', at: AT })
      throw new Error('示例')
    })
    await expect(failing).rejects.toThrow('示例')
    expect(await claim(id)).toBe(null)
  })

  test.each([
    [['a', 'b'], ['ab']],
    [['1'], [2]],
    [[null], ['']],
    [['a', null], ['a']],
  ])('%j is not %j', (one, other) => {
    expect(commandId('test', one)).not.toBe(commandId('test', other))
  })
})

describe('the reply to a COMMIT is lost', () => {
  /** Over a link on which it happens; `receipt` says what a later look finds. */
  async function losing(receipt: boolean | null, id: string): Promise<unknown> {
    const link = await Link.open(database.ownerUrl)
    const own = connectTo(link.url, true)
    link.fate = ({ text }) => (text === 'COMMIT' ? 'lose-reply' : 'pass')
    try {
      return await inTransaction(own.pool, async (tx) => {
        await claimCommand(tx, COUNTY, { id, what: 'test', actor: '经办', at: AT })
        if (receipt !== null) noteReceipt(tx.client, async () => receipt)
        return 'done'
      })
    } catch (error) {
      return error
    } finally {
      await own.close()
      await link.close()
    }
  }

  test('it was committed: the step goes on as if nothing had happened', async () => {
    expect(await losing(true, commandId('test', ['L1']))).toBe('done')
  })

  test('it was not: the step says that it failed', async () => {
    const failure = await losing(false, commandId('test', ['L2']))
    expect(failure).toBeInstanceOf(Error)
    expect(failure).not.toBeInstanceOf(CommitUnknown)
  })

  test('nothing tells: it says so, and the same step again finds out', async () => {
    const id = commandId('test', ['L3'])
    expect(await losing(null, id)).toBeInstanceOf(CommitUnknown)
    expect(await claim(id)).toMatchObject({ actor: '经办' })
  })
})

test('a failed statement that is passed over does not end as a success', async () => {
  const swallowing = inTransaction(maker.database.pool, async (tx) => {
    await tx.client.query('SELECT 1 / 0').catch(() => {})
  })
  await expect(swallowing).rejects.toThrow('passed over')
})

test.each([
  ['23505', true],
  ['57P01', false],
  ['08006', false],
  ['XX000', false],
  ['ECONNRESET', false],
  [undefined, false],
])('the server answered with %s: %s', (code, answered) => {
  expect(wasAnswered(Object.assign(new Error('示例'), { code }))).toBe(answered)
})
