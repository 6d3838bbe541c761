import { cellFaults, fault, separatorFaults } from './cell-faults.ts'
import { datePatternFault } from './date-pattern.ts'
import { DATED, MONEY } from './layout-fields.ts'
import type { Layout, LayoutCell, LayoutColumn } from './layout-shape.ts'
import { returnFaults } from './return-faults.ts'
import type { LayoutFault } from './shape-faults.ts'
import { byteLength } from './text-encoding.ts'

type Path = readonly PropertyKey[]

/** What entries of a layout, each right by itself, are wrong to each other. */
export function layoutFaults(layout: Layout): LayoutFault[] {
  return [
    ...fieldFaults(layout),
    ...layout.columns.flatMap((column, i) => columnFaults(layout, column, ['columns', i])),
    ...recordFaults(layout, 'opening', layout.opening),
    ...recordFaults(layout, 'closing', layout.closing),
    ...formFaults(layout),
    ...returnFaults(layout.return),
  ]
}

function fieldFaults({ columns }: Layout): LayoutFault[] {
  const fields: string[] = columns.map(({ field }) => field)
  const faults: LayoutFault[] = []
  if (!fields.includes('paymentNo')) faults.push(fault(['columns'], '缺少 paymentNo(支付编号):没有它就无法对回盘。'))
  if (!fields.includes('account')) faults.push(fault(['columns'], '缺少 account(账号)。'))
  if (!fields.includes('amount') && !fields.includes('amountFen'))
    faults.push(fault(['columns'], '缺少 amount(金额)。'))
  fields.forEach((field, i) => {
    if (field !== 'constant' && fields.indexOf(field) < i)
      faults.push(fault(['columns', i], `字段 ${field} 出现了两次。`))
  })
  return faults
}

function columnFaults(layout: Layout, column: LayoutColumn, path: Path): LayoutFault[] {
  const faults = cellFaults(layout, column, path)
  const { field, text, format, unit, sign } = column
  if ((field === 'constant') !== (text !== undefined))
    faults.push(fault(path, 'text(固定文字)与 field: constant 应同时写。'))
  if (text !== undefined && /\{(count|total)/.test(text))
    faults.push(fault([...path, 'text'], '每一行里不能写全文件的笔数和合计。'))
  if (text !== undefined) faults.push(...literalFaults(layout, column, text, [...path, 'text']))
  if (format !== undefined && !DATED.has(field))
    faults.push(fault([...path, 'format'], `字段 ${field} 不是月份,不能写 format。`))
  else if (format !== undefined) {
    const wrong = datePatternFault(format, false)
    if (wrong) faults.push(fault([...path, 'format'], `${wrong}。`))
  }
  if ((unit !== 'yuan' || sign !== 'none') && !MONEY.has(field))
    faults.push(fault(path, `字段 ${field} 不是金额,不能写 unit 或 sign。`))
  return faults
}

function recordFaults(
  layout: Layout,
  where: 'opening' | 'closing',
  records: readonly (readonly LayoutCell[])[],
): LayoutFault[] {
  return records.flatMap((cells, i) =>
    cells.flatMap((cell, j) => [
      ...cellFaults(layout, cell, [where, i, j]),
      ...literalFaults(layout, cell, cell.text, [where, i, j]),
    ]),
  )
}

/** Fixed text must be carried by the encoding, and fit, before any payment is looked at. */
function literalFaults(layout: Layout, { width }: Pick<LayoutCell, 'width'>, text: string, path: Path): LayoutFault[] {
  const literal = text.replace(/\{[^{}]*\}/g, '')
  const bytes = byteLength(layout.encoding, literal)
  if (bytes === null) return [fault(path, `含有 ${layout.encoding} 编码写不出的字。`)]
  if (width !== undefined && bytes > width) return [fault(path, `固定文字有 ${bytes} 字节,超过宽度 ${width}。`)]
  const loose = layout.form === 'separated' && !layout.quote && layout.kind === 'text'
  return loose && literal.includes(layout.separator ?? '\n') ? [fault(path, '含有分隔符。')] : []
}

function formFaults(layout: Layout): LayoutFault[] {
  const { form, kind, separator, header, columns, quote } = layout
  if (form === 'fixed') {
    const wide = columns.findIndex(({ name, width }) => (byteLength(layout.encoding, name) ?? Infinity) > (width ?? 0))
    return [
      ...(separator === undefined ? [] : [fault(['separator'], '定长版式没有分隔符。')]),
      ...(quote ? [fault(['quote'], '定长版式没有引号。')] : []),
      ...(header && wide >= 0
        ? [fault(['columns', wide, 'name'], '表头的文字超过了宽度;定长版式通常不写表头(header: false)。')]
        : []),
    ]
  }
  if (kind === 'workbook') return workbookFaults(layout)
  return separatorFaults(separator, ['separator'])
}

const MOST_WORKBOOK_ROWS = 100_000

function workbookFaults({ header, extension, 'rows-per-file': rows }: Layout): LayoutFault[] {
  return [
    ...(header ? [] : [fault(['header'], '工作簿须有表头(header: true)。')]),
    ...(extension === 'xlsx' ? [] : [fault(['extension'], '工作簿的扩展名是 xlsx。')]),
    ...(rows !== undefined && rows <= MOST_WORKBOOK_ROWS
      ? []
      : [fault(['rows-per-file'], `工作簿须写每个文件至多多少笔(rows-per-file),最多 ${MOST_WORKBOOK_ROWS}。`)]),
  ]
}
