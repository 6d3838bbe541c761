import { InvalidArgumentError } from 'commander'

/** Reads a number of months from an option; wrong usage when it is not a whole number. */
export function wholeMonths(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('请写月数,例如 3。')
}
