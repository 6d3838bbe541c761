import { type Statement, sql } from '../db/statement.ts'
import { SERIAL_DIGITS } from '../layout/payment-number.ts'

/**
 * `paymentNumber` over a serial column, for a million rows at once. The prefix is the same for all, so what its digits
 * leave in the check sum is worked out here, and the serial's seven digits in the database.
 */
export function numberOfSerial(prefix: string, serial: Statement): Statement<string> {
  let start = 10
  for (const digit of prefix.slice(1)) start = ((((start + Number(digit) - 1) % 10) + 1) * 2) % 11
  let product = sql`${start}::integer`
  for (let place = 10 ** (SERIAL_DIGITS - 1); place >= 1; place /= 10) {
    product = sql`(((${product} + ${serial} / ${place}::integer % 10 - 1) % 10 + 1) * 2 % 11)`
  }
  return sql`${prefix}::text || lpad((${serial})::text, ${SERIAL_DIGITS}, '0') || ((11 - ${product}) % 10)::text`
}
