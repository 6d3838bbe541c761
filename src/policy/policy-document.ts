import type { Day, Month } from '../kernel/month.ts'
import type { ParameterName, ParameterTypes } from './parameters.ts'

/** One official document, checked: whom it binds, what each article provides, and the values that the articles set. */
export interface PolicyDocument {
  /** 文号 */
  readonly document: string
  readonly title: string
  readonly issuer: string
  readonly issued: Day
  /** An area prefix; empty for the nation. */
  readonly area: string
  readonly articles: Readonly<Record<string, string>>
  readonly sets: readonly PolicySet[]
  /** The file it was read from, for messages. */
  readonly file: string
}

/** A dated value of a parameter. */
export interface PolicySet {
  readonly parameter: ParameterName
  readonly article: string
  readonly from: Month
  /** The last month, inclusive; null when open. */
  readonly until: Month | null
  /** null ends the parameter. */
  readonly value: ParameterTypes[ParameterName] | null
  /** The value as the document writes it, numbers as text. */
  readonly written: unknown
  readonly line: number
}
