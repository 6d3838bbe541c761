/**
 * Why a family is on record for more than dibao: somebody in it is 特困, a child is an orphan (with relatives or in the
 * welfare home), has nobody who can raise it, lives with HIV or is in difficulty; or one-off help was approved.
 */
export type OccasionKind =
  | 'tekun'
  | 'orphan'
  | 'institution'
  | 'unsupported'
  | 'hiv'
  | 'difficulty'
  | 'temporary'
  | 'education'
  | 'disaster'

export interface Occasion {
  readonly kind: OccasionKind
  /** Which of its kind it is in the county, from 0. */
  readonly nth: number
}

/**
 * How many families of ten thousand, the rarest first: where two fall on one family the rarer one stays. Where that comes
 * to none there is still one, so that a small county shows all.
 */
const PER_TEN_THOUSAND: readonly (readonly [OccasionKind, number])[] = [
  ['hiv', 2],
  ['institution', 6],
  ['education', 8],
  ['disaster', 20],
  ['orphan', 24],
  ['difficulty', 40],
  ['temporary', 60],
  ['unsupported', 75],
  ['tekun', 1000],
]

/** The occasion of the family with this serial (from 1) in a county of so many; each kind is spread over the serials. */
export function occasionOf(serial: number, households: number): Occasion | null {
  for (const [at, [kind, rate]] of PER_TEN_THOUSAND.entries()) {
    const count = Math.max(1, Math.round((households * rate) / 10_000))
    // each kind begins elsewhere, so that the rare ones do not all fall on one family
    const place = (serial + Math.floor((households * at) / PER_TEN_THOUSAND.length)) % households
    const nth = Math.floor((place * count) / households)
    const isFirstOfItsShare = place === Math.ceil((nth * households) / count)
    if (isFirstOfItsShare) return { kind, nth }
  }
  return null
}
