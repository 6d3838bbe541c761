import type { Month } from '../kernel/month.ts'
import { runsByMonth } from './clock-runs.store.ts'
import { countedCounties, monthsFrom } from './tick-counties.ts'
import type { JobStep, Occurrence, Tick } from './tick-job.ts'
import { openAndCalculate } from './tick-open-run.ts'

/**
 * Opens and calculates each month's regular run of each county from the day that the setting says. Months are counted
 * from the county's first regular run, which a person opens, or from the month that the setting names; one that was
 * missed is caught up. A month that somebody has a run for, also a void one, is in that person's hands.
 */
export const payrollStep: JobStep = {
  inOrder: true,
  async due(tick, { firedOn, begun }) {
    const runs = await runsByMonth(tick.context.database.pool, 'regular')
    const due = (await countedCounties(tick)).flatMap(({ county, first }) =>
      monthsFrom(first, firedOn.slice(0, 7)).map((month) => ({ county, key: month, dueOn: dueDay(tick, month) })),
    )
    const open = ({ county, key }: Occurrence) => !runs.has(`${county} ${key}`) || begun.has(`${county} ${key}`)
    return due.filter((one) => one.dueOn <= firedOn && open(one))
  },
  run: (tick, { county, key }) => openAndCalculate(tick, { county, month: key, kind: 'regular' }),
}

function dueDay({ settings }: Tick, month: Month): string {
  return `${month}-${String(settings.payroll.day).padStart(2, '0')}`
}
