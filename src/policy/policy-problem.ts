import type { Problem } from '../kernel/problem.ts'

/** Everything that can be wrong with policy documents. */
export type PolicyProblemCode =
  | 'policy.no-file'
  | 'policy.encoding'
  | 'policy.yaml-syntax'
  | 'policy.duplicate-key'
  | 'policy.missing'
  | 'policy.unknown-key'
  | 'policy.unknown-parameter'
  | 'policy.wrong-shape'
  | 'policy.negative'
  | 'policy.month'
  | 'policy.day'
  | 'policy.area'
  | 'policy.until-before-from'
  | 'policy.unknown-article'
  | 'policy.unknown-programme'
  | 'policy.taper-months'
  | 'policy.taper-ratios'
  | 'policy.taper-length'
  | 'policy.funding-sum'
  | 'policy.recipient-without-standard'
  | 'policy.document-twice'
  | 'policy.tie'
  | 'policy.standard-outside-band'
  | 'policy.ratio-below-floor'
  | 'policy.taper-quarters'
  | 'policy.trigger-above-national'

/** Where in which file. */
export interface Place {
  readonly file: string
  readonly line: number
}

/** An error that keeps a document from being loaded; the remedy says what to write instead. */
export function policyError(code: PolicyProblemCode, place: Place, message: string, remedy: string): Problem {
  return { code, severity: 'error', file: place.file, line: place.line, message, remedy }
}

/** Something a person should look at; the document is loaded all the same. */
export function policyWarning(code: PolicyProblemCode, place: Place, message: string, remedy: string): Problem {
  return { code, severity: 'warning', file: place.file, line: place.line, message, remedy }
}
