import type { Problem } from '../kernel/problem.ts'
import { isAnswered, STATE_NAMES } from '../run/run-state.ts'
import { runsByMonth } from './clock-runs.store.ts'
import { countedCounties, monthsFrom } from './tick-counties.ts'
import type { Tick } from './tick-job.ts'

/**
 * Months that should be paid by the deadline and are not: from some days before it, and for as long as it is so; also
 * those of a county that was to start and whose first run nobody could open.
 */
export async function deadlineWarnings(tick: Tick): Promise<Problem[]> {
  const { context, settings, today } = tick
  const { deadline, warnDays } = settings.payroll
  const runs = await runsByMonth(context.database.pool, 'regular')
  const warnings: Problem[] = []
  for (const { county, first } of await countedCounties(tick)) {
    for (const month of monthsFrom(first, today.slice(0, 7))) {
      const run = runs.get(`${county} ${month}`)
      if (run && isAnswered(run.state)) continue
      const left = daysLeft(today, month, deadline)
      if (left > warnDays) continue
      const state = run && run.state !== 'void' ? `批次 ${run.number}「${STATE_NAMES[run.state]}」` : '还没有批次'
      warnings.push(warning(county, month, left, `${state},应于 ${deadline} 日前发放到位`))
    }
  }
  return warnings
}

/** Days from today to the month's deadline; negative once it has passed. */
function daysLeft(today: string, month: string, deadline: number): number {
  return today.slice(0, 7) > month ? -1 : deadline - Number(today.slice(8))
}

function warning(county: string, month: string, left: number, what: string): Problem {
  const when = left < 0 ? '已逾期' : left === 0 ? '今天到期' : `还剩 ${left} 天`
  return {
    code: left < 0 ? 'job.deadline-passed' : 'job.deadline-near',
    severity: 'warning',
    message: `!!【${when}】${county} ${month}:${what}。`,
    remedy: '请尽快完成计算、提交、复核、导出和回盘;系统不会代替人复核或导出。',
  }
}
