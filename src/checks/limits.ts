import { type Fen, formatYuanGrouped, parseYuan } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/refusal.ts'
import { readYaml } from '../policy/yaml-source.ts'

/** The file of the home that names the bureau's own limits; what it does not name is not looked at. */
export const CHECKS_NAME = 'checks.yaml'

/** What a run is looked through for, by the words that stand in the file. */
export const CHECKS = {
  total: '批次合计上限',
  'total-jump': '合计环比',
  payment: '单笔上限',
  'payee-jump': '单户环比',
  'shared-account': '同一账户户数',
} as const
export type CheckCode = keyof typeof CHECKS

/** Beyond these a run is not handed over before a checker has let it pass. */
export interface CheckLimits {
  /** Fen of a whole run, and of one payment. */
  readonly total?: Fen
  readonly payment?: Fen
  /** Hundredths of a per cent, up or down, against the month before. */
  readonly 'total-jump'?: bigint
  readonly 'payee-jump'?: bigint
  /** How many households may be paid into one account. */
  readonly 'shared-account'?: bigint
}

const READERS: Readonly<Record<CheckCode, (text: string) => bigint | null>> = {
  total: readYuan,
  payment: readYuan,
  'total-jump': readPercent,
  'payee-jump': readPercent,
  'shared-account': (text) => (/^[1-9]\d{0,3}$/.test(text) ? BigInt(text) : null),
}
const EXPECTED: Readonly<Record<CheckCode, string>> = {
  total: '大于 0 的元,例如 1500000.00',
  payment: '大于 0 的元,例如 20000.00',
  'total-jump': '百分数,例如 20 或 12.5',
  'payee-jump': '百分数,例如 100 或 12.5',
  'shared-account': '户数,例如 2',
}
const REMEDY = `可以写:${Object.values(CHECKS).join('、')};每项一行,例如「${CHECKS['total-jump']}: 20」。`

/** The limits of the file's text; refused with each mistake and its line. Codes `checks.*`. */
export function readLimits(file: string, text: string): CheckLimits {
  const source = readYaml(file, text)
  if (Array.isArray(source))
    throw new Refused(source.map((one) => ({ ...one, code: one.code.replace(/^policy\./, 'checks.') })))
  const { value, lineOf } = source
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new Refused([mistake(file, 1, '应是一项一行。')])
  const limits: Partial<Record<CheckCode, bigint>> = {}
  const problems: Problem[] = []
  for (const [title, given] of Object.entries(value)) {
    const code = (Object.keys(CHECKS) as CheckCode[]).find((one) => CHECKS[one] === title)
    const limit = code && typeof given === 'string' ? READERS[code](given.trim()) : null
    if (!code) problems.push(mistake(file, lineOf([title]), `没有「${title}」这一项。`))
    else if (limit === null) problems.push(mistake(file, lineOf([title]), `「${title}」应写${EXPECTED[code]}。`))
    else limits[code] = limit
  }
  if (problems.length > 0) throw new Refused(problems)
  return limits
}

function readYuan(text: string): Fen | null {
  const fen = parseYuan(text)
  return fen !== null && fen > 0n ? fen : null
}

function readPercent(text: string): bigint | null {
  const [, whole, part = ''] = /^(\d{1,5})(?:\.(\d{1,2}))?%?$/.exec(text) ?? []
  return whole === undefined ? null : BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'))
}

/** A limit as people write it. */
export function limitText(code: CheckCode, limit: bigint): string {
  if (code === 'total' || code === 'payment') return `${formatYuanGrouped(limit)} 元`
  if (code === 'shared-account') return `${limit} 户`
  const part = (limit % 100n).toString().padStart(2, '0').replace(/0+$/, '')
  return `${limit / 100n}${part === '' ? '' : `.${part}`}%`
}

function mistake(file: string, line: number, message: string): Problem {
  return { code: 'checks.invalid', severity: 'error', file, line, message, remedy: REMEDY }
}
