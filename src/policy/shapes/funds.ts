import { z } from 'zod'
import { Decimal } from '../decimal.ts'
import type { ParameterTypes } from '../parameters.ts'
import { PROGRAMME_CODES } from '../programmes.ts'
import { share, text, word } from './leaf.ts'

const LEVELS = ['central', 'province', 'city', 'county', 'township'] as const
const FUNDED: readonly string[] = [...PROGRAMME_CODES, 'taper', 'price-subsidy']

const programme = word(PROGRAMME_CODES, 'policy.unknown-programme')

/** Which of two programmes a person keeps. May be an empty list: nothing excludes anything. */
export const exclusions: z.ZodType<ParameterTypes['exclusions']> = z.array(
  z.strictObject({ programmes: z.tuple([programme, programme]), keep: text }).superRefine((value, context) => {
    const { programmes, keep } = value
    if (programmes[0] === programmes[1])
      context.addIssue({ code: 'custom', path: ['programmes'], message: `两个项目都是 ${programmes[0]}` })
    if ([...programmes, 'higher', 'earlier'].includes(keep)) return
    const message = `keep「${keep}」不在 ${programmes.join('、')}、higher、earlier 之中`
    context.addIssue({ code: 'custom', path: ['keep'], message, params: { fault: 'policy.unknown-programme' } })
  }),
)

const shares = z.partialRecord(z.enum(LEVELS), share).superRefine((value, context) => {
  const sum = Object.values(value).reduce((total, part) => total.plus(part ?? 0), new Decimal(0))
  if (sum.eq(1)) return
  const message = `各级分担比例之和是 ${sum.toString()},不是 1`
  context.addIssue({ code: 'custom', message, params: { fault: 'policy.funding-sum' } })
})

export const fundingShares: z.ZodType<ParameterTypes['funding.shares']> = z
  .record(z.string(), shares)
  .superRefine((value, context) => {
    for (const code of Object.keys(value)) {
      if (FUNDED.includes(code)) continue
      const message = `没有「${code}」这个项目`
      context.addIssue({ code: 'custom', path: [code], message, params: { fault: 'policy.unknown-programme' } })
    }
  })
