/** A calendar month as `YYYY-MM`. Months are compared as strings and never pass through a `Date`. */
export type Month = string
/** A calendar day as `YYYY-MM-DD`. */
export type Day = string

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/
const DAY = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

export function isMonth(text: string): text is Month {
  return MONTH.test(text)
}

/** True for a day that exists in the calendar (29 February only in leap years). */
export function isDay(text: string): text is Day {
  const parts = DAY.exec(text)
  if (!parts) return false
  return Number(parts[3]) <= daysInMonth(Number(parts[1]), Number(parts[2]))
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

export function monthOf(day: Day): Month {
  return day.slice(0, 7)
}

/** Months since year 0, for differences only. */
export function monthIndex(month: Month): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
}

export function addMonths(month: Month, count: number): Month {
  const index = monthIndex(month) + count
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`
}

/** How many months lie from `from` to `to`; negative when `to` is earlier. */
export function monthsBetween(from: Month, to: Month): number {
  return monthIndex(to) - monthIndex(from)
}

/** Whole years of age reached during `month`: the birthday month counts from its first day on. */
export function ageReachedIn(birth: Day, month: Month): number {
  return Math.floor(monthsBetween(monthOf(birth), month) / 12)
}
