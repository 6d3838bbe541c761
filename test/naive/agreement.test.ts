import { expect, test } from 'vitest'
import { type Compared, compareCounty, tell } from './agreement.ts'
import { MONTHS } from './make-county.ts'
import { PERSON_PROGRAMMES } from './programme.ts'

const HOUSEHOLDS = 10
const isLong = process.env.HUIMIN_LONG === '1'
const wanted = Number(process.env.HUIMIN_NAIVE_HOUSEHOLDS ?? (isLong ? 10_000 : 150))
const first = Number(process.env.HUIMIN_NAIVE_SEED ?? 20_261_121)
/** So many households meet also what is rare. */
const MANY = 2000

const FREQUENT = ['top-up', 'classified-supplement', 'taper', 'not kept', 'unpaid']
const DECISIONS = ['price fired', 'price not-fired', 'price undecided', 'price without a rule']
const FORMS = ['fixed', 'standard-times-index', 'per-point', 'standard-fraction', 'bands']
const RARE = [
  ...['tekun-basic', 'tekun-care', ...PERSON_PROGRAMMES.filter((programme) => programme !== 'tekun')],
  ...['urban-dibao', 'rural-dibao', 'taper', ...PERSON_PROGRAMMES].map((programme) => `price for ${programme}`),
  'price unpaid',
]

test(`${wanted} random households by two implementations, from seed ${first}`, { timeout: 1_800_000 }, () => {
  const compared: Compared = { cases: 0, priceMonths: 0, kinds: new Map() }
  const counties = Math.ceil(wanted / HOUSEHOLDS)
  for (let i = 0; i < counties; i++) {
    const disagreement = compareCounty(first + i, HOUSEHOLDS, compared)
    if (disagreement) expect.fail(tell(disagreement))
  }
  if (isLong) print(first, counties, compared)
  expect(compared.cases).toBeGreaterThanOrEqual(wanted * MONTHS)
  expect(compared.priceMonths).toBe(counties * MONTHS)
  expectEnough(compared)
})

/** Agreement over too little of something would say nothing about it. */
function expectEnough({ cases, priceMonths, kinds }: Compared): void {
  const met = (kind: string) => kinds.get(kind) ?? 0
  for (const kind of FREQUENT) expect(met(kind), kind).toBeGreaterThan(cases / 100)
  for (const kind of DECISIONS) expect(met(kind), kind).toBeGreaterThan(priceMonths / 10)
  for (const form of FORMS) expect(met(`price by ${form}`), form).toBeGreaterThan(priceMonths / 50)
  if (wanted >= MANY) for (const kind of RARE) expect(met(kind), kind).toBeGreaterThan(cases / 50_000)
}

/** Seeds and counts of the long comparison. */
function print(seed: number, counties: number, { cases, priceMonths, kinds }: Compared): void {
  const met = [...kinds].sort(([one], [other]) => (one < other ? -1 : 1)).map(([kind, count]) => `  ${kind}: ${count}`)
  const head = `seeds ${seed}–${seed + counties - 1}: ${cases} household months, ${priceMonths} index months, 0 differ`
  process.stdout.write(`${[head, ...met].join('\n')}\n`)
}
