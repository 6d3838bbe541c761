import type { Month } from '../kernel/month.ts'
import type { Cells } from './cells.ts'

/** An end before the start is allowed (the row is never in force) but worth a second look. */
export function warnEndBeforeStart(cells: Cells, from: Month | null, to: Month | null): void {
  if (from === null || to === null || to >= from) return
  cells.report('终止月份', to, {
    what: 'ends-before-start',
    severity: 'warning',
    message: `终止月份 ${to} 早于起始月份 ${from},这一条从未生效。`,
    remedy: '属实(撤销该条)则不必处理,否则请更正月份。',
  })
}
