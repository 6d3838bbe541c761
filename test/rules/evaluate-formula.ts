import { Exact } from './exact-yuan.ts'

/** Works out a 算式 (`+ - × ÷ ( ) %`) as a person with a calculator would; yuan. */
export function evaluateFormula(formula: string): Exact {
  const tokens = formula.match(/[\d.]+%?|[-+×÷()]/g) ?? []
  if (tokens.join('') !== formula) throw new Error(`unreadable formula ${formula}`)
  let at = 0
  const factor = (): Exact => {
    const token = tokens[at++]!
    if (token === '(') {
      const inner = expression()
      if (tokens[at++] !== ')') throw new Error(`unbalanced formula ${formula}`)
      return inner
    }
    return token.endsWith('%') ? new Exact(token.slice(0, -1)).div(100) : new Exact(token)
  }
  const term = (): Exact => {
    let value = factor()
    while (tokens[at] === '×' || tokens[at] === '÷')
      value = tokens[at++] === '×' ? value.times(factor()) : value.div(factor())
    return value
  }
  const expression = (): Exact => {
    let value = term()
    while (tokens[at] === '+' || tokens[at] === '-')
      value = tokens[at++] === '+' ? value.plus(term()) : value.minus(term())
    return value
  }
  const value = expression()
  if (at !== tokens.length) throw new Error(`trailing text in formula ${formula}`)
  return value
}
