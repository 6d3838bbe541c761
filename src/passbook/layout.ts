import { z } from 'zod'

/** What a payment file can say about one payment, one text each. */
export const PAYMENT_FIELDS = [
  'sequence',
  'township',
  'village',
  'holder',
  'idNumber',
  'bank',
  'account',
  'item',
  'months',
  'persons',
  'standard',
  'amount',
  'amountFen',
  'paymentNo',
  'remark',
] as const
export type PaymentField = (typeof PAYMENT_FIELDS)[number]

/** What a bank's return says about one payment. */
export const RETURN_FIELDS = ['paymentNo', 'account', 'amount', 'result', 'reason', 'ignored'] as const
export type ReturnField = (typeof RETURN_FIELDS)[number]

/** Texts that a heading, header, trailer or total line may hold, as `{count}`. */
export const PLACEHOLDERS = [
  'count',
  'total',
  'totalFen',
  'item',
  'bank',
  'month',
  'batch',
  'documentNumber',
  'county',
] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

const width = {
  width: z.int().positive().optional(),
  align: z.enum(['left', 'right']).default('left'),
  pad: z.string().length(1).default(' '),
}
const text = z
  .string()
  .refine(onlyKnownPlaceholders, { error: `只能使用 ${PLACEHOLDERS.map((p) => `{${p}}`).join('、')}` })
const cell = z.union([
  text.transform((value) => ({ text: value, align: 'left' as const, pad: ' ', width: undefined })),
  z.strictObject({ text, ...width }),
])
const separator = z.string().length(1)
const layout = z.strictObject({
  layout: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string().min(1),
  version: z.int().positive(),
  extension: z.string().regex(/^[a-z0-9]+$/),
  encoding: z.enum(['utf-8', 'utf-8-bom', 'gb18030', 'gbk']),
  'line-end': z.enum(['lf', 'crlf']),
  form: z.enum(['separated', 'fixed']),
  separator: separator.optional(),
  quote: z.boolean().default(false),
  header: z.boolean().default(false),
  opening: z.array(z.array(cell).min(1)).default([]),
  columns: z.array(z.strictObject({ name: z.string().min(1), field: z.enum(PAYMENT_FIELDS), ...width })).min(1),
  closing: z.array(z.array(cell).min(1)).default([]),
  return: z.strictObject({
    encodings: z.array(z.enum(['utf-8', 'gb18030'])).min(1),
    separator,
    quote: z.boolean().default(false),
    header: z.boolean(),
    columns: z.array(z.strictObject({ name: z.string().min(1), field: z.enum(RETURN_FIELDS) })).min(1),
    success: z.array(z.string().min(1)).min(1),
    failure: z.array(z.string().min(1)).min(1),
    total: z.string().min(1).optional(),
  }),
})

/** How a bank wants its payment file and how it answers: data, checked by `readLayout`. */
export type Layout = z.output<typeof layout>
export type LayoutColumn = Layout['columns'][number]
export type LayoutCell = Layout['opening'][number][number]
export type Encoding = Layout['encoding']

/** Checks what a layout file holds. `faults` are Chinese sentences, one for each thing that is wrong. */
export function readLayout(value: unknown): { layout: Layout } | { faults: string[] } {
  const read = layout.safeParse(value)
  if (!read.success) {
    return { faults: read.error.issues.map((issue) => `「${issue.path.join('.') || '全文'}」${issue.message}`) }
  }
  const faults = layoutFaults(read.data)
  return faults.length > 0 ? { faults } : { layout: read.data }
}

function layoutFaults(checked: Layout): string[] {
  const faults: string[] = []
  const fields = checked.columns.map(({ field }) => field)
  if (!fields.includes('paymentNo')) faults.push('「columns」缺少 paymentNo(支付编号):没有它就无法对回盘。')
  if (!fields.includes('account')) faults.push('「columns」缺少 account(账号)。')
  if (!fields.includes('amount') && !fields.includes('amountFen')) faults.push('「columns」缺少 amount(金额)。')
  if (new Set(fields).size < fields.length) faults.push('「columns」里同一字段出现了两次。')
  faults.push(...shapeFaults(checked), ...returnFaults(checked))
  return faults
}

function shapeFaults({ form, separator: between, columns, opening, closing }: Layout): string[] {
  if (form === 'separated') return between === undefined ? ['「separator」分隔版式必须写明分隔符。'] : []
  const cells = [...columns, ...opening.flat(), ...closing.flat()]
  return cells.every((one) => one.width !== undefined) ? [] : ['「width」定长版式的每一栏都必须写明宽度(字节)。']
}

function returnFaults({ return: { columns, success, failure } }: Layout): string[] {
  const fields: string[] = columns.map(({ field }) => field)
  const missing = ['paymentNo', 'account', 'amount', 'result'].filter((field) => !fields.includes(field))
  const faults = missing.map((field) => `「return.columns」缺少 ${field}。`)
  if (success.some((word) => failure.includes(word))) faults.push('「return」同一个词既表示成功又表示失败。')
  return faults
}

function onlyKnownPlaceholders(value: string): boolean {
  return [...value.matchAll(/\{([^}]*)\}/g)].every(([, name]) => (PLACEHOLDERS as readonly string[]).includes(name!))
}
