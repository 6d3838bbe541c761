import { addMonths, type Month } from '../../kernel/month.ts'
import type { DemoRow } from './columns.ts'
import { EXAMPLE_COUNTY } from './example-county.ts'
import type { SeededRandom } from './random.ts'

const MONTHS = 12
/** In tenths of a percent: food alone reaches its line of 6, the living cost stays below 5 and still prices. */
const FIRING = { consumer: 24, food: 63, livingCost: 36 }

/**
 * A year of made-up price indices for the example county, and those of the month that is paid, which make its price
 * subsidy fire.
 */
export function indexRows(random: SeededRandom, month: Month): DemoRow[] {
  const months = Array.from({ length: MONTHS + 1 }, (_, i) => addMonths(month, i - MONTHS))
  return months.flatMap((of) => {
    const published = `${addMonths(of, 1)}-${random.between(10, 16)}`
    const row = (name: string, tenths: number) => [EXAMPLE_COUNTY, of, name, percent(tenths), published]
    const rises = of === month ? FIRING : quietRises(random)
    return [
      row('居民消费价格', rises.consumer),
      row('食品价格', rises.food),
      row('低收入居民基本生活费用', rises.livingCost),
    ]
  })
}

function quietRises(random: SeededRandom): typeof FIRING {
  return { consumer: random.between(2, 31), food: random.between(-12, 48), livingCost: random.between(1, 38) }
}

function percent(tenths: number): string {
  const digits = String(Math.abs(tenths)).padStart(2, '0')
  return `${tenths < 0 ? '-' : ''}${digits.slice(0, -1)}.${digits.slice(-1)}`
}
