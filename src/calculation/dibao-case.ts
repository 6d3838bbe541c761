import type { Month } from '../kernel/month.ts'
import type { HouseholdHistory } from '../registry/household-history.ts'
import { householdIn } from '../registry/in-force.ts'
import type { Lookup } from '../rules/define-rule.ts'
import { computeDibao } from '../rules/dibao/dibao.ts'
import type { DibaoFacts } from '../rules/dibao/facts.ts'
import type { CaseResult, Listing } from '../rules/listing.ts'
import { claimAmounts } from './claim-amounts.ts'
import { claimsOn, coveredBy } from './claims.ts'
import { type DibaoEnrolmentVersion, dibaoFacts, withoutCovered } from './dibao-facts.ts'
import type { DueContext } from './due-context.ts'
import { type Displaced, displacedBy, notKept } from './exclusions.ts'

/** What a household is due in a month under one dibao enrolment that is in force, without whom something else keeps. */
export function dueDibao(
  history: HouseholdHistory,
  enrolment: DibaoEnrolmentVersion,
  month: Month,
  context: DueContext,
): CaseResult {
  const facts = dibaoFacts(history, enrolment, month)
  const household = householdIn(history, month)
  if (!facts || !household) return { awards: [], notPaid: [notYetRegistered(history, month)], warnings: [] }
  const lookup = context.lookup(household.area, month)
  const displaced = mayOverlap(history, facts, context) ? displacedPersons(facts, history, lookup, context) : []
  if (displaced.length === 0) return computeDibao(facts, lookup)
  const listed = displaced.map((one) => notKept(one, month))
  const nobodyLeft = coveredBy(enrolment, facts.members).length === displaced.length
  if (nobodyLeft) return { awards: [], notPaid: listed, warnings: [] }
  const rest = computeDibao(withoutCovered(facts, new Set(displaced.map(({ personNo }) => personNo))), lookup)
  return { ...rest, notPaid: [...listed, ...rest.notPaid] }
}

/** Almost every household has one dibao enrolment and nobody who has anything else; it is spared the comparison. */
function mayOverlap(history: HouseholdHistory, facts: DibaoFacts, { sharedPersons }: DueContext): boolean {
  if (history.enrolments.length > 1) return true
  if (sharedPersons.size === 0) return false
  return (
    sharedPersons.has(facts.enrolment.personNo) || facts.members.some(({ personNo }) => sharedPersons.has(personNo))
  )
}

function displacedPersons(
  { enrolment, members, month }: DibaoFacts,
  history: HouseholdHistory,
  lookup: Lookup,
  context: DueContext,
): Displaced[] {
  const { programme, enrolmentNo, from } = enrolment
  const own = { programme, enrolmentNo, from, householdNo: history.householdNo }
  return coveredBy(enrolment, members)
    .map((personNo) => {
      const claims = claimsOn(personNo, history, month, context)
      return displacedBy(personNo, own, claims, lookup, claimAmounts(personNo, history, month, context))
    })
    .filter((one) => one !== null)
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
