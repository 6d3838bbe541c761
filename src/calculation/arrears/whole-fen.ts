import type { Fen } from '../../kernel/money.ts'

/** Yuan to the fen, and whole numbers that they are multiplied by: no rounding stands between arithmetic and amount. */
const WHOLE = /^[\d.()+×-]+$/
const PARTLY = /×\d+\.\d|\.\d{3}/

/**
 * What an 算式 of yuan to the fen, whole factors, sums and brackets comes to, exactly; null for one that divides, takes a
 * share or has finer figures.
 */
export function wholeFen(formula: string): Fen | null {
  if (!WHOLE.test(formula) || PARTLY.test(formula)) return null
  const tokens = formula.match(/\d+(?:\.\d+)?|[()+×-]/g) ?? []
  let at = 0
  const atom = (): Fen => {
    const token = tokens[at++] ?? ''
    if (token !== '(') return hundredths(token)
    const inner = sum()
    at++ // the closing bracket
    return inner
  }
  const product = (): Fen => {
    let value = atom()
    while (tokens[at] === '×') {
      at++
      value = (value * atom()) / 100n // exact: one of the two is a whole number
    }
    return value
  }
  const sum = (): Fen => {
    let value = product()
    while (tokens[at] === '+' || tokens[at] === '-') value += tokens[at++] === '+' ? product() : -product()
    return value
  }
  return sum()
}

function hundredths(number: string): Fen {
  const [yuan = '', decimals = ''] = number.split('.')
  return BigInt(yuan + decimals.padEnd(2, '0'))
}
