import type { Problem } from '../kernel/problem.ts'
import { maskAccount } from '../kernel/sensitive.ts'

/** Everything that can be wrong with a bank's return, and what to do about it. One of them stops the whole file. */
export const RETURN_REMEDIES = {
  'returns.header': '请让银行按约定的表头重新提供,或用 --layout 指定相应的版式。',
  'returns.empty': '请确认拿到的是完整的回盘文件。',
  'returns.control-character': '文件可能已损坏或不是文本,请向银行重新索取。',
  'returns.row-shape': '文件可能被截断或改动,请向银行重新索取整个文件。',
  'returns.cell': '请让银行重新提供:支付编号和账号是文本,金额是数值,没有公式;请勿自行改动后再导入。',
  'returns.hidden': '请联系代发银行查明,由银行去掉隐藏后重新提供整个文件。',
  'returns.check-digit': '编号写错了一位;请联系代发银行更正后重新导入整个文件。',
  'returns.unknown-reference': '请确认这份回盘属于哪个批次;编号无误的,请联系代发银行更正后重新导入整个文件。',
  'returns.other-run': '请用 --run 写明该批次导入它自己的回盘。',
  'returns.not-sent': '这笔款没有发给银行;请立即联系代发银行查明,更正后重新导入整个文件。',
  'returns.duplicate-reference': '同一笔款只能有一个结果;请联系代发银行更正后重新导入整个文件。',
  'returns.account-altered': '请立即联系代发银行查明款项入了哪个账户,更正后重新导入整个文件。',
  'returns.name-altered': '请联系代发银行查明入账的是不是本人的账户;确为同一人的,请银行按代发的户名更正后重新导入。',
  'returns.amount-unreadable': '金额应写成 1010.00 这样的元;请联系代发银行更正后重新导入整个文件。',
  'returns.amount-differs': '请联系代发银行更正后重新导入整个文件。',
  'returns.unknown-result':
    '请联系代发银行按约定的词填写;该行另有用词的,请写进版式文件的 return.success 或 return.failure。',
  'returns.contradiction':
    '先前的结果不变,已列为「矛盾」。请与代发银行查明是否入账,由经办 huimin returns decide 认定、复核 huimin returns confirm 确认后,再导入这份回盘;在此之前不要重发。',
  'returns.total-unreadable': '请联系代发银行更正合计行后重新导入整个文件。',
  'returns.total-differs': '文件可能缺行或被改动,请向银行重新索取整个文件。',
  'returns.count-differs': '文件可能缺行或被改动,请向银行重新索取整个文件。',
  'returns.after-total': '合计行应是最后一行;请向银行重新索取整个文件。',
} as const
export type ReturnProblemCode = keyof typeof RETURN_REMEDIES

const SHOWN = 1000
/** Digits as long as an ID or account number; a 支付编号 begins with a letter. */
const PERSONAL_NUMBER = /(?<![A-Za-z\d-])\d{12,19}[\dXx]?(?!\d)/g

/** The problems of one file: the first thousand in full, the rest by their number. */
export class ReturnProblems {
  readonly #file: string
  readonly #shown: Problem[] = []
  #count = 0

  constructor(file: string) {
    this.#file = file
  }

  add(
    code: ReturnProblemCode,
    message: string,
    place: { readonly line?: number; readonly column?: string } = {},
  ): void {
    this.#count++
    if (this.#shown.length >= SHOWN) return
    // a bank that shifts its columns puts an account where a 支付编号, an amount or a word should stand
    const safe = message.replace(PERSONAL_NUMBER, maskAccount)
    this.#shown.push({
      code,
      severity: 'error',
      file: this.#file,
      ...place,
      message: safe,
      remedy: RETURN_REMEDIES[code],
    })
  }

  /** How many more can be told in full. */
  get room(): number {
    return SHOWN - this.#shown.length
  }

  /** Further problems, of which only the number is told. */
  addUntold(count: number): void {
    this.#count += count
  }

  get count(): number {
    return this.#count
  }

  list(): Problem[] {
    const sorted = this.#shown.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    if (this.#count <= SHOWN) return sorted
    const message = `另有 ${this.#count - SHOWN} 处问题没有列出。`
    const rest = {
      code: 'returns.more',
      severity: 'error',
      file: this.#file,
      message,
      remedy: '请先处理以上各处。',
    } as const
    return [...sorted, rest]
  }
}
