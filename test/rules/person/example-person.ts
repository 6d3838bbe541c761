import { formatYuan } from '../../../src/kernel/money.ts'
import type { PersonEnrolment, PersonFacts, PersonInMonth } from '../../../src/rules/person/facts.ts'
import { computePersonProgramme } from '../../../src/rules/person-programmes.ts'
import { policyOf, type Values } from '../policy-of.ts'

/** A complete set of invented figures, 示例. */
export const FIGURES = {
  'dibao.standard': { urban: '640', rural: '520' },
  'tekun.basic': {
    urban: { scattered: '780', centralised: '1200' },
    rural: { scattered: '533', centralised: '820' },
  },
  'tekun.care': { self: '176', half: '440', full: '704' },
  orphan: { institution: '2350', scattered: '1848' },
  'child-in-difficulty': '1364',
  'disability.living': { 1: '185', 2: '180', 3: '145', 4: '140' },
  'disability.nursing': { 1: '167', 2: '140' },
  'temporary.multiple': { illness: ['3', '12'], education: ['3', '6'] },
  'education-grant': { 专科: '30000', 本科: '40000' },
} as const satisfies Values

/** A living person of number 7, born 2010-03-15 (16 in 2026-03), 示例. */
export function person(change: Partial<PersonInMonth> = {}): PersonInMonth {
  return { personNo: 7, birth: '2010-03-15', alive: true, disabilityKind: null, disabilityGrade: null, ...change }
}

export function enrolled(
  programme: PersonEnrolment['programme'],
  change: Partial<Omit<PersonEnrolment, 'programme'>> = {},
): PersonEnrolment {
  return {
    enrolmentNo: '示例-7',
    programme,
    class: null,
    from: '2026-03',
    to: null,
    endReason: null,
    approvedFen: null,
    multiple: null,
    reviewMonth: null,
    ...change,
  }
}

/** An urban person in 2026-03 under one enrolment. */
export function facts(enrolment: PersonEnrolment, change: Partial<PersonFacts> = {}): PersonFacts {
  return { month: '2026-03', enrolment, person: person(), residence: 'urban', ...change }
}

/** `component amount 算式` of each award, else the codes of what is listed; nothing at all where not in force. */
export function outcome(given: PersonFacts, values: Values = FIGURES): string[] {
  const { awards, notPaid } = computePersonProgramme(given, policyOf(values))
  return [
    ...awards.map(({ component, amountFen, formula }) => `${component} ${formatYuan(amountFen)} ${formula}`),
    ...notPaid.map(({ code }) => code),
  ]
}

/** The set of figures without one of them. */
export function without(parameter: keyof typeof FIGURES): Values {
  return { ...FIGURES, [parameter]: undefined } as Values
}
