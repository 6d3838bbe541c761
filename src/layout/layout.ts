import { layoutFaults } from './layout-faults.ts'
import { LAYOUT_SHAPE, type Layout } from './layout-shape.ts'
import { type LayoutFault, shapeFaults } from './shape-faults.ts'

export type { PaymentField, ReturnField } from './layout-fields.ts'
export type { Encoding, Layout, LayoutCell, LayoutColumn, ReturnColumn, ReturnLayout } from './layout-shape.ts'
export type { LayoutFault } from './shape-faults.ts'

/** Checks what a layout file holds; every fault with where in the layout it is. */
export function readLayout(value: unknown): { layout: Layout } | { faults: LayoutFault[] } {
  const withDefaults = defaultsOfKind(value)
  const read = LAYOUT_SHAPE.safeParse(withDefaults, { reportInput: true })
  if (!read.success) return { faults: shapeFaults(read.error.issues) }
  const faults = layoutFaults(read.data)
  return faults.length > 0 ? { faults } : { layout: read.data }
}

/** A workbook has cells and no bytes of its own choosing, so its layout need not speak of them. */
function defaultsOfKind(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'workbook') return value
  return { encoding: 'utf-8', 'line-end': 'lf', form: 'separated', separator: '\t', ...value }
}
