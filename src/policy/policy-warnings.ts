import { addMonths, type Month } from '../kernel/month.ts'
import { compare } from '../kernel/order.ts'
import type { Problem } from '../kernel/problem.ts'
import type { RankedPolicyBook } from './build-book.ts'
import { type Entry, placeOf } from './entry.ts'
import type { Expectation, Unexpected } from './expectation.ts'
import { policyWarning } from './policy-problem.ts'
import { standardInBand, tekunAboveFloor } from './standard-warnings.ts'
import { taperOfKnownLength } from './taper-quarters.ts'
import { triggerNotRaised } from './trigger-warnings.ts'

const EXPECTATIONS: readonly Expectation[] = [standardInBand, tekunAboveFloor, taperOfKnownLength, triggerNotRaised]

/** What a person should look at among the values that hold for an area (or an area prefix) in a month. */
export function policyWarnings(book: RankedPolicyBook, area: string, month: Month): Problem[] {
  return EXPECTATIONS.flatMap(({ unexpectedIn }) => unexpectedIn(book, area, month)).map((unexpected) =>
    warningOf(unexpected, area, month),
  )
}

/**
 * The warnings of every area that a document names and every month, each once, in the first month and the widest area
 * in which it shows. Values are constant between the months in which one of them begins or ends.
 */
export function everyPolicyWarning(book: RankedPolicyBook): Problem[] {
  return EXPECTATIONS.flatMap((expectation) => {
    const entries = expectation.parameters.flatMap((parameter) => book.entriesOf(parameter))
    const months = [...new Set(entries.flatMap(changesOf))].sort()
    const areas = [...new Set(entries.map(({ document }) => document.area))].sort(widestFirst)
    const found = new Map<string, Problem>()
    for (const area of areas)
      for (const month of months)
        for (const unexpected of expectation.unexpectedIn(book, area, month)) {
          const key = `${unexpected.entry.document.document} ${unexpected.entry.set.line} ${unexpected.message}`
          if (!found.has(key)) found.set(key, warningOf(unexpected, area, month))
        }
    return [...found.values()]
  })
}

function warningOf({ code, entry, message }: Unexpected, area: string, month: Month): Problem {
  const place = area === '' ? '全国' : `区划 ${area}`
  return policyWarning(code, placeOf(entry), `${place} ${month}:${message}`, '请核对文件;文件如此规定则照此执行。')
}

function changesOf({ set }: Entry): Month[] {
  return set.until === null ? [set.from] : [set.from, addMonths(set.until, 1)]
}

function widestFirst(a: string, b: string): number {
  return a.length - b.length || compare(a, b)
}
