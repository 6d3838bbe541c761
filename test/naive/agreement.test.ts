import { expect, test } from 'vitest'
import { type Compared, compareCounty, tell } from './agreement.ts'
import { PERSON_PROGRAMMES } from './programme.ts'

const HOUSEHOLDS = 10
const COMPONENTS = ['tekun-basic', 'tekun-care', ...PERSON_PROGRAMMES.filter((programme) => programme !== 'tekun')]
const wanted = Number(process.env.HUIMIN_NAIVE_HOUSEHOLDS ?? (process.env.HUIMIN_LONG === '1' ? 10_000 : 800))
const first = Number(process.env.HUIMIN_NAIVE_SEED ?? 20_261_121)

test(`${wanted} random households by two implementations, from seed ${first}`, { timeout: 600_000 }, () => {
  const compared: Compared = { cases: 0, kinds: new Map() }
  for (let i = 0; i < wanted / HOUSEHOLDS; i++) {
    const disagreement = compareCounty(first + i, HOUSEHOLDS, compared)
    if (disagreement) expect.fail(tell(disagreement))
  }
  expect(compared.cases).toBeGreaterThanOrEqual(wanted * 24)
  // enough of everything was met: about a hundredth of the cases is a taper, a supplement, an exclusion, a listed one
  for (const kind of ['top-up', 'classified-supplement', 'taper', 'not kept', 'unpaid'])
    expect(compared.kinds.get(kind) ?? 0, kind).toBeGreaterThan(compared.cases / 100)
  // and of everything that a person can be due, some
  for (const component of COMPONENTS)
    expect(compared.kinds.get(component) ?? 0, component).toBeGreaterThan(compared.cases / 10_000)
})
