import { addMonths, type Month } from '../kernel/month.ts'
import type { Problem } from '../kernel/problem.ts'
import type { RankedPolicyBook } from './build-book.ts'
import { type Entry, placeOf } from './entry.ts'
import type { ParameterName, ParameterTypes } from './parameters.ts'
import { policyError } from './policy-problem.ts'

/** How long a taper lasts where no document says. */
const DEFAULT_TAPER_MONTHS: ParameterTypes['taper.months'] = { general: 18, disabled: 24 }

const PARAMETERS: readonly ParameterName[] = ['taper.retention', 'taper.months']
const GROUPS = { general: '一般', disabled: '有残疾成员' } as const

/**
 * Schedules whose number of ratios is not the number of quarters. Both parameters are constant between the months in
 * which one of their values begins or ends, so looking at those months, for each area that a document names, sees all.
 */
export function taperLengthProblems(book: RankedPolicyBook): Problem[] {
  const entries = PARAMETERS.flatMap((parameter) => book.entriesOf(parameter))
  const areas = [...new Set(entries.map(({ document }) => document.area))].sort()
  const months = [...new Set(entries.flatMap(changesOf))].sort()
  const problems = new Map<string, Problem>()
  for (const area of areas) {
    for (const month of months) {
      const schedule = book.winner('taper.retention', area, month)
      if (!schedule?.set.value) continue
      for (const problem of lengthProblems(schedule, book, area, month)) problems.set(keyOf(problem), problem)
    }
  }
  return [...problems.values()]
}

function changesOf({ set }: Entry): Month[] {
  return set.until === null ? [set.from] : [set.from, addMonths(set.until, 1)]
}

function lengthProblems(schedule: Entry, book: RankedPolicyBook, area: string, month: Month): Problem[] {
  const term = book.winner('taper.months', area, month)
  const months = (term?.set.value as ParameterTypes['taper.months'] | null | undefined) ?? DEFAULT_TAPER_MONTHS
  const retention = schedule.set.value as ParameterTypes['taper.retention']
  const source = term?.set.value ? `${term.document.document} ${term.set.article}` : '默认'
  return (['general', 'disabled'] as const).flatMap((group) => {
    const ratios = retention[group]
    const quarters = months[group] / 3
    if (ratios === 'linear' || ratios.length === quarters) return []
    const message =
      `「taper.retention」的 ${group}(${GROUPS[group]})有 ${ratios.length} 个比例,` +
      `而 ${month} 的渐退期是 ${months[group]} 个月(${source}),应有 ${quarters} 个。`
    return [policyError('policy.taper-length', placeOf(schedule), message, '请逐季写全比例,或改正渐退期。')]
  })
}

/** The same schedule is reported once for each length that it should have, not for each month. */
function keyOf({ file, line, message }: Problem): string {
  return `${file} ${line} ${message.replace(/\d{4}-\d{2}/, '')}`
}
