import type { Layout } from '../../layout/layout.ts'
import { paymentNumber } from '../../layout/payment-number.ts'
import { type Answer, writeReturn } from '../../layout/return-writer.ts'
import { encodeText } from '../../layout/text-encoding.ts'

/** A return with one thing wrong, as a bank might send it after the right one. */
export interface TroubledReturn {
  /** What is wrong, as people say it. */
  readonly what: string
  readonly bytes: Buffer
}

type Trouble = readonly [what: string, change: (answers: readonly Answer[]) => readonly Answer[]]

/** Wrong in one row of three. */
const TROUBLES: readonly Trouble[] = [
  ['账号被改', (answers) => changed(answers, ({ account }) => ({ account: otherAccount(account) }))],
  ['未知编号', (answers) => changed(answers, ({ paymentNo }) => ({ paymentNo: strangerLike(paymentNo) }))],
  ['同一笔两次', (answers) => [...answers, answers[0]!]],
  ['金额不符', (answers) => changed(answers, ({ amountFen }) => ({ amountFen: amountFen / 10n + 1n }))],
  ['前后矛盾', (answers) => changed(answers, () => ({ failed: 'account-closed' }))],
  ['文件截断', (answers) => answers],
]
const CUT = '文件截断'
const NOWHERE = { batch: '', part: 1, county: '', month: '', date: '', item: '', bank: '', documentNumber: '' }

/** How many rows a troubled return is made of. */
const TROUBLED_ROWS = 3

/** What a bank has answered, and how it writes. */
export interface AnsweringBank {
  readonly layout: Layout
  /** The first payments that it said it paid. */
  readonly paid: readonly Answer[]
}

/** Every trouble once, dealt out to the banks in turn; a bank that has paid too few payments makes none. */
export function troubledReturns<B extends AnsweringBank>(
  banks: readonly B[],
): (TroubledReturn & { readonly bank: B })[] {
  return TROUBLES.flatMap(([what, change], i) => {
    const bank = banks[i % Math.max(1, banks.length)]
    if (!bank || bank.paid.length < TROUBLED_ROWS) return []
    const whole = writeReturn(bank.layout, NOWHERE, change(bank.paid.slice(0, TROUBLED_ROWS)))
    return [{ what, bank, bytes: what === CUT ? cutInLastRow(whole, bank.layout) : whole }]
  })
}

function changed(answers: readonly Answer[], change: (answer: Answer) => Partial<Answer>): Answer[] {
  return answers.map((answer, i) => (i === 1 ? { ...answer, ...change(answer) } : answer))
}

/** The last digit is another, which a mask shows. */
function otherAccount(account: string): string {
  return account.slice(0, -1) + (account.endsWith('7') ? '3' : '7')
}

/** A number of the same run that no payment has, with its right check digit. */
function strangerLike(paymentNo: string): string {
  return paymentNumber(paymentNo.slice(0, 13), 9_999_999)
}

/** The end is missing, from the middle of a row on. */
function cutInLastRow(bytes: Buffer, { return: { encodings } }: Layout): Buffer {
  const end = encodeText(encodings[0] === 'utf-8' ? 'utf-8' : 'gb18030', '\r\n')
  const lastRow = bytes.subarray(0, bytes.length - end.length).lastIndexOf(end)
  return bytes.subarray(0, lastRow - Math.floor(lastRow / TROUBLED_ROWS / 3))
}
