import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowsOf, sql } from '../../src/db/statement.ts'
import { paymentNumber, paymentNumberPrefix } from '../../src/layout/payment-number.ts'
import { numberOfSerial } from '../../src/payment/payment-number.store.ts'
import { testDatabase } from '../support/database.ts'

const { pool } = await testDatabase()
const anyRun = fc.record({
  kind: fc.constantFrom('regular', 'price', 'supplementary'),
  county: fc.integer({ min: 110000, max: 829999 }).map(String),
  month: fc.constantFrom('2026-07', '2099-12', '2005-01'),
  ordinal: fc.integer({ min: 1, max: 99 }),
})
const serial = fc.integer({ min: 1, max: 9_999_999 })

test('the database makes the same numbers', async () => {
  const runs = fc.sample(anyRun, 20)
  const serials = [1, 9, 10, 999_999, 9_999_999, ...fc.sample(serial, 200)]
  for (const run of runs) {
    const prefix = paymentNumberPrefix(run)
    const numbers = sql<{ number: string }>`
      SELECT ${numberOfSerial(prefix, sql`serial`)} AS number FROM unnest(${serials}::int[]) AS serial`
    const made = await rowsOf(pool, numbers)
    expect(made.map(({ number }) => number)).toEqual(serials.map((no) => paymentNumber(prefix, no)))
  }
})
