import { expect, test } from 'vitest'
import { type Compared, compareCounty, tell } from './agreement.ts'
import { MONTHS } from './make-county.ts'
import { PERSON_PROGRAMMES } from './programme.ts'

const HOUSEHOLDS = 10
const COMPONENTS = ['tekun-basic', 'tekun-care', ...PERSON_PROGRAMMES.filter((programme) => programme !== 'tekun')]
const DECISIONS = ['price fired', 'price not-fired', 'price undecided', 'price without a rule']
const RECIPIENTS = ['urban-dibao', 'rural-dibao', 'taper', ...PERSON_PROGRAMMES]
const isLong = process.env.HUIMIN_LONG === '1'
const wanted = Number(process.env.HUIMIN_NAIVE_HOUSEHOLDS ?? (isLong ? 10_000 : 300))
const first = Number(process.env.HUIMIN_NAIVE_SEED ?? 20_261_121)

test(`${wanted} random households by two implementations, from seed ${first}`, { timeout: 1_800_000 }, () => {
  const compared: Compared = { cases: 0, priceMonths: 0, kinds: new Map() }
  const counties = Math.ceil(wanted / HOUSEHOLDS)
  for (let i = 0; i < counties; i++) {
    const disagreement = compareCounty(first + i, HOUSEHOLDS, compared)
    if (disagreement) expect.fail(tell(disagreement))
  }
  const { cases, priceMonths, kinds } = compared
  if (isLong) print(first, counties, compared)
  expect(cases).toBeGreaterThanOrEqual(wanted * MONTHS)
  expect(priceMonths).toBe(counties * MONTHS)
  // enough of everything was met: about a hundredth of the cases is a taper, a supplement, an exclusion, a listed one
  for (const kind of ['top-up', 'classified-supplement', 'taper', 'not kept', 'unpaid'])
    expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(cases / 100)
  // and of everything that a person can be due, some
  for (const component of COMPONENTS) expect(kinds.get(component) ?? 0, component).toBeGreaterThan(cases / 10_000)
  // months of every outcome, and somebody paid a price subsidy for every programme
  for (const kind of DECISIONS) expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(priceMonths / 10)
  for (const programme of RECIPIENTS)
    expect(kinds.get(`price for ${programme}`) ?? 0, programme).toBeGreaterThan(cases / 20_000)
  expect(kinds.get('price unpaid') ?? 0, 'price unpaid').toBeGreaterThan(0)
})

/** Seeds and counts of the long comparison. */
function print(seed: number, counties: number, { cases, priceMonths, kinds }: Compared): void {
  const met = [...kinds].sort(([one], [other]) => (one < other ? -1 : 1)).map(([kind, count]) => `  ${kind}: ${count}`)
  const head = `seeds ${seed}–${seed + counties - 1}: ${cases} household months, ${priceMonths} index months, 0 differ`
  process.stdout.write(`${[head, ...met].join('\n')}\n`)
}
