import type { Month } from '../kernel/month.ts'
import { programmeName } from '../policy/programmes.ts'
import type { HouseholdHistory } from '../registry/household-history.ts'
import type { NotPaid } from '../rules/define-rule.ts'
import { highestSubsidy } from '../rules/price-subsidy/highest-subsidy.ts'
import type { PriceDecision } from '../rules/price-subsidy/price-decision.ts'
import { CaseInMonth } from './case-in-month.ts'
import type { BenefitLine, CaseException, CaseOutcome } from './case-result.ts'
import { householdsOf } from './claims.ts'
import type { DueContext } from './due-context.ts'
import { type Recipient, recipientsOf } from './recipient-statuses.ts'

/** What a price run works a case out with, beside the documents and the shared persons. */
export interface PriceContext extends DueContext {
  /** What the published indices mean for an area and the index month. */
  decisionFor(area: string): PriceDecision
}

const PROGRAMME = 'price-subsidy'
const ITEM = programmeName(PROGRAMME)

/**
 * The price subsidies of one household's members for an index month: one payment a person, the highest, told with the
 * household whose enrolment it goes by.
 */
export function computePriceCase(history: HouseholdHistory, month: Month, context: PriceContext): CaseOutcome {
  const lines: BenefitLine[] = []
  const exceptions: CaseException[] = []
  const one = new CaseInMonth(history, month, context)
  const here = recipientsOf(one)
  for (const personNo of new Set(here.map((recipient) => recipient.personNo))) {
    const all = recipientsAnywhere(personNo, one, here)
    const subsidy = highestSubsidy(
      personNo,
      all.map((recipient) => placed(recipient, month, context)),
    )
    if (subsidy.outcome === 'nothing') continue
    const by = all.find(({ status }) => status === subsidy.status)!
    if (by.householdNo !== history.householdNo) continue
    if (subsidy.outcome === 'paid') lines.push(toLine(by, month, subsidy.award))
    else exceptions.push(toException(by, month, subsidy.notPaid))
  }
  return { lines: lines.sort((a, b) => a.personNo - b.personNo), exceptions }
}

function recipientsAnywhere(personNo: number, one: CaseInMonth, here: readonly Recipient[]): Recipient[] {
  const households = householdsOf(personNo, one)
  const all = households.length === 1 ? here : households.flatMap((other) => recipientsOf(one.of(other)))
  return all.filter((recipient) => recipient.personNo === personNo)
}

function placed({ status, household }: Recipient, month: Month, context: PriceContext) {
  return { status, decision: context.decisionFor(household.area), lookup: context.lookup(household.area, month) }
}

function toLine(
  { personNo, householdNo, household, payeeNo, status }: Recipient,
  month: Month,
  award: Pick<BenefitLine, 'component' | 'persons' | 'standardFen' | 'amountFen' | 'formula' | 'basis' | 'used'>,
): BenefitLine {
  // named one by one: a spread here costs more than the rule itself
  return {
    householdNo,
    personNo,
    programme: PROGRAMME,
    component: award.component,
    benefitMonth: month,
    type: 'normal',
    item: ITEM,
    enrolmentNo: status.enrolmentNo,
    payeeNo,
    area: household.area,
    persons: award.persons,
    standardFen: award.standardFen,
    amountFen: award.amountFen,
    formula: award.formula,
    basis: award.basis,
    used: award.used,
  }
}

function toException(
  { personNo, householdNo, status }: Recipient,
  benefitMonth: Month,
  { code, message, basis, cites }: NotPaid,
): CaseException {
  const { enrolmentNo } = status
  return {
    householdNo,
    personNo,
    programme: PROGRAMME,
    enrolmentNo,
    benefitMonth,
    effect: 'not-paid',
    code,
    message,
    basis,
    cites,
  }
}
