import { z } from 'zod'
import { parseYuan } from '../kernel/money.ts'
import { FAILURE_REASON_CODES } from './failure-reason.ts'
import { PAYMENT_FIELDS, RETURN_FIELDS } from './layout-fields.ts'
import { recordTextFault } from './record-text.ts'

/** A YAML file gives bare numbers as they are written, a stored layout as numbers. */
const wholeNumber = z.preprocess(
  (value) => (typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : value),
  z.int({ error: '应是大于 0 的整数' }).positive({ error: '应是大于 0 的整数' }),
)
const filled = z.string({ error: '应是一段文字' }).min(1, { error: '不能为空' })
const oneCharacter = z.string({ error: '应是一个字符' }).length(1, { error: '应正好是一个字符' })
const yesNo = z.boolean({ error: '应是 true 或 false' })
const recordText = z.string({ error: '应是一段文字' }).superRefine((text, context) => {
  const fault = recordTextFault(text)
  if (fault) context.addIssue({ code: 'custom', message: fault })
})

const shape = {
  width: wholeNumber.optional(),
  align: z.enum(['left', 'right']).default('left'),
  pad: oneCharacter.default(' '),
}
const money = { unit: z.enum(['yuan', 'fen']).default('yuan'), sign: z.enum(['none', 'plus']).default('none') }

/** A cell of a heading, header, trailer or total record; a bare text is a cell without a width. */
const cell = z.preprocess(
  (value) => (typeof value === 'string' ? { text: value } : value),
  z.strictObject({ text: recordText, ...shape }),
)
const records = z.array(z.array(cell).min(1, { error: '至少要有一栏' })).default([])

const column = z.preprocess(
  (value) => (isRecord(value) && 'text' in value && !('field' in value) ? { ...value, field: 'constant' } : value),
  z.strictObject({
    name: filled,
    field: z.enum(PAYMENT_FIELDS),
    text: recordText.optional(),
    format: filled.optional(),
    ...money,
    ...shape,
  }),
)
const returnColumn = z.strictObject({
  name: filled,
  field: z.enum(RETURN_FIELDS),
  text: filled.optional(),
  ...money,
  ...shape,
})
const words = z.array(filled).min(1, { error: '至少要有一个词' })

const answer = z.strictObject({
  encodings: z.array(z.enum(['utf-8', 'gb18030'])).min(1, { error: '至少要有一种编码' }),
  form: z.enum(['separated', 'fixed']).default('separated'),
  separator: oneCharacter.optional(),
  quote: yesNo.default(false),
  header: yesNo.default(false),
  opening: records,
  columns: z.array(returnColumn).min(1, { error: '至少要有一栏' }),
  closing: records,
  success: words,
  failure: words,
  reasons: z.record(z.string(), z.enum(FAILURE_REASON_CODES)).default({}),
  total: filled.optional(),
})

/** What a layout file may hold. What the entries must be to each other is looked at by `layoutFaults`. */
export const LAYOUT_SHAPE = z.strictObject({
  layout: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: '只能用小写字母、数字和减号,以字母开头' }),
  title: filled,
  version: wholeNumber,
  kind: z.enum(['text', 'workbook']).default('text'),
  extension: z.string().regex(/^[a-z0-9]+$/, { error: '只能用小写字母和数字' }),
  encoding: z.enum(['utf-8', 'utf-8-bom', 'gb18030', 'gbk']),
  'line-end': z.enum(['lf', 'crlf']),
  form: z.enum(['separated', 'fixed']),
  separator: oneCharacter.optional(),
  quote: yesNo.default(false),
  header: yesNo.default(false),
  combine: z.enum(['items']).optional(),
  'rows-per-file': wholeNumber.optional(),
  'amount-limit': z
    .string({ error: '应是以元为单位的金额' })
    .refine(isPositiveYuan, { error: '应是大于 0 的元,如 50000.00' })
    .optional(),
  opening: records,
  columns: z.array(column).min(1, { error: '至少要有一栏' }),
  closing: records,
  return: answer,
})

/** How a bank wants its payment file and how it answers: data, checked by `readLayout`. */
export type Layout = z.output<typeof LAYOUT_SHAPE>
export type LayoutColumn = Layout['columns'][number]
export type LayoutCell = Layout['opening'][number][number]
export type ReturnLayout = Layout['return']
export type ReturnColumn = ReturnLayout['columns'][number]
export type Encoding = Layout['encoding']

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPositiveYuan(text: string): boolean {
  return (parseYuan(text) ?? 0n) > 0n
}
