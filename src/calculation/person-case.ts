import type { Month } from '../kernel/month.ts'
import type { EnrolmentVersion, HouseholdHistory } from '../registry/household-history.ts'
import { type CaseResult, type Listing, NOTHING } from '../rules/listing.ts'
import { isHandedOut } from '../rules/one-off/temporary-class.ts'
import type { DibaoShare, Offsets } from '../rules/person/facts.ts'
import { personEnrolmentIsIn } from '../rules/person/in-force.ts'
import { computePersonProgramme, isPersonProgramme } from '../rules/person-programmes.ts'
import type { CaseInMonth } from './case-in-month.ts'
import { claimAmounts } from './claim-amounts.ts'
import { claimsOn, coveredBy, householdsOf, onRecord, toldWith } from './claims.ts'
import { dueDibao, notYetRegistered } from './dibao-case.ts'
import { dibaoOf } from './dibao-facts.ts'
import { displacedBy, notKept } from './exclusions.ts'
import { personFacts } from './person-facts.ts'

/** What is due in a month under one enrolment of a person programme that is told with this household. */
export function duePerson(one: CaseInMonth, enrolment: EnrolmentVersion): CaseResult {
  const { history, month, household, context } = one
  const { programme, personNo } = enrolment
  if (!isPersonProgramme(programme) || isHandedOut({ ...enrolment, programme })) return NOTHING
  const homes = householdsOf(personNo, one)
  if (!personEnrolmentIsIn({ ...enrolment, programme }, onRecord(personNo, homes), month)) return NOTHING
  if (!household) return listed(notYetRegistered(history, month))
  const lookup = context.lookup(household.area, month)
  const offsets = programme === 'unsupported-child' ? offsetsOf(personNo, one) : undefined
  const facts = personFacts(one, enrolment, homes, offsets)
  if (!facts) return listed(notInHousehold(enrolment, history, month))
  if (personNo === 0) return computePersonProgramme(facts, lookup)
  const own = { programme, enrolmentNo: enrolment.enrolmentNo, from: enrolment.from, householdNo: history.householdNo }
  const claims = claimsOn(personNo, one)
  const displaced = displacedBy(personNo, own, claims, lookup, claimAmounts(personNo, one))
  return displaced ? listed(notKept(displaced, month)) : computePersonProgramme(facts, lookup)
}

/** True in the household that a person's enrolment is told with. */
export function isToldHere(one: CaseInMonth, enrolment: EnrolmentVersion): boolean {
  const { history, month } = one
  if (enrolment.householdNo !== null) return enrolment.householdNo === history.householdNo
  const households = householdsOf(enrolment.personNo, one)
  return households.length === 1 || toldWith(enrolment, households, month) === history.householdNo
}

/** What a child gets in the month under dibao and tekun, before it is topped up. */
function offsetsOf(personNo: number, one: CaseInMonth): Offsets {
  const { month } = one
  let offsets: Offsets = { dibao: null, tekunFen: 0n }
  for (const household of householdsOf(personNo, one)) {
    const there = one.of(household)
    for (const enrolment of dibaoOf(household)) {
      if (enrolment.from > month || (enrolment.to !== null && enrolment.to < month)) continue
      if (!coveredBy(enrolment, there.members).includes(personNo)) continue
      const { awards, notPaid } = dueDibao(there, enrolment)
      const topUp = awards.find((award) => award.personNo === 0)
      if (!topUp || notPaid.some((listing) => listing.personNo === personNo)) continue
      const supplementFen = awards.find((award) => award.personNo === personNo)?.amountFen ?? 0n
      const share = { topUpFen: topUp.amountFen, covered: topUp.persons, supplementFen }
      offsets = { ...offsets, dibao: offsets.dibao ? together(offsets.dibao, share) : share }
    }
    for (const enrolment of household.enrolments) {
      if (enrolment.programme !== 'tekun' || enrolment.personNo !== personNo) continue
      if (!isToldHere(there, enrolment)) continue
      const { awards } = duePerson(there, enrolment)
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
