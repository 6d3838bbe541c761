import { idCheckCharacter } from '../../kernel/identifiers.ts'
import { EXAMPLE_COUNTY } from './example-county.ts'

export type Sex = 'male' | 'female'

const DAYS_IN_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const DAYS = 365
/** Has no divisor in common with 365, so that the days of a year are used up before one comes again. */
const STRIDE = 151

/** Makes ID numbers of the example county that are valid and never come twice. */
export class IdentityMaker {
  /** How many of each birth year and sex there are. */
  readonly #made = new Map<string, number>()
  #accounts = 0

  /** An ID number of somebody born in the year. */
  idNumber(birthYear: number, sex: Sex): string {
    const key = `${birthYear}${sex}`
    const made = this.#made.get(key) ?? 0
    this.#made.set(key, made + 1)
    const day = monthAndDay((made * STRIDE + birthYear) % DAYS)
    // the 17th digit is odd for men and even for women
    const serial = 2 * Math.floor(made / DAYS) + (sex === 'male' ? 1 : 2)
    const body = `${EXAMPLE_COUNTY}${birthYear}${day}${String(serial).padStart(3, '0')}`
    return body + idCheckCharacter(body)
  }

  /** An account number of 19 digits under an invented bank prefix; never one that ends in zeros. */
  accountNumber(bankPrefix: string): string {
    const serial = ++this.#accounts
    return `${bankPrefix}${String(serial).padStart(12, '0')}${(serial % 9) + 1}`
  }
}

function monthAndDay(dayOfYear: number): string {
  let day = dayOfYear
  let month = 0
  while (day >= DAYS_IN_MONTHS[month]!) day -= DAYS_IN_MONTHS[month++]!
  return String(month + 1).padStart(2, '0') + String(day + 1).padStart(2, '0')
}
