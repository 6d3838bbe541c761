import type { Month } from '../kernel/month.ts'
import type { RankedPolicyBook } from './build-book.ts'
import type { Entry } from './entry.ts'
import type { ParameterName, ParameterTypes } from './parameters.ts'
import type { PolicyProblemCode } from './policy-problem.ts'

/** A value in force that another document would not have expected. It holds all the same. */
export interface Unexpected {
  readonly code: PolicyProblemCode
  /** The value that a person should look at. */
  readonly entry: Entry
  /** What was expected of it, and by which document. */
  readonly message: string
}

/** What documents expect of each other's values in one area and month. */
export interface Expectation {
  /** The parameters it looks at; it changes only where one of them does. */
  readonly parameters: readonly ParameterName[]
  unexpectedIn(book: RankedPolicyBook, area: string, month: Month): readonly Unexpected[]
}

/** The value that holds, with the entry that sets it; null where there is none or a `null` wins. */
export function valueIn<P extends ParameterName>(
  book: RankedPolicyBook,
  parameter: P,
  area: string,
  month: Month,
): { readonly entry: Entry; readonly value: ParameterTypes[P] } | null {
  const entry = book.winner(parameter, area, month)
  return entry?.set.value ? { entry, value: entry.set.value as ParameterTypes[P] } : null
}

/** `示例民发〔2099〕1号 一` */
export function cited({ document, set }: Entry): string {
  return `${document.document} ${set.article}`
}
