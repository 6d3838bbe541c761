import type { Fen } from '../kernel/money.ts'
import type { Month } from '../kernel/month.ts'
import type { ParameterTypes } from '../policy/parameters.ts'
import { PROGRAMMES, programmeName } from '../policy/programmes.ts'
import { type Basis, basisOf, NO_BASIS } from '../rules/citations.ts'
import type { Lookup } from '../rules/define-rule.ts'
import type { Listing } from '../rules/listing.ts'
import type { Claim } from './claims.ts'

type Exclusions = ParameterTypes['exclusions']

/** What excludes what where no document says otherwise. */
const DEFAULT_EXCLUSIONS: Exclusions = [
  { programmes: ['tekun', 'disability-living'], keep: 'tekun' },
  { programmes: ['tekun', 'disability-nursing'], keep: 'tekun' },
  { programmes: ['orphan', 'disability-living'], keep: 'orphan' },
  { programmes: ['urban-dibao', 'rural-dibao'], keep: 'earlier' },
  { programmes: ['tekun', 'urban-dibao'], keep: 'tekun' },
  { programmes: ['tekun', 'rural-dibao'], keep: 'tekun' },
]

const MONTHLY = new Set<string>(PROGRAMMES.filter(({ months }) => months === 'many').map(({ code }) => code))

/** An enrolment that is not kept for a person, and the one that is kept instead. */
export interface Displaced {
  readonly personNo: number
  readonly own: Claim
  readonly by: Claim
  readonly basis: Basis
}

/**
 * What displaces one claim of a person, or null. Enrolments in force count, whether or not they pay and whether or not
 * they are displaced themselves. Nobody gets the same monthly programme twice: the earlier enrolment is kept.
 */
export function displacedBy(
  personNo: number,
  own: Claim,
  claims: readonly Claim[],
  lookup: Lookup,
  amountOf: (claim: Claim) => Fen,
): Displaced | null {
  if (claims.every(({ enrolmentNo }) => enrolmentNo === own.enrolmentNo)) return null
  const set = lookup('exclusions')
  const exclusions = set?.value ?? DEFAULT_EXCLUSIONS
  const basis = (by: Claim) =>
    set && by.programme !== own.programme ? basisOf([{ parameter: 'exclusions', ...set.citation }]) : NO_BASIS
  for (const other of claims) {
    if (other.enrolmentNo === own.enrolmentNo || !yields(own, other, exclusions, amountOf)) continue
    return { personNo, own, by: other, basis: basis(other) }
  }
  return null
}

function yields(own: Claim, other: Claim, exclusions: Exclusions, amountOf: (claim: Claim) => Fen): boolean {
  if (other.programme === own.programme) return MONTHLY.has(own.programme) && isEarlier(other, own)
  return exclusions.some(({ programmes, keep }) => {
    if (!programmes.includes(own.programme) || !programmes.includes(other.programme)) return false
    if (keep === 'earlier') return isEarlier(other, own)
    if (keep === 'higher') return isHigher(other, own, amountOf)
    return keep === other.programme
  })
}

function isHigher(other: Claim, own: Claim, amountOf: (claim: Claim) => Fen): boolean {
  const [theirs, ours] = [amountOf(other), amountOf(own)]
  return theirs === ours ? isEarlier(other, own) : theirs > ours
}

/** The earlier 起始月份, then the smaller 待遇编号. */
function isEarlier(one: Claim, other: Claim): boolean {
  return one.from === other.from ? one.enrolmentNo < other.enrolmentNo : one.from < other.from
}

/** The displaced claim as it is listed. */
export function notKept({ personNo, own, by, basis }: Displaced, month: Month): Listing {
  const here = programmeName(own.programme)
  const kept = `待遇 ${by.enrolmentNo}「${programmeName(by.programme)}」(家庭 ${by.householdNo})`
  const message =
    own.programme === by.programme
      ? `${month} 不重复享受「${here}」:此人已由更早的${kept}保障;请终止多余的待遇。`
      : `${month} 「${here}」不与${programmeName(by.programme)}同时享受:此人保留${kept};请核对后终止不保留的待遇。`
  return { code: 'exclusion.not-kept', personNo, message, basis: basis.text, cites: basis.cites }
}
