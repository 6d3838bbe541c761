import type { Month } from '../kernel/month.ts'
import type { EnrolmentVersion, HouseholdHistory } from '../registry/household-history.ts'
import { householdIn } from '../registry/in-force.ts'
import { type CaseResult, type Listing, NOTHING } from '../rules/listing.ts'
import { isHandedOut } from '../rules/one-off/temporary-class.ts'
import type { DibaoShare, Offsets } from '../rules/person/facts.ts'
import { personEnrolmentIsIn } from '../rules/person/in-force.ts'
import { computePersonProgramme, isPersonProgramme } from '../rules/person-programmes.ts'
import { claimAmounts } from './claim-amounts.ts'
import { claimsOn, coveredBy, householdsOf, onRecord, toldWith } from './claims.ts'
import { dueDibao, notYetRegistered } from './dibao-case.ts'
import { dibaoMembers, dibaoOf } from './dibao-facts.ts'
import type { DueContext } from './due-context.ts'
import { displacedBy, notKept } from './exclusions.ts'
import { personFacts } from './person-facts.ts'

/** What is due in a month under one enrolment of a person programme that is told with this household. */
export function duePerson(
  history: HouseholdHistory,
  enrolment: EnrolmentVersion,
  month: Month,
  context: DueContext,
): CaseResult {
  const { programme, personNo } = enrolment
  if (!isPersonProgramme(programme) || isHandedOut({ ...enrolment, programme })) return NOTHING
  const homes = householdsOf(personNo, history, context)
  if (!personEnrolmentIsIn({ ...enrolment, programme }, onRecord(personNo, homes), month)) return NOTHING
  const household = householdIn(history, month)
  if (!household) return listed(notYetRegistered(history, month))
  const lookup = context.lookup(household.area, month)
  const offsets = programme === 'unsupported-child' ? offsetsOf(personNo, history, month, context) : undefined
  const facts = personFacts(history, enrolment, month, homes, offsets)
  if (!facts) return listed(notInHousehold(enrolment, history, month))
  if (personNo === 0) return computePersonProgramme(facts, lookup)
  const own = { programme, enrolmentNo: enrolment.enrolmentNo, from: enrolment.from, householdNo: history.householdNo }
  const claims = claimsOn(personNo, history, month, context)
  const displaced = displacedBy(personNo, own, claims, lookup, claimAmounts(personNo, history, month, context))
  return displaced ? listed(notKept(displaced, month)) : computePersonProgramme(facts, lookup)
}

/** True in the household that a person's enrolment is told with. */
export function isToldHere(
  history: HouseholdHistory,
  enrolment: EnrolmentVersion,
  month: Month,
  context: DueContext,
): boolean {
  if (enrolment.householdNo !== null) return enrolment.householdNo === history.householdNo
  const households = householdsOf(enrolment.personNo, history, context)
  return households.length === 1 || toldWith(enrolment, households, month) === history.householdNo
}

/** What a child gets in the month under dibao and tekun, before it is topped up. */
function offsetsOf(personNo: number, history: HouseholdHistory, month: Month, context: DueContext): Offsets {
  let offsets: Offsets = { dibao: null, tekunFen: 0n }
  for (const household of householdsOf(personNo, history, context)) {
    const members = dibaoMembers(household, month)
    for (const enrolment of dibaoOf(household)) {
      if (enrolment.from > month || (enrolment.to !== null && enrolment.to < month)) continue
      if (!coveredBy(enrolment, members).includes(personNo)) continue
      const { awards, notPaid } = dueDibao(household, enrolment, month, context)
      const topUp = awards.find((award) => award.personNo === 0)
      if (!topUp || notPaid.some((one) => one.personNo === personNo)) continue
      const supplementFen = awards.find((award) => award.personNo === personNo)?.amountFen ?? 0n
      const share = { topUpFen: topUp.amountFen, covered: topUp.persons, supplementFen }
      offsets = { ...offsets, dibao: offsets.dibao ? together(offsets.dibao, share) : share }
    }
    for (const enrolment of household.enrolments) {
      if (enrolment.programme !== 'tekun' || enrolment.personNo !== personNo) continue
      if (!isToldHere(household, enrolment, month, context)) continue
      const { awards } = duePerson(household, enrolment, month, context)
      offsets = { ...offsets, tekunFen: awards.reduce((sum, { amountFen }) => sum + amountFen, offsets.tekunFen) }
    }
  }
  return offsets
}

/** Two dibao that a document lets stand side by side: exactly the sum of both shares, on one divisor. */
function together(one: DibaoShare, other: DibaoShare): DibaoShare {
  const supplementFen = one.supplementFen + other.supplementFen
  if (one.covered === other.covered) return { ...one, topUpFen: one.topUpFen + other.topUpFen, supplementFen }
  const topUpFen = one.topUpFen * BigInt(other.covered) + other.topUpFen * BigInt(one.covered)
  return { topUpFen, covered: one.covered * other.covered, supplementFen }
}

function listed(listing: Listing): CaseResult {
  return { awards: [], notPaid: [listing], warnings: [] }
}

function notInHousehold({ personNo, enrolmentNo }: EnrolmentVersion, history: HouseholdHistory, month: Month): Listing {
  return {
    code: 'person.not-in-household',
    personNo,
    message: `${month} 不发:待遇 ${enrolmentNo} 的本人当月不在家庭 ${history.householdNo} 的成员登记中,也不在别的家庭;请补录成员,或更正待遇的「身份证号」。`,
    basis: '',
  }
}
