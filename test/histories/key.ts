const OF_PERSONS =
  /^(tekun|orphan|unsupported-child|hiv-child|child-in-difficulty|disability-living|disability-nursing|temporary-assistance|education-grant|disaster-relief|price-subsidy)$/

/** Whose money, for what and for which month; `person` is an ID number, or `-` where it is the household's. */
export interface Keyed {
  readonly household: string
  readonly person: string
  readonly programme: string
  readonly component: string
  readonly month: string
}

/** Household or person, programme, component and month: what a difference is taken per. */
export function keyOf({ household, person, programme, component, month }: Keyed): string {
  return [beneficiaryOf({ household, person, programme }), programme, component, month].join(' ')
}

/** The person under a programme of persons, else the household with whom of it the line is about. */
function beneficiaryOf({ household, person, programme }: Pick<Keyed, 'household' | 'person' | 'programme'>) {
  return person !== '-' && OF_PERSONS.test(programme) ? `person ${person}` : `${household} ${person}`
}

/** What is set off together: one beneficiary's money of one subsidy item. */
export function setOffOf({
  household,
  person,
  programme,
  item,
}: Omit<Keyed, 'month' | 'component'> & { item: string }) {
  return `${person !== '-' && OF_PERSONS.test(programme) ? person : household} ${item}`
}

/** Adds to the sum of a key. */
export function add(sums: Map<string, bigint>, key: string, fen: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + fen)
}
