import { CronExpressionParser } from 'cron-parser'
import type { Day } from '../kernel/month.ts'
import { shanghaiTime } from '../kernel/shanghai-time.ts'

/** The time zone of every schedule. */
export const CLOCK_ZONE = 'Asia/Shanghai'

/** The day (in China) on which a schedule was last due, looking back from an instant; that instant counts. */
export function lastDueDay(schedule: string, instant: string): Day {
  const justAfter = new Date(Date.parse(instant) + 1)
  const before = CronExpressionParser.parse(schedule, { tz: CLOCK_ZONE, currentDate: justAfter }).prev()
  return shanghaiTime(before.toDate().toISOString()).slice(0, 10)
}
