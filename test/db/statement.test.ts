import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyOut } from '../../src/db/copy.ts'
import { carryOut, onlyRowOf, rowOf, rowsOf, sql } from '../../src/db/statement.ts'
import { testDatabase } from '../support/database.ts'

const { pool } = await testDatabase()
/** Anything a text of PostgreSQL can hold: no NUL. */
const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0'))

test('a value comes back as it was bound, and as COPY had it written into its text', async () => {
  const client = await pool.connect()
  try {
    const value = fc.tuple(text, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.array(text), fc.boolean())
    await fc.assert(
      fc.asyncProperty(value, async ([word, number, list, holds]) => {
        const asked = sql<{ word: string; number: string; list: string[]; holds: boolean; none: string | null }>`
          SELECT ${word}::text AS word, ${number}::bigint AS number, ${list}::text[] AS list, ${holds}::boolean AS holds,
            ${null}::text AS none`
        expect(await onlyRowOf(client, asked)).toEqual({ word, number: String(number), list, holds, none: null })
        const copied = sql`SELECT to_jsonb(x) FROM (${asked}) x`
        for await (const [row] of copyOut(client, copied)) {
          expect(JSON.parse(row![0]!)).toMatchObject({ word, list, holds, none: null })
        }
      }),
      { numRuns: 200 },
    )
  } finally {
    client.release()
  }
})

test('a fragment brings its values along', async () => {
  const above = (least: number) => sql`n > ${least}`
  const found = await rowsOf(
    pool,
    sql<{ n: number }>`SELECT n FROM generate_series(1, ${5}::int) n WHERE ${above(3)} OR NOT ${above(1)} ORDER BY n`,
  )
  expect(found).toEqual([{ n: 1 }, { n: 4 }, { n: 5 }])
  expect(await rowOf(pool, sql`SELECT 1 WHERE false`)).toBeUndefined()
  expect(await carryOut(pool, sql`UPDATE access_rule SET holds = holds WHERE rule = ${'no such rule'}`)).toBe(0)
  await expect(onlyRowOf(pool, sql`SELECT 1 WHERE false`)).rejects.toThrow('one row was expected, 0 came')
})
