import { dueOf } from './due.ts'
import { MONTHS, makeCounty } from './make-county.ts'
import { minimise } from './minimise.ts'
import { programmeOver } from './programme-result.ts'
import { NaiveRegistry } from './registry.ts'
import { cell, later, type NaiveCounty, ROW_KINDS } from './rows.ts'

/** A household and month on which the two do not agree, with as few rows and policy values as show it. */
export interface Disagreement {
  readonly seed: number
  readonly household: string
  readonly month: string
  readonly naive: readonly string[]
  readonly programme: readonly string[]
  readonly county: NaiveCounty
}

/** What was compared, so that a run over nothing does not pass for agreement. */
export interface Compared {
  cases: number
  readonly kinds: Map<string, number>
}

/** Compares every household of a random county over its months; the first disagreement, or null. */
export function compareCounty(seed: number, households: number, compared: Compared): Disagreement | null {
  const county = makeCounty(seed, households)
  const [naive, programme] = [naiveOver(county), programmeOver(county)]
  for (const household of new Set(county.households.map(({ row }) => cell(row, '家庭编号')))) {
    for (let i = 0; i < MONTHS; i++) {
      const month = later(county.month, i)
      const [ours, theirs] = [naive(household, month), programme(household, month)]
      if (ours.join('\n') !== theirs.join('\n')) return smallest(seed, county, household, month)
      count(compared, ours)
    }
  }
  return null
}

function smallest(seed: number, county: NaiveCounty, household: string, month: string): Disagreement {
  const [both, differ] = [
    (at: NaiveCounty) => [naiveOver(at)(household, month), programmeOver(at)(household, month)] as const,
    (at: NaiveCounty) => {
      const [naive, programme] = both(at)
      return naive.join('\n') !== programme.join('\n')
    },
  ]
  const small = minimise(county, differ)
  const [naive, programme] = both(small)
  return { seed, household, month, naive, programme, county: small }
}

/** The disagreement as a text: seed, both results, the rows and values that are left, empty cells left out. */
export function tell({ seed, household, month, naive, programme, county }: Disagreement): string {
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
  const head = `seed ${seed}, household ${household}, ${month}, system's first month ${county.firstMonth}`
  return [head, ...results, ...rows, ...values].join('\n')
}

/** What the naive implementation says of (household, month). */
export function naiveOver(county: NaiveCounty): (household: string, month: string) => string[] {
  const { documents, firstMonth } = county
  const world = { registry: new NaiveRegistry(county), documents, firstMonth }
  return (household, month) => dueOf(world, household, month)
}

function count(compared: Compared, outcome: readonly string[]): void {
  compared.cases++
  for (const text of outcome) {
    const words = text.split(' ')
    const kind = words.length === 5 ? words[3]! : words.slice(1, 3).join(' ').trim()
    compared.kinds.set(kind, (compared.kinds.get(kind) ?? 0) + 1)
  }
}
