import { Decimal as AnyDecimal } from 'decimal.js'

/**
 * Decimals as documents write them (`0.7`, `5.4`), to be checked against each other. What decides an amount is worked
 * out in the quotients of the rules, and rounded there alone.
 */
export const Decimal = AnyDecimal.clone({ precision: 60, toExpNeg: -30, toExpPos: 30 })
export type Decimal = AnyDecimal
