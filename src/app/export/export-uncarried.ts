import type { Problem } from '../../kernel/problem.ts'
import type { UncarriedPayment } from '../../layout/form.ts'
import type { Layout } from '../../layout/layout.ts'
import type { Uncarried } from '../../layout/line-cells.ts'
import { itemName, type OutgoingFile } from '../../payment/outgoing.store.ts'
import { holdCodeOf } from '../../payment/uncarried.store.ts'

/** What a person reads about a payment that a layout cannot carry. Codes `export.text-not-carried`, `export.over-limit`. */
export function uncarriedProblem({ paymentNo, column, cause }: UncarriedPayment, layout: Layout): Problem {
  return {
    code: `export.${holdCodeOf(cause)}`,
    severity: 'warning',
    column,
    value: paymentNo,
    message: `支付编号 ${paymentNo} 的「${column}」${causeText(cause, layout)},这笔暂缓,没有写进文件。`,
    remedy: remedyOf(cause),
  }
}

/** What a person reads about a heading or total that a layout cannot carry: none of its payments go out. */
export function headingProblem(file: OutgoingFile, cause: Uncarried, layout: Layout): Problem {
  return {
    code: 'export.heading-not-carried',
    severity: 'warning',
    message: `「${itemName(file.item)}」在${file.bank}的文件标题${causeText(cause, layout)},${file.count} 笔暂缓。`,
    remedy: '请改用写得出的版式再导出一次。',
  }
}

function remedyOf({ why }: Uncarried): string {
  if (why === 'over-limit') return '请与银行商定后改用限额更高的版式(amount-limit)再导出一次,这笔会进入单独的文件。'
  return '请改用写得出的版式(例如 --bank-layout 银行=yibentong)再导出一次,或更正账户资料后再导出,这笔会进入单独的文件。'
}

/** Why a text, or an amount, cannot stand in a file of this layout: the rest of a sentence. */
export function causeText(cause: Uncarried, { encoding }: Layout): string {
  if (cause.why === 'character') return `含有「${cause.character}」,${encoding} 编码写不出`
  if (cause.why === 'separator') return '含有版式的分隔符'
  if (cause.why === 'padding') return '首尾的字符与版式的填充符相同,读回时会丢失'
  if (cause.why === 'over-limit') return `超过版式的单笔限额 ${cause.limit} 元`
  return `有 ${cause.bytes} 字节,超过版式的宽度 ${cause.width}`
}
