import type { CellValue, SheetRow } from '../workbook/cell-value.ts'
import type { ReturnColumn, ReturnField } from './layout.ts'

/** A row of a workbook as texts, and what kind of cell each of them was where it was no plain text. */
export interface SheetTexts {
  readonly texts: readonly string[]
  readonly kinds: ReadonlyMap<number, CellValue['kind'] | 'percent'>
}

/** The row's cells as texts, at least `width` of them. */
export function sheetTexts({ cells }: SheetRow, width: number): SheetTexts {
  const last = cells.at(-1)?.column ?? -1
  const texts: string[] = new Array(Math.max(width, last + 1)).fill('')
  const kinds = new Map<number, CellValue['kind'] | 'percent'>()
  for (const { column, value } of cells) {
    texts[column] = value.kind === 'text' ? value.text : value.kind === 'number' ? value.decimal : ''
    if (value.kind !== 'text') kinds.set(column, value.kind === 'number' && value.percent ? 'percent' : value.kind)
  }
  return { texts, kinds }
}

const KIND_NAMES: Record<Exclude<CellValue['kind'], 'text'> | 'percent', string> = {
  number: '数字',
  percent: '百分数',
  date: '日期',
  boolean: '逻辑值',
  error: '错误值',
  formula: '公式',
  hidden: '不显示的内容',
}

/** Fields that may be numbers: what a spreadsheet does to a long number does not happen to them. */
const MAY_BE_NUMBERS: ReadonlySet<ReturnField> = new Set<ReturnField>(['amount', 'amountFen', 'result', 'reason'])

/** The columns whose cells cannot be told from what stands in them: their names, and a Chinese sentence each. */
export function cellFaults(
  columns: readonly Pick<ReturnColumn, 'field' | 'name'>[],
  at: Readonly<Partial<Record<ReturnField, number>>>,
  { kinds }: SheetTexts,
): { readonly name: string; readonly message: string }[] {
  if (kinds.size === 0) return []
  return columns.flatMap(({ field, name }) => {
    const kind = kinds.get(at[field] ?? -1)
    if (kind === undefined || kind === 'text' || field === 'ignored') return []
    if (kind === 'number' && MAY_BE_NUMBERS.has(field)) return []
    return [{ name, message: `「${name}」是${KIND_NAMES[kind]}单元格,内容可能已被改变。` }]
  })
}
