import type { Month } from '../kernel/month.ts'
import { isDibao, programmeName } from '../policy/programmes.ts'
import type { EnrolmentVersion, HouseholdHistory, HouseholdVersion } from '../registry/household-history.ts'
import { enrolmentIsIn } from '../registry/in-force.ts'
import type { Award } from '../rules/define-rule.ts'
import type { CaseResult, Listing } from '../rules/listing.ts'
import { NOTHING } from '../rules/listing.ts'
import { isPersonProgramme } from '../rules/person-programmes.ts'
import { usedTogether } from '../rules/used.ts'
import { CaseInMonth } from './case-in-month.ts'
import type { BenefitLine, CaseException, CaseOutcome } from './case-result.ts'
import { dueDibao } from './dibao-case.ts'
import { isDibaoEnrolment, isOwn } from './dibao-facts.ts'
import type { DueContext } from './due-context.ts'
import { duePerson, isToldHere } from './person-case.ts'
import { dueTaper } from './taper-case.ts'

/** What one household is due for one month, each yuan with its reason, and who of it is listed instead. */
export function computeCase(history: HouseholdHistory, month: Month, context: DueContext): CaseOutcome {
  const one = new CaseInMonth(history, month, context)
  const { household } = one
  const lines: BenefitLine[] = []
  const exceptions: CaseException[] = []
  for (const enrolment of history.enrolments) {
    const { programme, result } = dueUnder(one, enrolment)
    if (household)
      for (const award of result.awards)
        addLine(lines, toLine(award, programme, enrolment, history.householdNo, household, month))
    for (const listing of result.notPaid)
      exceptions.push(toException(listing, programme, history.householdNo, enrolment, month, 'not-paid'))
    for (const listing of result.warnings)
      exceptions.push(toException(listing, programme, history.householdNo, enrolment, month, 'warning'))
  }
  return { lines: lines.sort(byLineKey), exceptions }
}

function dueUnder(one: CaseInMonth, enrolment: EnrolmentVersion): { programme: string; result: CaseResult } {
  const { programme } = enrolment
  if (isDibaoEnrolment(enrolment)) {
    if (!isOwn(enrolment, one.history)) return { programme, result: NOTHING }
    if (enrolmentIsIn(enrolment, one.month)) return { programme, result: dueDibao(one, enrolment) }
    return { programme: 'taper', result: dueTaper(one, enrolment) }
  }
  if (!isToldHere(one, enrolment)) return { programme, result: NOTHING }
  return { programme, result: duePerson(one, enrolment) }
}

function toLine(
  award: Award,
  programme: string,
  enrolment: EnrolmentVersion,
  householdNo: string,
  { area, headNo }: HouseholdVersion,
  month: Month,
): BenefitLine {
  const { component, personNo, persons, standardFen, amountFen, formula, basis, used } = award
  // named one by one: a spread here costs more than the rule itself
  return {
    householdNo,
    personNo,
    programme,
    component,
    benefitMonth: month,
    type: 'normal',
    item: programmeName(enrolment.programme),
    enrolmentNo: enrolment.enrolmentNo,
    payeeNo: personNo !== 0 && isPersonProgramme(programme) ? personNo : headNo,
    area,
    persons,
    standardFen,
    amountFen,
    formula,
    basis,
    used,
  }
}

/**
 * One line per beneficiary, programme and component. Two enrolments of one household that each name a person (单人保)
 * come together in it; `claims.ts` has seen to it that nobody is in both. One-off help given twice is one beneficiary's.
 */
function addLine(lines: BenefitLine[], line: BenefitLine): void {
  const at = lines.findIndex(
    (l) => l.personNo === line.personNo && l.programme === line.programme && l.component === line.component,
  )
  const same = lines[at]
  if (!same) {
    lines.push(line)
    return
  }
  lines[at] = {
    ...same,
    persons: isDibao(line.programme) ? same.persons + line.persons : same.persons,
    standardFen: same.standardFen === line.standardFen ? same.standardFen : null,
    amountFen: same.amountFen + line.amountFen,
    formula: `${same.formula}+${line.formula}`,
    basis: same.basis === line.basis ? same.basis : `${same.basis};${line.basis}`,
    used: same.used && line.used && usedTogether(same.used, line.used),
  }
}

function toException(
  { code, message, basis, cites, personNo }: Listing,
  programme: string,
  householdNo: string,
  enrolment: EnrolmentVersion,
  month: Month,
  effect: CaseException['effect'],
): CaseException {
  return {
    householdNo,
    personNo: personNo === 0 ? null : personNo,
    programme,
    enrolmentNo: enrolment.enrolmentNo,
    benefitMonth: month,
    effect,
    code,
    message,
    basis,
    cites,
  }
}

/** The order of the lines' key, by code points, as the database orders them. */
export function byLineKey(a: BenefitLine, b: BenefitLine): number {
  if (a.personNo !== b.personNo) return a.personNo - b.personNo
  return (
    compare(a.programme, b.programme) ||
    compare(a.component, b.component) ||
    compare(a.benefitMonth, b.benefitMonth) ||
    compare(a.type, b.type)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
