import { applyRule, type Decision, type Lookup, type NotPaid, type Rule } from '../define-rule.ts'
import { type CaseResult, type Listing, NOTHING } from '../listing.ts'
import { isInForce } from './enrolment.ts'
import { expenditureType } from './expenditure-type.ts'
import type { DibaoFacts } from './facts.ts'
import { isForOnePerson } from './named-person.ts'
import { singlePerson } from './single-person.ts'
import { supplement } from './supplement.ts'
import { topUp } from './top-up.ts'
import { dibaoWarnings } from './warnings.ts'

/**
 * What a household is due under one dibao enrolment in `facts.month`: the top-up (personNo 0), the supplements (one
 * award a person), the reason where there is none, and warnings. Nothing at all where the enrolment is not in force.
 */
export function computeDibao(facts: DibaoFacts, lookup: Lookup): CaseResult {
  if (!isInForce(facts.enrolment, facts.month)) return NOTHING
  const warnings = dibaoWarnings(facts)
  const base = applyRule(ruleFor(facts), facts.month, facts, lookup)
  if ('notPaid' in base) return { awards: [], notPaid: [aboutCase(base.notPaid, facts)], warnings }
  const extra: Decision = applyRule(supplement, facts.month, facts, lookup)
  if ('notPaid' in extra) return { awards: base.awards, notPaid: [aboutCase(extra.notPaid, facts)], warnings }
  return { awards: extra.awards.length === 0 ? base.awards : [...base.awards, ...extra.awards], notPaid: [], warnings }
}

/** 单人保 and 支出型 win over the method of the area. */
function ruleFor({ enrolment }: DibaoFacts): Rule<DibaoFacts> {
  if (enrolment.class === '单人保') return singlePerson
  return enrolment.class === '支出型' ? expenditureType : topUp
}

function aboutCase(reason: NotPaid, { enrolment }: DibaoFacts): Listing {
  return { ...reason, personNo: isForOnePerson(enrolment.class) ? enrolment.personNo : 0 }
}
