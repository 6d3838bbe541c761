/**
 * Something wrong in what we were given. Problems are collected, never thrown, and each stage declares its closed list
 * of codes. Values are masked before they get here.
 */
export interface Problem {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly file?: string
  /** Physical line in the file, the header being line 1. */
  readonly line?: number
  readonly column?: string
  /** Where it stands in a workbook: `家庭!B7`. */
  readonly cell?: string
  readonly value?: string
  /** One Chinese sentence: what is wrong, with the values. */
  readonly message: string
  /** One Chinese sentence: what to do about it. */
  readonly remedy: string
}

/** `成员.csv 第213行「身份证号」(值「3713**********1234」):… 请… (members.id-check-digit)` */
export function describeProblem(problem: Problem): string {
  const line = problem.line === undefined ? '' : `第${problem.line}行`
  const column = problem.column ? `「${problem.column}」` : ''
  const cell = problem.cell ? `(${problem.cell})` : ''
  const value = problem.value && !problem.message.includes(problem.value) ? `(值「${problem.value}」)` : ''
  const place = `${problem.file ?? ''} ${line}`.trim() + column + cell + value
  return `${place && `${place}:`}${problem.message}${problem.remedy} (${problem.code})`
}
