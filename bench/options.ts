import { parseArgs } from 'node:util'
import { MOST_WORKERS } from './workers.ts'

/** How many households each named size has when no other number is given. */
export const SIZES = { county: 20_000, city: 200_000, province: 1_000_000 } as const

/** What one bench measures. */
export interface BenchOptions {
  /** Households of each size, in the order asked for. */
  readonly sizes: readonly number[]
  readonly repeat: number
  readonly seed: number
  readonly workers: number
  /** At most so many households are imported from files. */
  readonly mostIntake: number
  /** At most so many households have seven months of arrears worked out; 0 leaves them out. */
  readonly mostArrears: number
  /** Months of history; where there are any, nothing else is measured but the next month after each. */
  readonly histories: readonly number[]
}

export const USAGE = `npm run bench -- [--county [N]] [--city [N]] [--province [N]] [options]
  --county, --city, --province [N]  sizes to be measured: 20,000, 200,000, 1,000,000 households, or N; a county when none
  --households A,B,…                further sizes
  --repeat N                        rounds of each size; medians are printed (3); from 500,000 households on one round
  --workers N                       of run calculate (1)
  --intake N                        at most so many households are imported from files (20,000)
  --arrears N                       at most so many households in the seven months of arrears (20,000); 0 leaves them out
  --history A,B,…                   nothing else, but the next month after so many months of history and after none
  --seed N                          the same seed makes the same county (20260701)
  --help`

/** A size that takes minutes a round is measured once. */
const ONE_ROUND_FROM = 500_000

export function roundsOf(households: number, { repeat }: Pick<BenchOptions, 'repeat'>): number {
  return households >= ONE_ROUND_FROM ? 1 : repeat
}

/** Reads a command line: what to measure, that help is wanted, or in one sentence what is wrong with it. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' | { readonly wrong: string } {
  try {
    const { values } = parseArgs({ args: withSizes(args), options: OPTIONS, allowPositionals: false })
    return values.help ? 'help' : checked(values)
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof WrongNumber)) throw error
    return { wrong: error.message.split('. ')[0]! }
  }
}

const text = { type: 'string' } as const
const OPTIONS = {
  county: text,
  city: text,
  province: text,
  households: text,
  repeat: { ...text, default: '3' },
  workers: { ...text, default: '1' },
  intake: { ...text, default: '20000' },
  arrears: { ...text, default: '20000' },
  history: { ...text, default: '' },
  seed: { ...text, default: '20260701' },
  help: { type: 'boolean', default: false },
} as const

class WrongNumber extends Error {}

/** A size without a number gets its own. */
function withSizes(args: readonly string[]): string[] {
  return args.map((arg, i) => {
    const size = SIZES[arg.slice(2) as keyof typeof SIZES]
    const next = args[i + 1]
    return arg.startsWith('--') && size && (next === undefined || next.startsWith('--')) ? `${arg}=${size}` : arg
  })
}

type Values = { readonly [K in Exclude<keyof typeof OPTIONS, 'help'>]?: string }

function checked(values: Values): BenchOptions {
  const asked = [values.county, values.city, values.province, ...(values.households?.split(',') ?? [])]
  const sizes = asked.filter((size) => size !== undefined).map((size) => wholeNumber('households', size))
  return {
    sizes: sizes.length > 0 ? sizes : [SIZES.county],
    repeat: wholeNumber('repeat', values.repeat!),
    seed: wholeNumber('seed', values.seed!),
    workers: workersOf(values.workers!),
    mostIntake: wholeNumber('intake', values.intake!),
    histories: values.history === '' ? [] : values.history!.split(',').map((months) => wholeNumber('history', months)),
    mostArrears: values.arrears === '0' ? 0 : wholeNumber('arrears', values.arrears!),
  }
}

function workersOf(given: string): number {
  const workers = wholeNumber('workers', given)
  if (workers > MOST_WORKERS) throw new WrongNumber(`--workers is at most ${MOST_WORKERS}, not ${workers}`)
  return workers
}

function wholeNumber(name: string, given: string): number {
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given)
  throw new WrongNumber(`--${name} must be a whole number above zero, not "${given}"`)
}
