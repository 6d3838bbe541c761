import { z } from 'zod'
import { Exact } from '../../kernel/money.ts'
import type { DecimalText } from '../parameters.ts'

/** The same shape for urban and rural, both needed. */
export function byResidence<T>(shape: z.ZodType<T>): z.ZodType<Record<'urban' | 'rural', T>> {
  return z.strictObject({ urban: shape, rural: shape }) as never
}

/** A list that is not empty. */
export function some<T>(shape: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(shape).min(1)
}

/** Two numbers, the first not above the second. */
export function span(shape: z.ZodType<DecimalText>): z.ZodType<[DecimalText, DecimalText]> {
  return z.tuple([shape, shape]).superRefine(([low, high], context) => {
    if (new Exact(low).lte(high)) return
    context.addIssue({ code: 'custom', message: `下限 ${low} 高于上限 ${high}` })
  })
}

/** A map with exactly one of the given keys, as a union of maps with one key each. */
export function exactlyOne<S extends Record<string, z.ZodType>>(
  shapes: S,
): z.ZodType<{ [K in keyof S]: { [L in K]: z.output<S[K]> } }[keyof S]> {
  const optional = Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, shape.optional()]))
  return z.strictObject(optional).superRefine((value, context) => {
    const keys = Object.keys(value)
    if (keys.length === 1) return
    const expected = Object.keys(shapes).join('、')
    context.addIssue({ code: 'custom', message: `应当在 ${expected} 中恰好写一个,现有 ${keys.length} 个` })
  }) as never
}
