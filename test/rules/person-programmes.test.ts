import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ParameterName } from '../../src/policy/parameters.ts'
import { isDibao, PROGRAMMES } from '../../src/policy/programmes.ts'
import type { PersonEnrolment, PersonProgramme } from '../../src/rules/person/facts.ts'
import { PERSON_NOT_PAID_CODES } from '../../src/rules/person/listing.ts'
import { computePersonProgramme, isPersonProgramme, PERSON_RULES } from '../../src/rules/person-programmes.ts'
import { evaluateFormula } from './evaluate-formula.ts'
import { roundYuan } from './exact-yuan.ts'
import { enrolled, FIGURES, facts, outcome, person } from './person/example-person.ts'
import { policyOf, recording, type Values } from './policy-of.ts'

const PROGRAMME_CODES = Object.keys(PERSON_RULES) as PersonProgramme[]

/** An enrolment of each programme that pays. */
const PAYING: Record<PersonProgramme, PersonEnrolment> = {
  tekun: enrolled('tekun', { class: '分散-自理' }),
  orphan: enrolled('orphan', { class: '散居' }),
  'unsupported-child': enrolled('unsupported-child'),
  'hiv-child': enrolled('hiv-child'),
  'child-in-difficulty': enrolled('child-in-difficulty'),
  'disability-living': enrolled('disability-living'),
  'disability-nursing': enrolled('disability-nursing'),
  'temporary-assistance': enrolled('temporary-assistance', { class: '教育', multiple: '6' }),
  'education-grant': enrolled('education-grant', { class: '专科' }),
  'disaster-relief': enrolled('disaster-relief', { approvedFen: 12345n }),
}
const healthy = person({ disabilityGrade: 1 })

test('every programme but dibao has its rules', () => {
  const codes = PROGRAMMES.map(({ code }) => code).filter((code) => !isDibao(code))
  expect([...PROGRAMME_CODES].sort()).toEqual([...codes].sort())
  expect(PROGRAMMES.filter(({ code }) => isPersonProgramme(code)).map(({ code }) => code)).toEqual(codes)
})

describe.each(PROGRAMME_CODES)('%s', (programme) => {
  const enrolment = PAYING[programme]

  test.each([
    ['in its first month', '2026-03', null, true],
    ['the month before', '2026-02', null, false],
    ['in its last month', '2026-03', '2026-03', true],
    ['ended before it began', '2026-03', '2026-02', false],
    ['after its last month', '2026-04', '2026-03', false],
  ])('%s', (_, month, to, due) => {
    expect(outcome(facts({ ...enrolment, to }, { month, person: healthy })).length > 0).toBe(due)
  })

  test('gives the dead nothing and lists them, once, until somebody ends it', () => {
    const dead = person({ disabilityGrade: 1, alive: false })
    const { awards, notPaid } = computePersonProgramme(facts(enrolment, { person: dead }), policyOf(FIGURES))
    expect(awards).toEqual([])
    expect(notPaid.map(({ code, personNo }) => [code, personNo])).toEqual([['person.died', 7]])
    expect(notPaid[0]!.message).toMatch(/^2026-03 「.+」的本人已经死亡,.*请填写「终止月份」/)
    expect(outcome(facts({ ...enrolment, to: '2026-02' }, { person: dead }))).toEqual([])
  })

  test('pays one line a component, to the person', () => {
    const { awards, notPaid, warnings } = computePersonProgramme(
      facts(enrolment, { person: healthy }),
      policyOf(FIGURES),
    )
    expect(awards.map(({ personNo, persons }) => [personNo, persons])).toEqual(
      PERSON_RULES[programme].map(() => [7, 1]),
    )
    expect([...notPaid, ...warnings]).toEqual([])
  })

  test('without a person: one-off help is the household’s, everything else is listed', () => {
    const result = outcome(facts(enrolment, { person: null }))
    if (programme === 'temporary-assistance' || programme === 'disaster-relief')
      expect(result[0]).toMatch(new RegExp(`^${programme} `))
    else expect(result).toEqual(['person.not-named'])
  })
})

const enrolments = fc.record({
  programme: fc.constantFrom(...PROGRAMME_CODES),
  class: fc.constantFrom(
    null,
    '分散-自理',
    '集中-全护理',
    '机构',
    '散居',
    '专科',
    '本科',
    '重病',
    '教育',
    '一事一议',
    '别的',
  ),
  multiple: fc.constantFrom(null, '0.5', '3', '4.25', '6', '12', '13'),
  approvedFen: fc.option(fc.bigInt({ min: 0n, max: 10n ** 7n })),
})
const policies = fc.subarray(Object.keys(FIGURES) as ParameterName[]).chain((names) =>
  fc.constantFrom('half-up-yuan', 'up-jiao', undefined).map((rounding) => {
    const values = Object.fromEntries(names.map((name) => [name, FIGURES[name as keyof typeof FIGURES]]))
    return { ...values, 'tekun.rounding': rounding } as Values
  }),
)
const cases = fc.record({
  enrolment: enrolments.map(({ programme, ...change }) => enrolled(programme, change)),
  person: fc
    .record({ grade: fc.constantFrom(null, 1, 2, 3, 4), alive: fc.boolean() })
    .map(({ grade, alive }) => person({ disabilityGrade: grade, alive })),
  residence: fc.constantFrom('urban' as const, 'rural' as const),
})

test('whoever is in force is paid or listed, never both, by arithmetic that gives the amount', () => {
  fc.assert(
    fc.property(cases, policies, ({ enrolment, ...rest }, values) => {
      const { awards, notPaid } = computePersonProgramme(facts(enrolment, rest), policyOf(values))
      if (awards.length > 0) expect(notPaid).toEqual([])
      else expect(notPaid).toHaveLength(1)
      const rounding = enrolment.programme === 'tekun' ? (values['tekun.rounding'] ?? 'half-up-fen') : 'half-up-fen'
      for (const { amountFen, formula, basis } of awards) {
        expect(amountFen).toBe(roundYuan(evaluateFormula(formula), rounding))
        expect(amountFen > 0n && basis !== '').toBe(true)
      }
      for (const { code, message } of notPaid) {
        expect([...PERSON_NOT_PAID_CODES, 'policy.parameter-absent']).toContain(code)
        expect(message).toMatch(/^2026-03 /)
      }
    }),
    { numRuns: 500 },
  )
})

test('what the rules of a programme ask for is exactly what they cite', () => {
  const asked = new Map(PROGRAMME_CODES.map((programme) => [programme, new Set<ParameterName>()]))
  fc.assert(
    fc.property(cases, policies, ({ enrolment, ...rest }, values) => {
      computePersonProgramme(facts(enrolment, rest), recording(policyOf(values), asked.get(enrolment.programme)!))
    }),
    { numRuns: 3000 },
  )
  const cited = PROGRAMME_CODES.map((programme) => [
    programme,
    new Set(PERSON_RULES[programme].flatMap(({ editions }) => editions.flatMap(({ cites }) => cites))),
  ])
  expect([...asked]).toEqual(cited)
})
