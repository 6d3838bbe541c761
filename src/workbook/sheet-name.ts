const LONGEST = 31
const FORBIDDEN = /[:\\/?*[\]']/g

/** Names that a workbook takes: no signs it forbids, at most 31 characters, no two alike. */
export class SheetNames {
  readonly #taken = new Set<string>()

  take(wanted: string): string {
    const clean = wanted.replace(FORBIDDEN, ' ').trim() || '表'
    for (let count = 1; ; count++) {
      const mark = count === 1 ? '' : `(${count})`
      const name = cut(clean, LONGEST - mark.length) + mark
      if (this.#taken.has(name.toLowerCase())) continue
      this.#taken.add(name.toLowerCase())
      return name
    }
  }
}

function cut(text: string, length: number): string {
  let kept = ''
  for (const character of text) {
    if (kept.length + character.length > length) break
    kept += character
  }
  return kept
}

/** A sheet's name as references write it. */
export function quotedSheet(name: string): string {
  return `'${name}'`
}
