/** What a cell's number format makes of its number, as far as reading a table cares. */
export type NumberFormat =
  | 'plain'
  | 'percent'
  /** A date that shows its day. */
  | 'day'
  /** A date that shows year and month only. */
  | 'month'
  /** A time of day or a span of hours. */
  | 'clock'
  /** `;;;`: the content is there and nobody sees it. */
  | 'hidden'

/** Built-in formats whose codes stand in no file; 27–36 and 50–58 are those of a Chinese Excel. */
const BUILT_IN = new Map<number, NumberFormat>([
  ...formats('percent', [9, 10]),
  ...formats('day', [14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58]),
  ...formats('month', [17, 27, 36, 50, 52, 57]),
  ...formats('clock', [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]),
])

function formats(format: NumberFormat, ids: readonly number[]): [number, NumberFormat][] {
  return ids.map((id) => [id, format])
}

export function builtInFormat(id: number): NumberFormat {
  return BUILT_IN.get(id) ?? 'plain'
}

/** Reads a format code: `yyyy"年"m"月"` is a month, `[$-804]yyyy-m-d` a day, `0.0%` a percentage. */
export function readFormatCode(code: string): NumberFormat {
  if (/^;{2,}$/.test(code)) return 'hidden'
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '')
  if (/\[(h+|m+|s+)\]/i.test(bare)) return 'clock'
  const first = bare.replace(/\[[^\]]*\]/g, '').split(';')[0]!
  if (/general|g\/通用格式/i.test(first)) return 'plain'
  if (/[0#?]/.test(first.replace(/[s.]0+/gi, ''))) return first.includes('%') ? 'percent' : 'plain'
  if (/d/i.test(first)) return 'day'
  if (/[ye]/i.test(first)) return 'month'
  if (/[hs]/i.test(first)) return 'clock'
  return /m/i.test(first) ? 'month' : 'plain'
}
