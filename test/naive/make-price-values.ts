import type { Chance } from './chance.ts'
import { INDICES } from './price-index.ts'
import { PERSON_PROGRAMMES } from './programme.ts'

const WITH_STANDARD = ['urban-dibao', 'rural-dibao', 'taper', 'tekun', 'orphan', 'unsupported-child', 'hiv-child']
const WITH_STANDARD_TOO = [...WITH_STANDARD, 'child-in-difficulty']
const PROGRAMMES = [...new Set([...WITH_STANDARD_TOO, ...PERSON_PROGRAMMES])]
/** Lines that figures reach exactly, pass by little or miss by little; some written with a zero more. */
export const LINES = [0, 0.5, 2.5, 3, 3.5, 5, 6]
const ROUNDINGS = ['half-up-fen', 'half-up-jiao', 'half-up-yuan', 'up-fen', 'up-jiao', 'up-yuan', 'down-yuan']

/** A random value of each parameter of price months; all invented. */
export const PRICE_VALUES: Readonly<Record<string, (chance: Chance) => unknown>> = {
  'price-subsidy.trigger': (chance) => ({
    any: Array.from({ length: chance.whole(1, 3) }, () => ({ index: index(chance), 'at-least': line(chance) })),
  }),
  'price-subsidy.amount': (chance) => amount(chance),
  'price-subsidy.multiplier': (chance) => chance.pick([0, 0.5, 1, 1.5, 2, 2]),
  'price-subsidy.floor': (chance) => chance.pick([0, 5, 10, 12.34, 30]),
  'price-subsidy.rounding': (chance) => chance.pick(ROUNDINGS),
  'price-subsidy.recipients': (chance) => recipients(chance),
}

function amount(chance: Chance) {
  switch (chance.whole(1, 5)) {
    case 1:
      return { 'standard-times-index': { index: index(chance) } }
    case 2:
      return {
        'per-point': { index: index(chance), yuan: yuan(chance), partial: chance.pick(['up', 'down', 'exact']) },
      }
    case 3:
      return { 'standard-fraction': steps(chance).map((step) => ({ ...step, fraction: fraction(chance) })) }
    case 4:
      return { bands: steps(chance).map((step) => ({ ...step, yuan: yuan(chance) })) }
    default:
      return { fixed: { yuan: yuan(chance) } }
  }
}

/** One to four, none twice; often all on one index. */
function steps(chance: Chance) {
  const only = chance.percent(50) ? index(chance) : null
  const drawn = Array.from({ length: chance.whole(1, 4) }, () => ({
    index: only ?? index(chance),
    'at-least': line(chance),
  }))
  return [...new Map(drawn.map((step) => [JSON.stringify(step), step])).values()]
}

function recipients(chance: Chance) {
  const named = chance.some(PROGRAMMES, 65)
  return (named.length > 0 ? named : ['urban-dibao'])
    .map((programme) => ({ programme, at: chance.whole(0, 1e6) }))
    .sort((one, other) => one.at - other.at)
    .map(({ programme }) => ({ programme, standard: standardFor(chance, programme) }))
}

function standardFor(chance: Chance, programme: string): string {
  const own = WITH_STANDARD_TOO.includes(programme) && chance.percent(60)
  return own ? 'own' : chance.pick(['urban', 'rural'])
}

function fraction(chance: Chance): string | number {
  return chance.pick(['1/12', '1/8', '1/3', '2/7', '0/5', 0.05, 0.1, 0.125])
}

function line(chance: Chance): number {
  return chance.pick(LINES)
}

function index(chance: Chance): string {
  return chance.pick(Object.keys(INDICES))
}

function yuan(chance: Chance): number {
  return chance.percent(10) ? 0 : chance.percent(60) ? chance.whole(1, 80) : chance.whole(100, 8000) / 100
}
