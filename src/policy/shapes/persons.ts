import { z } from 'zod'
import type { ParameterTypes } from '../parameters.ts'
import { byResidence, span } from './group.ts'
import { decimal, yuan } from './leaf.ts'

export const tekunBasic: z.ZodType<ParameterTypes['tekun.basic']> = byResidence(
  z.strictObject({ scattered: yuan, centralised: yuan }),
)

export const tekunCare: z.ZodType<ParameterTypes['tekun.care']> = z.strictObject({
  self: yuan,
  half: yuan,
  full: yuan,
})

export const orphan: z.ZodType<ParameterTypes['orphan']> = z.strictObject({ institution: yuan, scattered: yuan })

/** By grade; a grade that is not named gets nothing. */
export const byGrade: z.ZodType<ParameterTypes['disability.living']> = z.strictObject({
  1: z.exactOptional(yuan),
  2: z.exactOptional(yuan),
  3: z.exactOptional(yuan),
  4: z.exactOptional(yuan),
})

export const temporaryMultiple: z.ZodType<ParameterTypes['temporary.multiple']> = z.strictObject({
  illness: span(decimal),
  education: span(decimal),
})

/** At least one of urban and rural. */
export const ratioFloor: z.ZodType<ParameterTypes['tekun.ratio-floor']> = z
  .strictObject({ urban: z.exactOptional(decimal), rural: z.exactOptional(decimal) })
  .superRefine((value, context) => {
    if (Object.keys(value).length > 0) return
    context.addIssue({ code: 'custom', message: '应当在 urban、rural 中至少写一个' })
  })

export const educationGrant: z.ZodType<ParameterTypes['education-grant']> = z.strictObject({ 专科: yuan, 本科: yuan })
