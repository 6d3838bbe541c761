import { withoutPersonalNumbers } from '../../kernel/masked-text.ts'
import type { Problem } from '../../kernel/problem.ts'

/** A problem as it is printed: it may repeat what was typed, and an ID number may stand where another word was asked for. */
export function toldProblem(problem: Problem): Problem {
  const told = Object.entries(problem).map(([name, said]) => [
    name,
    typeof said === 'string' ? withoutPersonalNumbers(said) : said,
  ])
  return Object.fromEntries(told) as Problem
}
