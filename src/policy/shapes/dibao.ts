import { z } from 'zod'
import type { ParameterTypes, SupplementCategory } from '../parameters.ts'
import { byResidence, exactlyOne, some } from './group.ts'
import { decimal, flag, leaf, month, quoted, rounding, share, text, whole, word, wrong, yuan } from './leaf.ts'

const DEFAULT_ROUNDING = 'half-up-fen'
const DEFAULT_TERM_MONTHS = 12
const CATEGORIES = ['重病', '重残', '残疾', '老年人', '未成年人', '单亲', '在校'] as const

/** `605` or `{yuan: 605}` is yuan a person, `{percent: 80}` a percentage of the standard. */
const tier: z.ZodType<{ yuan: string } | { percent: string }> = z.preprocess(
  (value) => (typeof value === 'string' ? { yuan: value } : value),
  exactlyOne({ yuan, percent: decimal }),
)

export const dibaoTiers: z.ZodType<ParameterTypes['dibao.tiers']> = byResidence(z.record(z.string(), tier))

/** `{percent-of-standard | yuan, per}` */
export const minimumPayment: z.ZodType<ParameterTypes['dibao.minimum-payment']> = z
  .strictObject({
    'percent-of-standard': decimal.optional(),
    yuan: yuan.optional(),
    per: word(['person', 'household']),
  })
  .transform((value, context) => {
    const { 'percent-of-standard': percentOfStandard, yuan: amount, per } = value
    if (percentOfStandard !== undefined && amount === undefined) return { per, percentOfStandard }
    if (amount !== undefined && percentOfStandard === undefined) return { per, yuan: amount }
    context.addIssue({ code: 'custom', message: '应当在 percent-of-standard、yuan 中恰好写一个' })
    return z.NEVER
  })

export const expenditureType: z.ZodType<ParameterTypes['dibao.expenditure-type']> = z
  .strictObject({ share, months: whole(1, 120).optional() })
  .transform(({ share, months }) => ({ share, months: months ?? DEFAULT_TERM_MONTHS }))

const category: z.ZodType<SupplementCategory> = z
  .strictObject({
    category: word(CATEGORIES),
    percent: z.exactOptional(decimal),
    yuan: z.exactOptional(yuan),
    age: z.exactOptional(whole(1, 120)),
  })
  .superRefine((value, context) => {
    if ((value.percent === undefined) === (value.yuan === undefined))
      context.addIssue({ code: 'custom', message: '应当在 percent、yuan 中恰好写一个' })
    if (value.age !== undefined && value.category !== '老年人')
      context.addIssue({ code: 'custom', path: ['age'], message: 'age 只用于老年人' })
  })

export const supplement: z.ZodType<ParameterTypes['dibao.supplement']> = z
  .strictObject({
    stacking: word(['highest', 'sum']),
    rounding: rounding.optional(),
    'single-person': flag.optional(),
    categories: some(category),
  })
  .superRefine(({ categories }, context) => {
    categories.forEach(({ category: name }, i) => {
      if (categories.findIndex((other) => other.category === name) === i) return
      context.addIssue({ code: 'custom', path: ['categories', i], message: `类别「${name}」写了两次` })
    })
  })
  .transform(({ stacking, rounding, 'single-person': singlePerson, categories }) => ({
    stacking,
    rounding: rounding ?? DEFAULT_ROUNDING,
    singlePerson: singlePerson ?? false,
    categories,
  }))

/** May be an empty list, which ends the disregards of a wider area. */
export const disregards: z.ZodType<ParameterTypes['income.disregards']> = z.array(
  z.strictObject({
    kind: text,
    share,
    when: z.exactOptional(word(['lost-work-capacity'])),
    until: z.exactOptional(month),
  }),
)

/** How many months a taper lasts: quarters are whole. */
const taperTerm = leaf((value) => {
  const months = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : 0
  if (months > 0 && months % 3 === 0) return { value: months }
  return wrong(`${quoted(value)} 不是 3 的整数倍(渐退按季递减,月数要能被 3 整除)`, 'policy.taper-months')
})

export const taperMonths: z.ZodType<ParameterTypes['taper.months']> = z.strictObject({
  general: taperTerm,
  disabled: taperTerm,
})
