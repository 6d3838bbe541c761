import type { Cells } from './cells.ts'

const FORMULA = /^[=+\-@]/
const DOTS = /[•‧．・∙⋅･]/g

/** A text of at most `max` characters; null when empty or refused. What a spreadsheet would run as a formula is refused. */
export function text(cells: Cells, column: string, max = 50): string | null {
  const value = cells.take(column)
  if (value === '') return null
  if (FORMULA.test(value)) return refuseFormula(cells, column, value)
  return withinLength(cells, column, value, max)
}

/** A person's name, the dots of ethnic names written as `·`. */
export function personName(cells: Cells, column: string): string | null {
  return text(cells, column)?.replace(DOTS, '·') ?? null
}

/** An address or a remark: anything, on one line. */
export function remark(cells: Cells, column: string): string | null {
  const value = cells.take(column, true)
  return value === '' ? null : withinLength(cells, column, value, 200)
}

/** One of a closed list of words, as the registry stores it. */
export function choice<T extends string>(
  cells: Cells,
  column: string,
  what: string,
  words: Readonly<Record<string, T>>,
): T | null {
  const value = cells.take(column)
  if (value === '') return null
  if (Object.hasOwn(words, value)) return words[value]!
  const allowed = Object.keys(words).join('、')
  cells.report(column, value, {
    what,
    message: `「${column}」不在允许的取值内。`,
    remedy: `请改为以下之一:${allowed}。`,
  })
  return null
}

/** 是 or 否; null when empty. */
export function yesNo(cells: Cells, column: string): boolean | null {
  const word = choice(cells, column, 'yes-no', { 是: '是', 否: '否' })
  return word === null ? null : word === '是'
}

function withinLength(cells: Cells, column: string, value: string, max: number): string | null {
  if (value.length <= max) return value
  cells.report(column, value, {
    what: 'too-long',
    message: `「${column}」有 ${value.length} 个字,最多 ${max} 个。`,
    remedy: '请缩短,或检查列是否错位。',
  })
  return null
}

function refuseFormula(cells: Cells, column: string, value: string): null {
  cells.report(column, value, {
    what: 'formula',
    message: `「${column}」以 ${value[0]} 开头,表格软件会把它当作公式。`,
    remedy: '请把该格改为纯文本内容后重新导入。',
  })
  return null
}
