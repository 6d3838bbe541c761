import { z } from 'zod'
import { Decimal } from '../decimal.ts'
import type { ParameterTypes, PriceAmount } from '../parameters.ts'
import { PROGRAMME_CODES, PROGRAMMES_WITH_STANDARD } from '../programmes.ts'
import { exactlyOne, some } from './group.ts'
import { decimal, leaf, quoted, type Reading, word, wrong, yuan } from './leaf.ts'

const index = word(['low-income-living-cost', 'consumer', 'food'])

/** `{index, at-least}` with what else belongs to the clause. */
const clause = { index, 'at-least': decimal }

export const trigger: z.ZodType<ParameterTypes['price-subsidy.trigger']> = z.strictObject({
  any: some(z.strictObject(clause).transform(({ index, 'at-least': atLeast }) => ({ index, atLeast }))),
})

/** `1/12`, or a share written as a decimal. */
const fraction = leaf((value): Reading<readonly [number, number]> => {
  const parts = typeof value === 'string' ? /^(\d{1,6})\/([1-9]\d{0,5})$/.exec(value) : null
  if (parts) return { value: [Number(parts[1]), Number(parts[2])] }
  const reading = decimal.safeParse(value)
  if (!reading.success) return wrong(`${quoted(value)} 不是分数(写成 1/12 这样)`)
  const [top, bottom] = new Decimal(reading.data).toFraction()
  return { value: [Number(top!.toFixed(0)), Number(bottom!.toFixed(0))] }
})

const fractions = some(
  z
    .strictObject({ ...clause, fraction })
    .transform(({ index, 'at-least': atLeast, fraction }) => ({ index, atLeast, fraction })),
).superRefine(refuseRepeats)

const bands = some(
  z.strictObject({ ...clause, yuan }).transform(({ index, 'at-least': atLeast, yuan }) => ({ index, atLeast, yuan })),
).superRefine(refuseRepeats)

function refuseRepeats(steps: readonly { index: string; atLeast: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>()
  steps.forEach(({ index, atLeast }, i) => {
    const key = `${index} ${new Decimal(atLeast).toString()}`
    if (seen.has(key)) context.addIssue({ code: 'custom', path: [i], message: `${index} ${atLeast} 写了两次` })
    seen.add(key)
  })
}

export const amount: z.ZodType<PriceAmount> = exactlyOne({
  'standard-times-index': z.strictObject({ index }),
  'per-point': z.strictObject({ index, yuan, partial: word(['up', 'down', 'exact']) }),
  'standard-fraction': fractions,
  bands,
  fixed: z.strictObject({ yuan }),
}).transform((value): PriceAmount => {
  if ('standard-times-index' in value) return { standardTimesIndex: value['standard-times-index'] }
  if ('per-point' in value) return { perPoint: value['per-point'] }
  if ('standard-fraction' in value) return { standardFraction: value['standard-fraction'] }
  return value
})

const recipient = z
  .strictObject({
    programme: word([...PROGRAMME_CODES, 'taper'], 'policy.unknown-programme'),
    standard: word(['urban', 'rural', 'own']),
  })
  .superRefine(({ programme, standard }, context) => {
    if (standard !== 'own' || (PROGRAMMES_WITH_STANDARD as readonly string[]).includes(programme)) return
    const message = `项目 ${programme} 没有自己的标准,不能写 own`
    context.addIssue({ code: 'custom', message, params: { fault: 'policy.recipient-without-standard' } })
  })

export const recipients: z.ZodType<ParameterTypes['price-subsidy.recipients']> = some(recipient).superRefine(
  (list, context) => {
    list.forEach(({ programme }, i) => {
      if (list.findIndex((other) => other.programme === programme) === i) return
      context.addIssue({ code: 'custom', path: [i], message: `项目 ${programme} 写了两次` })
    })
  },
)
