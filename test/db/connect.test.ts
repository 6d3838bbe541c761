import { expect, test } from 'vitest'
import { copyIn, copyOut, copyRow } from '../../src/db/copy.ts'
import { sql } from '../../src/db/statement.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { testDatabase } from '../support/database.ts'

const database = await testDatabase()

test('COPY gives back what went in, control characters and all', async () => {
  const rows = [
    ['甲\t乙\n丙\r丁\\N', '1'],
    [null, '2'],
    ['\\', '3'],
  ] as const
  const back = await inTransaction(database.pool, async (tx) => {
    await tx.client.query('CREATE TEMPORARY TABLE t (a text, b bigint) ON COMMIT DROP')
    await copyIn(tx.client, 't', rows.map(copyRow))
    const found = []
    for await (const batch of copyOut(tx.client, sql`SELECT a, b FROM t ORDER BY b`)) found.push(...batch)
    return found
  })
  expect(back).toEqual(rows.map((row) => [...row]))
})

test('rows of every length come whole, in their order and many at a time', async () => {
  // shorter and longer than what is read at a time, whose ends fall before, in and behind the line ends
  const lengths = [0, 1, 16_380, 32_760, 32_766, 32_767, 32_768, 40_000, 100_000, 3, 65_535, ...Array(5000).fill(9)]
  const { texts, batches } = await inTransaction(database.pool, async (tx) => {
    await tx.client.query('CREATE TEMPORARY TABLE t (n bigint, a text) ON COMMIT DROP')
    await copyIn(
      tx.client,
      't',
      lengths.map((length, n) => copyRow([n, '示'.repeat(length)])),
    )
    const texts = []
    let batches = 0
    for await (const rows of copyOut(tx.client, sql`SELECT a FROM t ORDER BY n`)) {
      batches++
      for (const [text] of rows) texts.push(text)
    }
    return { texts, batches }
  })
  expect(texts.map((text) => text!.length)).toEqual(lengths)
  expect(texts.every((text) => /^示*$/.test(text!))).toBe(true)
  expect(batches).toBeLessThan(200)
})

test('the service may append lines but neither change nor delete them', async () => {
  for (const statement of [
    'UPDATE line SET amount_fen = 1',
    'DELETE FROM line',
    'DELETE FROM run_event',
    'UPDATE payment SET amount_fen = 1',
  ]) {
    await expect(database.pool.query(statement)).rejects.toThrow(/permission denied/)
  }
})

test('days and instants arrive as text in Shanghai time', async () => {
  const { rows } = await database.pool.query("SELECT '2026-07-10 16:30:00Z'::timestamptz AS at")
  expect(rows[0].at).toBe('2026-07-11 00:30:00+08')
})
