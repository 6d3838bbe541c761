import { Chance } from './chance.ts'
import { makeDocuments } from './make-documents.ts'
import { makeExtinctFamily } from './make-extinct-family.ts'
import { makeFamily } from './make-family.ts'
import { makeIndices } from './make-indices.ts'
import { revise } from './make-revisions.ts'
import { type Imported, later, type NaiveCounty, type NaiveSet } from './rows.ts'

/** How many months of a county are looked at. */
export const MONTHS = 24

/** A random small county; the same seed gives the same. `month` is the first that is looked at. */
export function makeCounty(seed: number, households: number): NaiveCounty & { readonly month: string } {
  const chance = new Chance(seed)
  const month = later('2024-01', chance.whole(0, 11))
  const fixed = { general: chance.whole(1, 8) * 3, disabled: chance.whole(1, 8) * 3 }
  const documents = makeDocuments(chance, { month, taperMonths: chance.percent(60) ? fixed : null })
  const standards = documents.flatMap(({ sets }) => sets.flatMap(standardsIn))
  const made = {
    households: [] as Imported[],
    members: [] as Imported[],
    incomes: [] as Imported[],
    enrolments: [] as Imported[],
  }
  for (let i = 1; i <= households; i++) {
    const no = `示例-${String(i).padStart(2, '0')}`
    if (chance.percent(5)) makeExtinctFamily(chance, no, month, made)
    else makeFamily(chance, no, month, made, standards)
  }
  for (let no = 2; no <= chance.whole(1, 4); no++) revise(chance, no, month, made)
  const indices = makeIndices(chance, month, MONTHS)
  return { ...made, indices, documents, month, firstMonth: later(month, -chance.pick([0, 0, 1, 5, 14])) }
}

function standardsIn({ parameter, value }: NaiveSet): number[] {
  return parameter === 'dibao.standard' && value !== null ? Object.values(value as Record<string, number>) : []
}
