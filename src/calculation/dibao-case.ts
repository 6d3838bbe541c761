import type { Month } from '../kernel/month.ts'
import type { HouseholdHistory } from '../registry/household-history.ts'
import type { Lookup } from '../rules/define-rule.ts'
import { computeDibao } from '../rules/dibao/dibao.ts'
import type { DibaoFacts } from '../rules/dibao/facts.ts'
import type { CaseResult, Listing } from '../rules/listing.ts'
import type { CaseInMonth } from './case-in-month.ts'
import { claimAmounts } from './claim-amounts.ts'
import { claimsOn, coveredBy } from './claims.ts'
import { type DibaoEnrolmentVersion, dibaoFacts, withoutCovered } from './dibao-facts.ts'
import { type Displaced, displacedBy, notKept } from './exclusions.ts'

/** What a household is due in a month under one dibao enrolment that is in force, without whom something else keeps. */
export function dueDibao(one: CaseInMonth, enrolment: DibaoEnrolmentVersion): CaseResult {
  const { history, month, household, context } = one
  const facts = dibaoFacts(one, enrolment)
  if (!facts || !household) return { awards: [], notPaid: [notYetRegistered(history, month)], warnings: [] }
  const lookup = context.lookup(household.area, month)
  const displaced = mayOverlap(one, facts) ? displacedPersons(one, facts, lookup) : []
  if (displaced.length === 0) return computeDibao(facts, lookup)
  const listed = displaced.map((who) => notKept(who, month))
  const nobodyLeft = coveredBy(enrolment, facts.members).length === displaced.length
  if (nobodyLeft) return { awards: [], notPaid: listed, warnings: [] }
  const rest = computeDibao(withoutCovered(facts, new Set(displaced.map(({ personNo }) => personNo))), lookup)
  return { ...rest, notPaid: [...listed, ...rest.notPaid] }
}

/** Almost every household has one dibao enrolment and nobody who has anything else; it is spared the comparison. */
function mayOverlap({ history, context }: CaseInMonth, facts: DibaoFacts): boolean {
  const { sharedPersons } = context
  if (history.enrolments.length > 1) return true
  if (sharedPersons.size === 0) return false
  return (
    sharedPersons.has(facts.enrolment.personNo) || facts.members.some(({ personNo }) => sharedPersons.has(personNo))
  )
}

function displacedPersons(one: CaseInMonth, { enrolment, members }: DibaoFacts, lookup: Lookup): Displaced[] {
  const { programme, enrolmentNo, from } = enrolment
  const own = { programme, enrolmentNo, from, householdNo: one.history.householdNo }
  return coveredBy(enrolment, members)
    .map((personNo) => {
      const claims = claimsOn(personNo, one)
      return displacedBy(personNo, own, claims, lookup, claimAmounts(personNo, one))
    })
    .filter((who) => who !== null)
}

/** The household begins later than its enrolment. */
export function notYetRegistered({ householdNo, versions }: HouseholdHistory, month: Month): Listing {
  const first = versions[0]?.from ?? '(无)'
  return {
    code: 'household.not-in-force',
    personNo: 0,
    message: `${month} 不发:家庭 ${householdNo} 的登记自 ${first} 起才生效;请核对「生效月份」。`,
    basis: '',
  }
}
