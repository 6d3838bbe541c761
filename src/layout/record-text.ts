import { type Fen, formatYuan, parseYuan } from '../kernel/money.ts'
import { datePatternFault, writeDate } from './date-pattern.ts'
import { DATED, PLACEHOLDERS, type Placeholder } from './layout-fields.ts'

/** What headings, headers, trailers and totals may say of a file. */
export interface FileFacts {
  readonly batch: string
  readonly part: number
  readonly county: string
  readonly month: string
  /** The day on which the file was claimed, by the country's clock. */
  readonly date: string
  readonly item: string
  readonly bank: string
  readonly documentNumber: string
  readonly count: number
  readonly totalFen: Fen
}

/** Count and total that a record states, as far as it states them. */
export interface Stated {
  count?: number
  totalFen?: Fen
}

const PLACEHOLDER = /\{([^{}]*)\}/g

/** What is wrong with the text of a record, as a Chinese sentence; null when nothing is. */
export function recordTextFault(text: string): string | null {
  for (const [whole, inside] of text.matchAll(PLACEHOLDER)) {
    const [name, pattern] = splitPlaceholder(inside!)
    if (!(PLACEHOLDERS as readonly string[]).includes(name)) {
      return `不认识 ${whole},只能使用 ${PLACEHOLDERS.map((p) => `{${p}}`).join('、')}`
    }
    if (pattern === null) continue
    if (!DATED.has(name)) return `${whole} 不是日期,不能写格式`
    const fault = datePatternFault(pattern, name === 'date')
    if (fault) return `${whole} 的格式${fault}`
  }
  return /[{}]/.test(text.replace(PLACEHOLDER, '')) ? '花括号没有配对' : null
}

/** The text of a record with what it says of this file. */
export function fillRecordText(text: string, facts: FileFacts): string {
  return text.replace(PLACEHOLDER, (_, inside: string) => {
    const [name, pattern] = splitPlaceholder(inside)
    const said = placeholderText(name as Placeholder, facts)
    return pattern === null ? said : writeDate(pattern, said)
  })
}

function splitPlaceholder(inside: string): [string, string | null] {
  const colon = inside.indexOf(':')
  return colon < 0 ? [inside, null] : [inside.slice(0, colon), inside.slice(colon + 1)]
}

function placeholderText(name: Placeholder, facts: FileFacts): string {
  if (name === 'total') return formatYuan(facts.totalFen)
  if (name === 'totalFen') return facts.totalFen.toString()
  return String(facts[name])
}

/** Notes the count and total that `written` states by the record's text; false when it is not this text. */
export function readRecordText(text: string, written: string, stated: Stated): boolean {
  const names: string[] = []
  const pattern = text.replace(/\{([^{}]*)\}|[\\^$.*+?()[\]{}|]/g, (found, inside?: string) => {
    if (inside === undefined) return `\\${found}`
    const [name] = splitPlaceholder(inside)
    names.push(name)
    return name === 'count' || name === 'totalFen' ? '(\\d+)' : '(.*)'
  })
  const match = new RegExp(`^${pattern}$`, 'u').exec(written)
  if (!match) return false
  return names.every((name, i) => note(name, match[i + 1]!, stated))
}

function note(name: string, value: string, stated: Stated): boolean {
  if (name === 'count') stated.count = Number(value)
  if (name === 'totalFen') stated.totalFen = BigInt(value)
  if (name !== 'total') return true
  const fen = parseYuan(value)
  if (fen !== null) stated.totalFen = fen
  return fen !== null
}
