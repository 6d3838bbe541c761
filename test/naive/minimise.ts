import { type NaiveCounty, ROW_KINDS } from './rows.ts'

/** Takes away rows and policy values one by one as long as the county still shows what it should show. */
export function minimise<C extends NaiveCounty>(county: C, shows: (smaller: C) => boolean): C {
  let small = county
  for (let before = -1; before !== sizeOf(small); ) {
    before = sizeOf(small)
    for (const smaller of candidates(small)) if (safely(shows, smaller(small))) small = smaller(small)
  }
  return small
}

function candidates<C extends NaiveCounty>(county: C): ((from: C) => C)[] {
  const rows = ROW_KINDS.flatMap((kind) =>
    county[kind].map((gone) => (from: C) => ({ ...from, [kind]: from[kind].filter((other) => other !== gone) })),
  )
  const sets = county.documents.flatMap(({ sets }) => sets)
  const values = sets.map((gone) => (from: C) => ({
    ...from,
    documents: from.documents.map((document) => ({ ...document, sets: document.sets.filter((set) => set !== gone) })),
  }))
  return [...rows, ...values]
}

function sizeOf(county: NaiveCounty): number {
  const rows = ROW_KINDS.reduce((sum, kind) => sum + county[kind].length, 0)
  return rows + county.documents.reduce((sum, { sets }) => sum + sets.length, 0)
}

/** A county that is broken by what was taken away shows nothing. */
function safely<C>(shows: (county: C) => boolean, county: C): boolean {
  try {
    return shows(county)
  } catch {
    return false
  }
}
