import type { Day } from '../kernel/month.ts'

/** Days from 0000-03-01 to the day before serial 1 of each calendar that a workbook may count in. */
const BEFORE_1900 = 693_900
const BEFORE_1904 = 695_361
/** 9999-12-31. */
const LAST_DAY = 3_652_364
/** Serial 60 stands for 29 February 1900, which never was; from 61 on the count is a day ahead. */
const NEVER_WAS = 60

/** The day that a whole serial number stands for; null for numbers that stand for no day of the calendar. */
export function dayOfSerial(serial: number, since1904: boolean): Day | null {
  if (!Number.isInteger(serial)) return null
  if (since1904) return serial < 0 ? null : dayFrom(BEFORE_1904 + serial)
  if (serial < 1 || serial === NEVER_WAS) return null
  return dayFrom(BEFORE_1900 + (serial > NEVER_WAS ? serial - 1 : serial))
}

/** The calendar day that many days after 0000-03-01, by whole numbers alone: years here begin in March. */
function dayFrom(days: number): Day | null {
  if (days > LAST_DAY) return null
  const era = Math.floor(days / 146_097)
  const ofEra = days - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
