import type { Layout, LayoutCell, ReturnColumn } from './layout-shape.ts'
import { type LayoutFault, placeOf } from './shape-faults.ts'
import { byteLength } from './text-encoding.ts'

type Path = readonly PropertyKey[]

/** One fault at its place, the place named in the sentence. */
export function fault(path: Path, message: string): LayoutFault {
  return { path, message: `${placeOf(path)}${message}` }
}

/** What a cell of one file can be wrong about: its width, and the character that fills it up. */
export function cellFaults(
  { form, encoding, separator, quote }: Pick<Layout, 'form' | 'encoding' | 'separator' | 'quote'>,
  { width, pad, align }: Pick<LayoutCell | ReturnColumn, 'width' | 'pad' | 'align'>,
  path: Path,
): LayoutFault[] {
  const faults: LayoutFault[] = []
  if (form === 'fixed' && width === undefined)
    faults.push(fault([...path, 'width'], '定长版式的每一栏都必须写明宽度(字节)。'))
  if (byteLength(encoding, pad) !== 1)
    faults.push(fault([...path, 'pad'], `填充符「${pad}」在 ${encoding} 里不是一个字节。`))
  if (form === 'separated' && (pad === separator || (quote && pad === '"')))
    faults.push(fault([...path, 'pad'], '填充符不能与分隔符或引号相同。'))
  if (/[1-9]/.test(pad)) faults.push(fault([...path, 'pad'], '填充符不能是 1 到 9,会与内容混淆。'))
  if (pad === '0' && align === 'left')
    faults.push(fault([...path, 'pad'], '用 0 填充时必须靠右(align: right),否则金额会变。'))
  return faults
}

/** What can be wrong about a separator. */
export function separatorFaults(separator: string | undefined, path: Path): LayoutFault[] {
  if (separator === undefined) return [fault(path, '分隔版式必须写明分隔符。')]
  if (/[\r\n"0-9A-Za-z.]/.test(separator)) return [fault(path, '分隔符不能是字母、数字、小数点、引号或换行。')]
  return []
}
