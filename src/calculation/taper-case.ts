import type { Fen } from '../kernel/money.ts'
import { addMonths, type Month, monthsBetween } from '../kernel/month.ts'
import type { HouseholdHistory } from '../registry/household-history.ts'
import { isAlive, isPresent, membersIn } from '../registry/in-force.ts'
import { computeTaper } from '../rules/dibao/taper.ts'
import { firstTaperMonth, taperReferenceMonth } from '../rules/dibao/taper-course.ts'
import type { CaseResult } from '../rules/listing.ts'
import { NOTHING } from '../rules/listing.ts'
import type { CaseInMonth } from './case-in-month.ts'
import { dueDibao, notYetRegistered } from './dibao-case.ts'
import { type DibaoEnrolmentVersion, dibaoFacts, dibaoOf } from './dibao-facts.ts'

/** Months; where no longer one is set, a disabled family's. */
const LONGEST_TAPER = 24

/** What a household is due in a month for a dibao that ended in 渐退; nothing where there is no taper (any more). */
export function dueTaper(one: CaseInMonth, enrolment: DibaoEnrolmentVersion): CaseResult {
  const { history, month, context } = one
  const first = firstTaperMonth(enrolment)
  const referenceMonth = taperReferenceMonth(enrolment, context.firstMonth)
  if (first === null || referenceMonth === null || month < first) return NOTHING
  const then = one.in(referenceMonth)
  const reference = dibaoFacts(then, enrolment)
  if (!reference || !then.household || !one.household) {
    const over = monthsBetween(first, month) >= LONGEST_TAPER || isEnrolledAgain(history, enrolment, month)
    return over ? NOTHING : notYetKnown(history, referenceMonth)
  }
  return computeTaper(
    {
      month,
      systemFirst: context.firstMonth,
      reference,
      get baseFen() {
        return dueFen(one.in(enrolment.to!), enrolment)
      },
      enrolledAgain: isEnrolledAgain(history, enrolment, month),
      livingMemberLeft: hasLivingMemberThroughout(history, referenceMonth, month),
      persons: one.members.filter(({ covered }) => covered).length,
    },
    context.lookup(then.household.area, referenceMonth),
    context.lookup(one.household.area, month),
  )
}

/** The registry begins after the month that decides the taper: listed, for nothing can be worked out. */
function notYetKnown(history: HouseholdHistory, referenceMonth: Month): CaseResult {
  return { ...NOTHING, notPaid: [notYetRegistered(history, referenceMonth)] }
}

/** Σ of the rounded components due for 终止月份, as known now; nothing where that month was not paid. */
function dueFen(ended: CaseInMonth, enrolment: DibaoEnrolmentVersion): Fen {
  const { awards } = dueDibao(ended, enrolment)
  return awards.reduce((sum, award) => sum + award.amountFen, 0n)
}

function isEnrolledAgain(history: HouseholdHistory, ended: DibaoEnrolmentVersion, month: Month): boolean {
  return dibaoOf(history).some((other) => {
    if (other.enrolmentNo === ended.enrolmentNo) return false
    const last = other.to !== null && other.to < month ? other.to : month
    return other.from <= last && last > ended.to!
  })
}

/**
 * A taper ends for good with the month after which no living member is left, even if somebody joins later. Months before
 * the reference month are not asked about: a taper that began before the system did is taken as granted, and the
 * registry may begin later than it.
 */
function hasLivingMemberThroughout(history: HouseholdHistory, first: Month, month: Month): boolean {
  const livesIn = (at: Month) =>
    membersIn(history, at).some(({ personNo }) => isAlive(history, personNo, at) && isPresent(history, personNo, at))
  const stays = membersIn(history, first).some(
    ({ personNo }) => isAlive(history, personNo, month) && isPresent(history, personNo, month),
  )
  if (stays) return true
  for (let at = first; at <= month; at = addMonths(at, 1)) if (!livesIn(at)) return false
  return true
}
