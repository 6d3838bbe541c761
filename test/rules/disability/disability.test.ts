import { describe, expect, test } from 'vitest'
import { computePersonProgramme } from '../../../src/rules/person-programmes.ts'
import { enrolled, FIGURES, facts, outcome, person, without } from '../person/example-person.ts'
import { policyOf } from '../policy-of.ts'

type Subsidy = 'disability-living' | 'disability-nursing'

const disabled = (programme: Subsidy, disabilityGrade: number | null) =>
  facts(enrolled(programme), { person: person({ disabilityGrade, disabilityKind: '肢体' }) })

test.each<[Subsidy, number | null, string]>([
  ['disability-living', 1, 'disability-living 185.00 185.00'],
  ['disability-living', 2, 'disability-living 180.00 180.00'],
  ['disability-living', 3, 'disability-living 145.00 145.00'],
  ['disability-living', 4, 'disability-living 140.00 140.00'],
  ['disability-living', null, 'disability.grade-missing'],
  ['disability-nursing', 1, 'disability-nursing 167.00 167.00'],
  ['disability-nursing', 2, 'disability-nursing 140.00 140.00'],
  ['disability-nursing', 3, 'disability.grade-not-named'],
  ['disability-nursing', 4, 'disability.grade-not-named'],
  ['disability-nursing', null, 'disability.grade-missing'],
])('%s of grade %s: %s', (programme, grade, expected) => {
  expect(outcome(disabled(programme, grade))).toEqual([expected])
})

test('a grade that the document gives nothing is listed with what it does name', () => {
  const { notPaid } = computePersonProgramme(disabled('disability-nursing', 3), policyOf(FIGURES))
  expect(notPaid).toMatchObject([
    {
      code: 'disability.grade-not-named',
      personNo: 7,
      message: '2026-03 残疾等级为 3 级,而文件只对 1、2 级规定了补贴,本月不发;请核对残疾等级,确不符合的办理退出。',
      basis: '示例民发〔2099〕1号 disability.nursing',
    },
  ])
})

test('a grade set to zero is listed too', () => {
  const values = { ...FIGURES, 'disability.living': { 1: '185', 4: '0' } }
  expect(outcome(disabled('disability-living', 4), values)).toEqual(['person.zero-amount'])
})

describe.each([
  ['disability-living', 'disability.living'],
  ['disability-nursing', 'disability.nursing'],
] as const)('%s', (programme, parameter) => {
  test(`without ${parameter} is listed`, () => {
    expect(outcome(disabled(programme, 1), without(parameter))).toEqual(['policy.parameter-absent'])
  })

  test('asks neither for 城乡类别 nor for age', () => {
    const old = { ...disabled(programme, 1), residence: 'rural' as const }
    expect(outcome({ ...old, person: person({ disabilityGrade: 1, birth: '1930-01-01' }) })).toEqual(
      outcome(disabled(programme, 1)),
    )
  })
})
