import { isArea, isAreaPrefix } from '../kernel/area.ts'
import { type Fen, parseYuan } from '../kernel/money.ts'
import { type Day, isDay, isMonth, type Month } from '../kernel/month.ts'
import type { Cells } from './cells.ts'

/** A month; null when empty or refused. */
export function month(cells: Cells, column: string): Month | null {
  return take(cells, column, isMonth, 'month', '应写成 2026-07 这样的月份', '请改为 年-月(四位年、两位月)的文本。')
}

/** A day of the calendar; null when empty or refused. */
export function day(cells: Cells, column: string): Day | null {
  return take(cells, column, isDay, 'day', '应写成 2026-07-01 这样存在的日期', '请改为 年-月-日(月、日各两位)的文本。')
}

/** A 12-digit area code of a known province. */
export function area(cells: Cells, column: string): string | null {
  return take(
    cells,
    column,
    isArea,
    'area',
    '应为 12 位统计用区划代码,前两位是省级代码',
    '请对照统计用区划代码表更正。',
  )
}

/** A prefix of an area code; empty is the nation. */
export function areaPrefix(cells: Cells, column: string): string {
  const what = '应为 2、4、6、9 或 12 位区划代码,前两位是省级代码,全国留空'
  return take(cells, column, isAreaPrefix, 'area', what, '请对照统计用区划代码表更正。') ?? ''
}

/** Yuan that are not negative, in fen. */
export function yuan(cells: Cells, column: string): Fen | null {
  const what = '应为不小于 0、最多两位小数的元数'
  const value = take(cells, column, isAmount, 'amount', what, '请写成 1346.00 这样的金额,不带单位。')
  return value === null ? null : parseYuan(value)
}

function isAmount(value: string): boolean {
  const fen = parseYuan(value)
  return fen !== null && !value.startsWith('-')
}

/** A whole number from 1 to `most`. */
export function count(cells: Cells, column: string, most: number): number | null {
  const fits = (value: string) => /^[1-9]\d{0,3}$/.test(value) && Number(value) <= most
  const value = take(cells, column, fits, 'count', `应为 1 至 ${most} 的整数`, '请更正后重新导入。')
  return value === null ? null : Number(value)
}

/** A positive decimal number, as exact text. */
export function multiple(cells: Cells, column: string): string | null {
  const fits = (value: string) => /^\d{1,4}(\.\d{1,6})?$/.test(value) && /[1-9]/.test(value)
  return take(cells, column, fits, 'multiple', '应为大于 0 的数', '请写成 3 或 4.5 这样的倍数。')
}

/** A percentage that may be negative, as exact text: `5.4`, `-0.5`. */
export function percentage(cells: Cells, column: string): string | null {
  const fits = (value: string) => /^-?\d{1,4}(\.\d{1,6})?$/.test(value)
  return take(cells, column, fits, 'percentage', '应为百分数的数值', '请写成 5.4 或 -0.5,不带百分号。')
}

function take(
  cells: Cells,
  column: string,
  fits: (text: string) => boolean,
  what: string,
  expected: string,
  remedy: string,
): string | null {
  const value = cells.take(column)
  if (value === '') return null
  if (fits(value)) return value
  if (/[０-９．－]/.test(value)) {
    const message = `「${column}」中有全角数字或符号,${expected}。`
    cells.report(column, value, { what: 'full-width', message, remedy: '请改用半角(英文状态)输入后重新导入。' })
  } else cells.report(column, value, { what, message: `「${column}」${expected}。`, remedy })
  return null
}
