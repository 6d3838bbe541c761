import { mod1110CheckDigit } from '../kernel/identifiers.ts'
import { invariant } from '../kernel/invariant.ts'

const LETTERS: Record<string, string> = { regular: 'R', price: 'P', supplementary: 'S' }
/** As many payments as a run can number. */
export const SERIAL_DIGITS = 7
const NUMBER = /^[RPS]\d{20}$/

/** What all 支付编号 of a run begin with: kind, county, year and month, and which such run it is. */
export function paymentNumberPrefix(run: {
  readonly kind: string
  readonly county: string
  readonly month: string
  /** 1 for the county's first run of this kind and month, voided ones counted. */
  readonly ordinal: number
}): string {
  invariant(run.ordinal > 0 && run.ordinal < 100, `run ordinal ${run.ordinal} does not fit a payment number`)
  const yearAndMonth = run.month.slice(2, 4) + run.month.slice(5, 7)
  return `${LETTERS[run.kind]}${run.county}${yearAndMonth}${String(run.ordinal).padStart(2, '0')}`
}

/** The number of one payment: prefix, serial, and the ISO 7064 MOD 11,10 check digit over all its digits. */
export function paymentNumber(prefix: string, serial: number): string {
  const body = prefix + String(serial).padStart(SERIAL_DIGITS, '0')
  return body + mod1110CheckDigit(body.slice(1))
}

/** True when the text has the shape of a 支付编号 and its check digit fits. */
export function isPaymentNumber(text: string): boolean {
  return NUMBER.test(text) && mod1110CheckDigit(text.slice(1, -1)) === text.at(-1)
}
