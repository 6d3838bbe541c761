import { z } from 'zod'
import { ROUNDINGS } from '../../kernel/money.ts'
import { isMonth, type Month } from '../../kernel/month.ts'
import { Decimal } from '../decimal.ts'
import type { DecimalText } from '../parameters.ts'
import type { PolicyProblemCode } from '../policy-problem.ts'

interface Fault {
  readonly fault: PolicyProblemCode
  readonly message: string
}
export type Reading<T> = { readonly value: T } | Fault

/** A shape for one YAML scalar, with our own sentence for each way in which it can be wrong. */
export function leaf<T>(read: (value: unknown) => Reading<T>): z.ZodType<T> {
  return z.unknown().transform((value, context) => {
    const reading = value === undefined ? missing() : read(value)
    if ('value' in reading) return reading.value
    context.addIssue({ code: 'custom', message: reading.message, params: { fault: reading.fault } })
    return z.NEVER
  })
}

function missing(): Fault {
  return { fault: 'policy.missing', message: '缺少这一项' }
}

export function wrong(message: string, fault: PolicyProblemCode = 'policy.wrong-shape'): Fault {
  return { fault, message }
}

/** How a value is quoted in a sentence. */
export function quoted(value: unknown): string {
  if (value === null) return '空值'
  if (Array.isArray(value)) return '一个列表'
  return typeof value === 'object' ? '一组键值' : `「${String(value)}」`
}

const DECIMAL = /^(0|[1-9]\d{0,9})(\.\d{1,10})?$/

function readDecimal(value: unknown, what: string): Reading<DecimalText> {
  if (typeof value !== 'string') return wrong(`${quoted(value)} 不是${what}`)
  if (/^-\d/.test(value)) return wrong(`${what}「${value}」是负数`, 'policy.negative')
  return DECIMAL.test(value) ? { value } : wrong(`「${value}」不是${what}`)
}

/** A number not below zero, as written. */
export const decimal = leaf((value) => readDecimal(value, '数'))

/** Yuan with at most two decimals, not below zero. */
export const yuan = leaf((value) => {
  const reading = readDecimal(value, '金额')
  if (!('value' in reading) || !/\.\d{3}/.test(reading.value)) return reading
  return wrong(`金额「${reading.value}」的小数多于两位`)
})

/** A share from 0 to 1. */
export const share = leaf((value) => {
  const reading = readDecimal(value, '比例')
  if (!('value' in reading) || new Decimal(reading.value).lte(1)) return reading
  return wrong(`比例「${reading.value}」大于 1(比例写成 0 到 1 之间的小数)`)
})

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): z.ZodType<number> {
  return leaf((value) => {
    const number = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN
    if (number >= least && number <= most) return { value: number }
    return wrong(`${quoted(value)} 不是 ${least} 到 ${most} 的整数`)
  })
}

/** One of a few words. */
export function word<const W extends string>(words: readonly W[], fault?: PolicyProblemCode): z.ZodType<W> {
  return leaf((value) => {
    const found = words.find((candidate) => candidate === value)
    return found === undefined ? wrong(`${quoted(value)} 不在 ${words.join('、')} 之中`, fault) : { value: found }
  })
}

export const rounding = word(ROUNDINGS)

export const text = leaf((value) =>
  typeof value === 'string' && value.trim() !== '' ? { value } : wrong(`${quoted(value)} 不是文字`),
)

export const flag = leaf((value) =>
  typeof value === 'boolean' ? { value } : wrong(`${quoted(value)} 不是 true 或 false`),
)

export const month: z.ZodType<Month> = leaf((value) =>
  typeof value === 'string' && isMonth(value)
    ? { value }
    : wrong(`${quoted(value)} 不是月份(写成 2024-01 这样)`, 'policy.month'),
)
