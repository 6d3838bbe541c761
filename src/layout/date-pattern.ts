const TOKENS = /YYYY|YY|MM|DD/g

/** `2026-07-08` by the pattern `YYYYMMDD` is `20260708`; a month by `YYYY年MM月` is `2026年07月`. */
export function writeDate(pattern: string, day: string): string {
  return pattern.replace(TOKENS, (token) => {
    if (token === 'YYYY') return day.slice(0, 4)
    if (token === 'YY') return day.slice(2, 4)
    return token === 'MM' ? day.slice(5, 7) : day.slice(8, 10)
  })
}

/** What is wrong with a pattern for a month (`withDay` false) or a day; null when nothing is. */
export function datePatternFault(pattern: string, withDay: boolean): string | null {
  if (/[A-Za-z{}]/.test(pattern.replace(TOKENS, ''))) return '只能由 YYYY、YY、MM、DD 和其他符号组成'
  if (!/YY/.test(pattern) || !pattern.includes('MM')) return '必须有年(YYYY 或 YY)和月(MM)'
  if (!withDay && pattern.includes('DD')) return '月份没有日(DD)'
  return null
}
