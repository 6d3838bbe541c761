const SHANGHAI = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** An instant (`2026-07-31T16:30:00.000Z`) as the country's clock shows it: `2026-08-01 00:30:00`. */
export function shanghaiTime(instant: string): string {
  return SHANGHAI.format(new Date(instant))
}

/** The calendar month of an instant in China. */
export function shanghaiMonth(instant: string): string {
  return shanghaiTime(instant).slice(0, 7)
}

/** The calendar day of an instant in China. */
export function shanghaiDay(instant: string): string {
  return shanghaiTime(instant).slice(0, 10)
}
