const DEEPEST = 60
const LONGEST_LINE = 20_000
const NESTED_DASHES = /^[ \t]*(?:[-?:][ \t]+){20}/m

/**
 * The first line that nests deeper, or is longer, than any document needs; null when there is none. The YAML reader
 * runs out of memory on such files, which would end the whole programme instead of refusing one file.
 */
export function tooDeepLine(text: string): number | null {
  let depth = 0
  for (const [i, line] of text.split('\n').entries()) {
    if (line.length > LONGEST_LINE || NESTED_DASHES.test(line)) return i + 1
    for (const character of line) {
      if (character === '[' || character === '{') depth++
      else if (character === ']' || character === '}') depth = Math.max(0, depth - 1)
      if (depth > DEEPEST) return i + 1
    }
  }
  return null
}
