import { cellFaults, fault, separatorFaults } from './cell-faults.ts'
import { MONEY } from './layout-fields.ts'
import type { ReturnLayout } from './layout-shape.ts'
import type { LayoutFault } from './shape-faults.ts'

const MOST_REASON_WORDS = 1000

/** What the return's part of a layout is wrong about. */
export function returnFaults(answer: ReturnLayout): LayoutFault[] {
  return [...missingFields(answer), ...wordFaults(answer), ...formFaults(answer), ...columnFaults(answer)]
}

function missingFields({ columns }: ReturnLayout): LayoutFault[] {
  const fields: string[] = columns.map(({ field }) => field)
  const path = ['return', 'columns']
  const faults = ['paymentNo', 'account', 'result']
    .filter((field) => !fields.includes(field))
    .map((field) => fault(path, `缺少 ${field}。`))
  if (!fields.includes('amount') && !fields.includes('amountFen')) faults.push(fault(path, '缺少 amount(金额)。'))
  fields.forEach((field, i) => {
    if (field !== 'ignored' && fields.indexOf(field) < i) faults.push(fault([...path, i], `字段 ${field} 出现了两次。`))
  })
  return faults
}

function wordFaults({ success, failure, reasons }: ReturnLayout): LayoutFault[] {
  const both = success.find((word) => failure.includes(word))
  return [
    ...(both === undefined ? [] : [fault(['return', 'failure'], `「${both}」既表示成功又表示失败。`)]),
    ...(Object.keys(reasons).length > MOST_REASON_WORDS ? [fault(['return', 'reasons'], '原因过多。')] : []),
  ]
}

function formFaults({ form, separator, encodings, header, opening, quote, total }: ReturnLayout): LayoutFault[] {
  if (form === 'separated') {
    const both = header && opening.length > 0
    return [
      ...separatorFaults(separator, ['return', 'separator']),
      ...(both
        ? [fault(['return', 'opening'], '有表头(header: true)时不写 opening:表头之前的标题行会自动略过。')]
        : []),
    ]
  }
  const wrong: LayoutFault[] = []
  if (separator !== undefined) wrong.push(fault(['return', 'separator'], '定长回盘没有分隔符。'))
  if (quote) wrong.push(fault(['return', 'quote'], '定长回盘没有引号。'))
  if (header) wrong.push(fault(['return', 'header'], '定长回盘没有表头,首行请写在 opening 里。'))
  if (total !== undefined) wrong.push(fault(['return', 'total'], '定长回盘的合计请写在 closing 里。'))
  if (encodings.length > 1) wrong.push(fault(['return', 'encodings'], '定长回盘按字节分栏,只能写一种编码。'))
  return wrong
}

function columnFaults({ form, separator, quote, encodings, columns, opening, closing }: ReturnLayout): LayoutFault[] {
  const shape = { form, separator, quote, encoding: encodings[0]! }
  const records = { opening, closing }
  return [
    ...columns.flatMap((column, i) => {
      const path = ['return', 'columns', i]
      const money = column.unit === 'yuan' && column.sign === 'none'
      const wrong =
        money || MONEY.has(column.field) ? [] : [fault(path, `字段 ${column.field} 不是金额,不能写 unit 或 sign。`)]
      const said = column.text === undefined || column.field === 'ignored'
      const texts = said ? [] : [fault([...path, 'text'], '只有 ignored(不读的栏)可以写固定文字。')]
      return [...cellFaults(shape, column, path), ...wrong, ...texts]
    }),
    ...Object.entries(records).flatMap(([where, rows]) =>
      rows.flatMap((cells, i) => cells.flatMap((cell, j) => cellFaults(shape, cell, ['return', where, i, j]))),
    ),
  ]
}
