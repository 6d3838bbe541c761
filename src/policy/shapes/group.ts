import { z } from 'zod'
import { Decimal } from '../decimal.ts'
import type { DecimalText } from '../parameters.ts'

/** The same shape for urban and rural, both needed. */
export function byResidence<T>(shape: z.ZodType<T>): z.ZodType<Record<'urban' | 'rural', T>> {
  return z.strictObject({ urban: shape, rural: shape })
}

/** A list that is not empty. */
export function some<T>(shape: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(shape).min(1)
}

/** Two numbers, the first not above the second. */
export function span(shape: z.ZodType<DecimalText>): z.ZodType<[DecimalText, DecimalText]> {
  return z.tuple([shape, shape]).superRefine(([low, high], context) => {
    if (new Decimal(low).lte(high)) return
    context.addIssue({ code: 'custom', message: `下限 ${low} 高于上限 ${high}` })
  })
}

type OneOf<S extends Record<string, z.ZodType>> = { [K in keyof S]: { [L in K]: z.output<S[K]> } }[keyof S]

/** A map with exactly one of the given keys, as a union of maps with one key each. */
export function exactlyOne<S extends Record<string, z.ZodType>>(shapes: S): z.ZodType<OneOf<S>> {
  const optional = Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, shape.optional()]))
  return z.strictObject(optional).transform((value, context) => {
    if (hasOne<S>(value)) return value
    const expected = Object.keys(shapes).join('、')
    const message = `应当在 ${expected} 中恰好写一个,现有 ${Object.keys(value).length} 个`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
}

/** Of a map whose keys are all of the given ones. */
function hasOne<S extends Record<string, z.ZodType>>(value: object): value is OneOf<S> {
  return Object.keys(value).length === 1
}
