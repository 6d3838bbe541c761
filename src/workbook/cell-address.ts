/** The widest sheet there is. */
const MOST_COLUMNS = 16_384

/** Letters of a column, the first being 0: `A`, …, `Z`, `AA`, … */
export function columnLetters(column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  return letters
}

/** The column of an address such as `B7`, from 0; null when it is none. */
export function columnOf(address: string): number | null {
  let column = 0
  let at = 0
  for (; at < address.length; at++) {
    const letter = address.charCodeAt(at) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
    if (column > MOST_COLUMNS) return null
  }
  return at === 0 || !/^[1-9]\d*$/.test(address.slice(at)) ? null : column - 1
}

/** `家庭!B7`, as a person finds it in the workbook; `row` counts from 1, `column` from 0. */
export function cellPlace(sheet: string, column: number, row: number): string {
  return `${sheet}!${columnLetters(column)}${row}`
}
