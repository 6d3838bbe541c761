import type { Month } from '../kernel/month.ts'
import type { HouseholdHistory } from '../registry/household-history.ts'
import { householdIn } from '../registry/in-force.ts'
import { computeDibao } from '../rules/dibao/dibao.ts'
import type { DibaoFacts } from '../rules/dibao/facts.ts'
import { isForOnePerson } from '../rules/dibao/named-person.ts'
import type { CaseResult, Listing } from '../rules/listing.ts'
import { type EarlierClaim, earlierClaims } from './claims.ts'
import { type DibaoEnrolmentVersion, dibaoFacts, withoutCovered } from './dibao-facts.ts'
import type { DueContext } from './due-context.ts'

/** What a household is due in a month under one dibao enrolment that is in force, with who is not covered twice. */
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
  const claims = mayOverlap(history, facts, context) ? earlierClaims(facts, history, context.sharedPersons) : []
  if (claims.length === 0) return computeDibao(facts, lookup)
  const notKept = claims.map((claim) => claimedEarlier(claim, month))
  if (isForOnePerson(enrolment.class) || coversNobodyBut(facts, claims))
    return { awards: [], notPaid: notKept, warnings: [] }
  const rest = computeDibao(withoutCovered(facts, new Set(claims.map(({ personNo }) => personNo))), lookup)
  return { ...rest, notPaid: [...notKept, ...rest.notPaid] }
}

/** Almost every household has one dibao enrolment and nobody who is elsewhere too; it is spared the comparison. */
function mayOverlap(history: HouseholdHistory, facts: DibaoFacts, { sharedPersons }: DueContext): boolean {
  if (history.enrolments.length > 1) return true
  return sharedPersons.size > 0 && facts.members.some(({ personNo }) => sharedPersons.has(personNo))
}

function coversNobodyBut(facts: DibaoFacts, claims: readonly EarlierClaim[]): boolean {
  return facts.members.filter(({ covered }) => covered).length === claims.length
}

function notYetRegistered({ householdNo, versions }: HouseholdHistory, month: Month): Listing {
  const first = versions[0]?.from ?? '(无)'
  return {
    code: 'household.not-in-force',
    personNo: 0,
    message: `${month} 不发:家庭 ${householdNo} 的登记自 ${first} 起才生效;请核对「生效月份」。`,
    basis: '',
  }
}

function claimedEarlier({ personNo, enrolmentNo, householdNo }: EarlierClaim, month: Month): Listing {
  return {
    code: 'exclusion.not-kept',
    personNo,
    message: `${month} 不重复享受低保:此人已由更早的待遇 ${enrolmentNo}(家庭 ${householdNo})保障,保留先享受的一份。`,
    basis: '',
  }
}
