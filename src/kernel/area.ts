/** The 12-digit statistical code of a place: 省2 市2 县2 乡3 村3. */
export type Area = string
/** The first six digits: the unit that owns data, runs payroll and leads every key. */
export type County = string

export function isArea(text: string): text is Area {
  return /^\d{12}$/.test(text) && isAreaPrefix(text.slice(0, 6))
}

export function isCounty(text: string): text is County {
  return /^\d{6}$/.test(text) && isAreaPrefix(text)
}

/** What is wrong with a text that is no county: its length, or its first two digits. */
export function countyFault(text: string): string {
  return /^\d{6}$/.test(text) ? `前两位「${text.slice(0, 2)}」不是省级代码` : '应为 6 位数字'
}

/** A prefix that a document or an index may bind: empty (the nation) or 2, 4, 6, 9 or 12 digits of a known province. */
export function isAreaPrefix(text: string): boolean {
  if (text === '') return true
  return /^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/.test(text) && PROVINCES.has(text.slice(0, 2))
}

/** Province-level codes of GB/T 2260. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
)
