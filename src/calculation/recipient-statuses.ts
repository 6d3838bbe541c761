import type { Fen } from '../kernel/money.ts'
import type { Month } from '../kernel/month.ts'
import type { LineProgramme } from '../policy/programmes.ts'
import type { EnrolmentVersion, HouseholdHistory, HouseholdVersion } from '../registry/household-history.ts'
import { enrolmentIsIn, householdIn } from '../registry/in-force.ts'
import type { Award } from '../rules/define-rule.ts'
import type { RecipientStatus } from '../rules/price-subsidy/recipient-status.ts'
import { coveredBy } from './claims.ts'
import { dueDibao } from './dibao-case.ts'
import { type DibaoEnrolmentVersion, dibaoMembers, dibaoOf, isDibaoEnrolment } from './dibao-facts.ts'
import type { DueContext } from './due-context.ts'
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
export function recipientsOf(history: HouseholdHistory, month: Month, context: DueContext): Recipient[] {
  const household = householdIn(history, month)
  if (!household) return []
  const told = { household, householdNo: history.householdNo }
  const ofDibao = dibaoOf(history).flatMap((enrolment) =>
    enrolmentIsIn(enrolment, month)
      ? byDibao(history, enrolment, month, context, told)
      : byTaper(history, enrolment, month, context, told),
  )
  const ofPersons = history.enrolments.flatMap((enrolment) => byPerson(history, enrolment, month, context, told))
  return [...ofDibao, ...ofPersons]
}

type Told = Pick<Recipient, 'household' | 'householdNo'>

/** All covered persons whose dibao is kept; of 单人保 and 支出型 the one person. */
function byDibao(
  history: HouseholdHistory,
  enrolment: DibaoEnrolmentVersion,
  month: Month,
  context: DueContext,
  told: Told,
): Recipient[] {
  const { awards, notPaid } = dueDibao(history, enrolment, month, context)
  if (awards.length === 0) return []
  const status = statusOf(enrolment, enrolment.programme, null, awards, told.household)
  return coveredBy(enrolment, dibaoMembers(history, month))
    .filter((personNo) => !notPaid.some((one) => one.personNo === personNo))
    .map((personNo) => ({ ...told, personNo, status, payeeNo: told.household.headNo }))
}

/** Of those whom the dibao was for the covered ones: a taper after 单人保 or 支出型 makes nobody else a recipient. */
function byTaper(
  history: HouseholdHistory,
  enrolment: DibaoEnrolmentVersion,
  month: Month,
  context: DueContext,
  told: Told,
): Recipient[] {
  const { awards } = dueTaper(history, enrolment, month, context)
  if (awards.length === 0) return []
  const status = statusOf(enrolment, 'taper', enrolment.programme, awards, told.household)
  const meant = coveredBy(enrolment, dibaoMembers(history, month))
  return allCovered(history, month, told, status).filter(({ personNo }) => meant.includes(personNo))
}

/** A person's own enrolment, or one-off help that names a household alone and reaches all its covered persons. */
function byPerson(
  history: HouseholdHistory,
  enrolment: EnrolmentVersion,
  month: Month,
  context: DueContext,
  told: Told,
): Recipient[] {
  const { personNo } = enrolment
  if (isDibaoEnrolment(enrolment) || !isToldHere(history, enrolment, month, context)) return []
  const { awards } = duePerson(history, enrolment, month, context)
  if (awards.length === 0) return []
  const status = statusOf(enrolment, enrolment.programme as LineProgramme, null, awards, told.household)
  if (personNo === 0) return allCovered(history, month, told, status)
  return [{ ...told, personNo, status, payeeNo: personNo }]
}

/** All covered persons of the household, whose subsidies go where its own payments go. */
function allCovered(history: HouseholdHistory, month: Month, told: Told, status: RecipientStatus): Recipient[] {
  const covered = dibaoMembers(history, month).filter((member) => member.covered)
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
