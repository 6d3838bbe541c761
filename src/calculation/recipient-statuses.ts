import type { Fen } from '../kernel/money.ts'
import type { LineProgramme } from '../policy/programmes.ts'
import type { EnrolmentVersion, HouseholdVersion } from '../registry/household-history.ts'
import { enrolmentIsIn } from '../registry/in-force.ts'
import type { Award } from '../rules/define-rule.ts'
import type { RecipientStatus } from '../rules/price-subsidy/recipient-status.ts'
import type { CaseInMonth } from './case-in-month.ts'
import { coveredBy } from './claims.ts'
import { dueDibao } from './dibao-case.ts'
import { type DibaoEnrolmentVersion, dibaoOf, isDibaoEnrolment } from './dibao-facts.ts'
import { duePerson, isToldHere } from './person-case.ts'
import { dueTaper } from './taper-case.ts'

/** A person who is due something in an index month, by one enrolment, and whose account a subsidy goes to. */
export interface Recipient {
  readonly personNo: number
  readonly status: RecipientStatus
  readonly payeeNo: number
  readonly household: HouseholdVersion
  readonly householdNo: string
}

/** Everybody whom a household's enrolments make a recipient in the month: those with an amount above zero. */
export function recipientsOf(one: CaseInMonth): Recipient[] {
  const { history, month, household } = one
  if (!household) return []
  const told = { household, householdNo: history.householdNo }
  const ofDibao = dibaoOf(history).flatMap((enrolment) =>
    enrolmentIsIn(enrolment, month) ? byDibao(one, enrolment, told) : byTaper(one, enrolment, told),
  )
  const ofPersons = history.enrolments.flatMap((enrolment) => byPerson(one, enrolment, told))
  return [...ofDibao, ...ofPersons]
}

type Told = Pick<Recipient, 'household' | 'householdNo'>

/** All covered persons whose dibao is kept; of 单人保 and 支出型 the one person. */
function byDibao(one: CaseInMonth, enrolment: DibaoEnrolmentVersion, told: Told): Recipient[] {
  const { awards, notPaid } = dueDibao(one, enrolment)
  if (awards.length === 0) return []
  const status = statusOf(enrolment, enrolment.programme, null, awards, told.household)
  return coveredBy(enrolment, one.members)
    .filter((personNo) => !notPaid.some((listing) => listing.personNo === personNo))
    .map((personNo) => ({ ...told, personNo, status, payeeNo: told.household.headNo }))
}

/** Of those whom the dibao was for the covered ones: a taper after 单人保 or 支出型 makes nobody else a recipient. */
function byTaper(one: CaseInMonth, enrolment: DibaoEnrolmentVersion, told: Told): Recipient[] {
  const { awards } = dueTaper(one, enrolment)
  if (awards.length === 0) return []
  const status = statusOf(enrolment, 'taper', enrolment.programme, awards, told.household)
  const meant = coveredBy(enrolment, one.members)
  return allCovered(one, told, status).filter(({ personNo }) => meant.includes(personNo))
}

/** A person's own enrolment, or one-off help that names a household alone and reaches all its covered persons. */
function byPerson(one: CaseInMonth, enrolment: EnrolmentVersion, told: Told): Recipient[] {
  const { personNo } = enrolment
  if (isDibaoEnrolment(enrolment) || !isToldHere(one, enrolment)) return []
  const { awards } = duePerson(one, enrolment)
  if (awards.length === 0) return []
  const status = statusOf(enrolment, enrolment.programme as LineProgramme, null, awards, told.household)
  if (personNo === 0) return allCovered(one, told, status)
  return [{ ...told, personNo, status, payeeNo: personNo }]
}

/** All covered persons of the household, whose subsidies go where its own payments go. */
function allCovered(one: CaseInMonth, told: Told, status: RecipientStatus): Recipient[] {
  const covered = one.members.filter((member) => member.covered)
  return covered.map(({ personNo }) => ({ ...told, personNo, status, payeeNo: told.household.headNo }))
}

function statusOf(
  { enrolmentNo }: EnrolmentVersion,
  programme: LineProgramme,
  follows: RecipientStatus['follows'],
  awards: readonly Award[],
  { residence }: HouseholdVersion,
): RecipientStatus {
  const dueFen: Fen = awards.reduce((sum, { amountFen }) => sum + amountFen, 0n)
  return { enrolmentNo, programme, follows, dueFen, residence }
}
