import { z } from 'zod'
import { Decimal } from '../decimal.ts'
import type { DecimalText, ParameterTypes } from '../parameters.ts'
import { leaf, quoted, type Reading, share, wrong } from './leaf.ts'

const ratio = leaf((value): Reading<DecimalText> => {
  const reading = share.safeParse(value)
  if (!reading.success) return wrong(reading.error.issues[0]!.message, 'policy.taper-ratios')
  if (new Decimal(reading.data).gt(0)) return { value: reading.data }
  return wrong('比例为 0(每一季的比例要大于 0,不大于 1)', 'policy.taper-ratios')
})

const declining = z
  .array(ratio)
  .min(1)
  .superRefine((ratios, context) => {
    const at = ratios.findIndex((next, i) => i > 0 && new Decimal(next).gte(ratios[i - 1]!))
    if (at < 0) return
    const message = `第 ${at + 1} 季的比例 ${ratios[at]} 不低于上一季的 ${ratios[at - 1]}(要逐季递减)`
    context.addIssue({ code: 'custom', path: [at], message, params: { fault: 'policy.taper-ratios' } })
  })

const linear = leaf(
  (value): Reading<'linear'> =>
    value === 'linear' ? { value } : wrong(`${quoted(value)} 不是 linear,也不是比例的列表`),
)

/** `linear`, or ratios that decline from quarter to quarter; whether there are as many as quarters is seen in the book. */
const schedule = z.unknown().transform((value, context) => {
  const reading = (Array.isArray(value) ? declining : linear).safeParse(value)
  if (reading.success) return reading.data
  for (const { path, message, code, ...rest } of reading.error.issues)
    context.addIssue({ code: 'custom', path, message: code === 'too_small' ? '比例的列表是空的' : message, ...rest })
  return z.NEVER
})

export const taperRetention: z.ZodType<ParameterTypes['taper.retention']> = z.strictObject({
  general: schedule,
  disabled: schedule,
})
