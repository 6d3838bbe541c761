import { addMonths, type Month } from '../kernel/month.ts'
import type { DemoRow } from './columns.ts'
import { EXAMPLE_COUNTY } from './example-county.ts'
import type { SeededRandom } from './random.ts'

const MONTHS = 12

/** A year of made-up price indices for the example county, up to the month before the one that is paid. */
export function indexRows(random: SeededRandom, month: Month): DemoRow[] {
  const months = Array.from({ length: MONTHS }, (_, i) => addMonths(month, i - MONTHS))
  return months.flatMap((of) => {
    const published = `${addMonths(of, 1)}-${random.between(10, 16)}`
    const row = (name: string, tenths: number) => [EXAMPLE_COUNTY, of, name, percent(tenths), published]
    return [
      row('居民消费价格', random.between(2, 31)),
      row('食品价格', random.between(-12, 48)),
      row('低收入居民基本生活费用', random.between(1, 38)),
    ]
  })
}

function percent(tenths: number): string {
  const digits = String(Math.abs(tenths)).padStart(2, '0')
  return `${tenths < 0 ? '-' : ''}${digits.slice(0, -1)}.${digits.slice(-1)}`
}
