import { dueOf } from './due.ts'
import { MONTHS, makeCounty } from './make-county.ts'
import { minimise } from './minimise.ts'
import { priceOver } from './price-agreement.ts'
import { programmeOver, programmeWorld } from './programme-result.ts'
import { cell, later, type NaiveCounty, ROW_KINDS } from './rows.ts'
import { worldOf } from './world.ts'

/** A month on which the two do not agree, with as few rows and policy values as show it. */
export interface Disagreement {
  readonly seed: number
  /** A household in a month, or the whole county's index month. */
  readonly where: string
  readonly naive: readonly string[]
  readonly programme: readonly string[]
  readonly county: NaiveCounty
}

/** What was compared, so that a run over nothing does not pass for agreement. */
export interface Compared {
  cases: number
  priceMonths: number
  readonly kinds: Map<string, number>
}

type Both = readonly [naive: readonly string[], programme: readonly string[]]

/** Compares every household of a random county over its months, and each as an index month; the first disagreement, or null. */
export function compareCounty(seed: number, households: number, compared: Compared): Disagreement | null {
  const county = makeCounty(seed, households)
  const world = programmeWorld(county)
  const [naive, programme, price] = [naiveOver(county), programmeOver(world), priceOver(county, world)]
  const months = Array.from({ length: MONTHS }, (_, i) => later(county.month, i))
  for (const household of new Set(county.households.map(({ row }) => cell(row, '家庭编号')))) {
    for (const month of months) {
      const ours = naive(household, month)
      if (differ([ours, programme(household, month)]))
        return smallest(seed, county, `household ${household}, ${month}`, (at) => dueBoth(at, household, month))
      compared.cases++
      count(compared, ours.map(kindOf))
    }
  }
  for (const month of months) {
    const { naive: ours, programme: theirs, kinds } = price(month)
    if (differ([ours, theirs])) return smallest(seed, county, `index month ${month}`, (at) => priceBoth(at, month))
    compared.priceMonths++
    count(compared, kinds)
  }
  return null
}

function dueBoth(county: NaiveCounty, household: string, month: string): Both {
  return [naiveOver(county)(household, month), programmeOver(programmeWorld(county))(household, month)]
}

function priceBoth(county: NaiveCounty, month: string): Both {
  const { naive, programme } = priceOver(county)(month)
  return [naive.filter((text, i) => text !== programme[i]), programme.filter((text, i) => text !== naive[i])]
}

function smallest(seed: number, county: NaiveCounty, where: string, both: (at: NaiveCounty) => Both): Disagreement {
  const small = minimise(county, (at) => differ(both(at)))
  const [naive, programme] = both(small)
  return { seed, where, naive, programme, county: small }
}

function differ([naive, programme]: Both): boolean {
  return naive.join('\n') !== programme.join('\n')
}

/** The disagreement as a text: seed, both results, the rows and values that are left, empty cells left out. */
export function tell({ seed, where, naive, programme, county }: Disagreement): string {
  const rows = ROW_KINDS.flatMap((kind) =>
    county[kind].map(({ no, row }) => {
      const cells = Object.entries(row).filter(([, text]) => text !== '')
      return `${kind} import ${no}: ${cells.map(([column, text]) => `${column}=${text}`).join(' ')}`
    }),
  )
  const values = county.documents.flatMap(({ area, issued, sets }) =>
    sets.map((set) => `area ${area} issued ${issued}: ${JSON.stringify(set)}`),
  )
  const results = [['naive', ...naive].join('\n  '), ['programme', ...programme].join('\n  ')]
  const head = `seed ${seed}, ${where}, system's first month ${county.firstMonth}`
  return [head, ...results, ...rows, ...values].join('\n')
}

/** What the naive implementation says of (household, month). */
export function naiveOver(county: NaiveCounty): (household: string, month: string) => string[] {
  const world = worldOf(county)
  return (household, month) => dueOf(world, household, month)
}

function kindOf(text: string): string {
  const words = text.split(' ')
  return words.length === 5 ? words[3]! : words.slice(1, 3).join(' ').trim()
}

function count({ kinds }: Compared, met: readonly string[]): void {
  for (const kind of met) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
}
