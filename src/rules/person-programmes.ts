import type { Month } from '../kernel/month.ts'
import { programmeName, readProgramme } from '../policy/programmes.ts'
import { childInDifficulty } from './children/child-in-difficulty.ts'
import { hivChild } from './children/hiv-child.ts'
import { orphan } from './children/orphan.ts'
import { unsupportedChild } from './children/unsupported-child.ts'
import { type Award, applyRule, type Lookup, type NotPaid, type Rule } from './define-rule.ts'
import { disabilityLiving } from './disability/living.ts'
import { disabilityNursing } from './disability/nursing.ts'
import { type CaseResult, NOTHING } from './listing.ts'
import { disasterRelief } from './one-off/disaster-relief.ts'
import { educationGrant } from './one-off/education-grant.ts'
import { temporaryAssistance } from './one-off/temporary-assistance.ts'
import { isHandedOut } from './one-off/temporary-class.ts'
import type { PersonFacts, PersonProgramme } from './person/facts.ts'
import { personEnrolmentIsIn } from './person/in-force.ts'
import { notPaid, type PersonNotPaidCode } from './person/listing.ts'
import { tekunBasic } from './tekun/basic.ts'
import { tekunCare } from './tekun/care.ts'

/** The rules of each person programme, one a component, in the order of the components. */
export const PERSON_RULES: Readonly<Record<PersonProgramme, readonly Rule<PersonFacts>[]>> = {
  tekun: [tekunBasic, tekunCare],
  orphan: [orphan],
  'unsupported-child': [unsupportedChild],
  'hiv-child': [hivChild],
  'child-in-difficulty': [childInDifficulty],
  'disability-living': [disabilityLiving],
  'disability-nursing': [disabilityNursing],
  'temporary-assistance': [temporaryAssistance],
  'education-grant': [educationGrant],
  'disaster-relief': [disasterRelief],
}

/** True for a programme that this file has rules for. */
export function isPersonProgramme(programme: string): programme is PersonProgramme {
  return Object.hasOwn(PERSON_RULES, programme)
}

/**
 * What is due under one enrolment of a person programme in `facts.month`, or the reason why nothing is; neither where
 * the enrolment is not in force. A reason that stops one component stops the case; a component that comes to zero
 * does not stop the others.
 */
export function computePersonProgramme(facts: PersonFacts, lookup: Lookup): CaseResult {
  const { month, enrolment, person } = facts
  if (!personEnrolmentIsIn(enrolment, person, month) || isHandedOut(enrolment)) return NOTHING
  const refused = noPayee(facts)
  if (refused) return listed(facts, refused.notPaid)
  const awards: Award[] = []
  let zero: NotPaid | null = null
  for (const rule of PERSON_RULES[enrolment.programme]) {
    const decision = applyRule(rule, month, facts, lookup)
    if ('awards' in decision) awards.push(...decision.awards)
    else if (decision.notPaid.code === ZERO) zero ??= decision.notPaid
    else return listed(facts, decision.notPaid)
  }
  return awards.length === 0 && zero ? listed(facts, zero) : { awards, notPaid: [], warnings: [] }
}

const ZERO: PersonNotPaidCode = 'person.zero-amount'

/** Nobody is due anything for a month after the month of death, under any programme. */
function noPayee({ month, enrolment, person, extinct = false }: PersonFacts): { notPaid: NotPaid } | null {
  const name = programmeName(enrolment.programme)
  if (!person) {
    if (readProgramme(enrolment.programme)?.beneficiary !== 'person') return extinct ? nobodyLives(name, month) : null
    return notPaid('person.not-named', `${month} 「${name}」发给个人,而待遇没有写明本人;请补填「身份证号」。`)
  }
  if (person.alive) return null
  const message = `${month} 「${name}」的本人已经死亡,死亡次月起不发,待遇仍未终止;请填写「终止月份」和「终止原因」。`
  return notPaid('person.died', message)
}

function nobodyLives(name: string, month: Month): { notPaid: NotPaid } {
  const message = `${month} 「${name}」的家庭已没有在世的成员,死亡次月起不发;请核对成员的「死亡日期」,属实的请终止这份待遇。`
  return notPaid('person.died', message)
}

function listed({ person }: PersonFacts, reason: NotPaid): CaseResult {
  return { awards: [], notPaid: [{ ...reason, personNo: person?.personNo ?? 0 }], warnings: [] }
}
