import { describe, expect, test } from 'vitest'
import type { PersonEnrolment } from '../../../src/rules/person/facts.ts'
import { computePersonProgramme } from '../../../src/rules/person-programmes.ts'
import { enrolled, FIGURES, facts, outcome, without } from '../person/example-person.ts'
import { policyOf } from '../policy-of.ts'

test.each([
  ['专科', 'education-grant 30000.00 30000.00'],
  ['本科', 'education-grant 40000.00 40000.00'],
  ['研究生', 'person.class-unknown'],
  [null, 'person.class-missing'],
])('教育资助 %s: %s', (word, expected) => {
  expect(outcome(facts(enrolled('education-grant', { class: word })))).toEqual([expected])
})

test('教育资助 without its parameter is listed', () => {
  const given = facts(enrolled('education-grant', { class: '本科' }))
  expect(outcome(given, without('education-grant'))).toEqual(['policy.parameter-absent'])
})

test.each([
  [123456n, 'disaster-relief 1234.56 1234.56'],
  [1n, 'disaster-relief 0.01 0.01'],
  [0n, 'person.zero-amount'],
  [null, 'disaster.amount-missing'],
])('受灾救助 of %s fen: %s', (approvedFen, expected) => {
  expect(outcome(facts(enrolled('disaster-relief', { approvedFen })), {})).toEqual([expected])
})

test.each([
  [{ approval: '示例救〔2099〕3号' }, '示例救〔2099〕3号 核定金额'],
  [{}, '待遇 示例-7 核定金额'],
])('受灾救助 rests on its approval %o', (change, basis) => {
  const given = facts(enrolled('disaster-relief', { approvedFen: 100n, ...change }))
  expect(computePersonProgramme(given, policyOf({})).awards).toMatchObject([
    {
      component: 'disaster-relief',
      personNo: 7,
      persons: 1,
      standardFen: null,
      amountFen: 100n,
      formula: '1.00',
      basis,
    },
  ])
})

describe('once, in 起始月份', () => {
  const each: PersonEnrolment[] = [
    enrolled('temporary-assistance', { class: '重病', multiple: '6' }),
    enrolled('education-grant', { class: '本科' }),
    enrolled('disaster-relief', { approvedFen: 50000n }),
  ]

  describe.each(each.map((enrolment) => [enrolment.programme, enrolment] as const))('%s', (_, enrolment) => {
    test.each([
      ['2026-02', null, 0],
      ['2026-03', null, 1],
      ['2026-04', null, 0],
      ['2026-03', '2026-03', 1],
      ['2026-03', '2026-12', 1],
      ['2026-04', '2026-12', 0],
      ['2026-03', '2026-02', 0],
    ])('from 2026-03, in %s, 终止月份 %s: %i line', (month, to, lines) => {
      expect(outcome(facts({ ...enrolment, to }, { month }))).toHaveLength(lines)
    })
  })
})

test.each([
  enrolled('temporary-assistance', { class: '重病', multiple: '6' }),
  enrolled('disaster-relief', { approvedFen: 50000n }),
])('$programme that names only a household is the household’s', (enrolment) => {
  const { awards } = computePersonProgramme(facts(enrolment, { person: null }), policyOf(FIGURES))
  expect(awards.map(({ personNo, persons }) => [personNo, persons])).toEqual([[0, 1]])
})

test('what stops help that names only a household is listed about the household', () => {
  const given = facts(enrolled('disaster-relief'), { person: null })
  expect(computePersonProgramme(given, policyOf(FIGURES)).notPaid.map(({ personNo }) => personNo)).toEqual([0])
})
