import { Yuan } from './amounts.ts'
import { INDICES, type Rises } from './price-index.ts'

interface Step {
  readonly index: string
  readonly 'at-least': number
  readonly fraction?: string | number
  readonly yuan?: number
}

/** How a document prices a month: exactly one of these. */
export interface Amount {
  readonly fixed?: { readonly yuan: number }
  readonly 'standard-times-index'?: { readonly index: string }
  readonly 'per-point'?: { readonly index: string; readonly yuan: number; readonly partial: 'up' | 'down' | 'exact' }
  readonly 'standard-fraction'?: readonly Step[]
  readonly bands?: readonly Step[]
}

/** Yuan, or a share of the standard, as top ÷ bottom, so that nothing is divided before the end. */
export interface Price {
  readonly top: Yuan
  readonly bottom: Yuan
  readonly ofStandard: boolean
}

/** The price of one person before multiplier, floor and rounding; all figures that it needs are published. */
export function priceBy(amount: Amount, rises: Rises): Price {
  if (amount.fixed) return yuan(amount.fixed.yuan)
  if (amount['standard-times-index']) {
    const rise = rises(amount['standard-times-index'].index)!
    return rise.gt(0) ? share(rise, 100) : yuan(0)
  }
  if (amount['per-point']) {
    const rise = rises(amount['per-point'].index)!
    return yuan(rise.gt(0) ? points(rise, amount['per-point'].partial).times(amount['per-point'].yuan) : 0)
  }
  return highest(amount, rises)
}

/** The indices without which the price cannot be said. A step that could not raise it is not needed. */
export function missingFor(amount: Amount, rises: Rises): string[] {
  const single = amount['standard-times-index'] ?? amount['per-point']
  const named = single ? [single] : stepsOf(amount)
  const missing = Object.keys(INDICES).filter((index) => named.some((one) => one.index === index) && !rises(index))
  if (single) return missing
  const published = highest(amount, rises)
  return missing.filter((index) => {
    const atMost = highest(amount, (asked) => (asked === index ? new Yuan('1e9') : rises(asked)))
    return isMore(atMost, published)
  })
}

function points(rise: Yuan, partial: 'up' | 'down' | 'exact'): Yuan {
  if (partial === 'up') return rise.ceil()
  return partial === 'down' ? rise.floor() : rise
}

function highest(amount: Amount, rises: Rises): Price {
  const held = stepsOf(amount).filter(({ index, 'at-least': atLeast }) => {
    const rise = rises(index)
    return rise?.gt(0) && rise.gte(atLeast)
  })
  return held.map(worthOf).reduce((best, next) => (isMore(next, best) ? next : best), yuan(0))
}

function worthOf(step: Step): Price {
  if (step.yuan !== undefined) return yuan(step.yuan)
  const [top, bottom] = String(step.fraction).split('/')
  return share(new Yuan(top!), Number(bottom ?? 1))
}

function stepsOf(amount: Amount): readonly Step[] {
  return amount['standard-fraction'] ?? amount.bands ?? []
}

function isMore(one: Price, other: Price): boolean {
  return one.top.times(other.bottom).gt(other.top.times(one.bottom))
}

function yuan(value: number | Yuan): Price {
  return { top: new Yuan(value), bottom: new Yuan(1), ofStandard: false }
}

function share(top: Yuan, bottom: number): Price {
  return { top, bottom: new Yuan(bottom), ofStandard: true }
}
