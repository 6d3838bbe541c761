import { isPaymentNumber } from '../layout/payment-number.ts'

/** Letters and digits that stand together, plain or full-width, with a run of digits long enough for a personal number. */
const WORD = /[0-9A-Za-z０-９Ｘｘ]*[0-9０-９]{15}[0-9A-Za-z０-９Ｘｘ]*/g
const RUN = /[0-9０-９]{14,}[0-9０-９XxＸｘ]/g
const LONG_RUN = /[0-9０-９]{15}/
const HASH = /^[0-9a-f]{64}$/

/**
 * Hides what people typed where no number belongs: every run of 15 digits or more keeps its first and last four. Our own
 * 支付编号 and hashes stay whole, because an auditor looks things up by them.
 */
export function scrubNumbers(text: string): string {
  if (!LONG_RUN.test(text)) return text
  return text.replace(WORD, (word) => {
    if (HASH.test(word) || isPaymentNumber(word)) return word
    return word.replace(RUN, (run) => run.slice(0, 4) + '*'.repeat(run.length - 8) + run.slice(-4))
  })
}
