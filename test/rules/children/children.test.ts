import { describe, expect, test } from 'vitest'
import type { PersonProgramme } from '../../../src/rules/person/facts.ts'
import { isPastChildhood } from '../../../src/rules/person/in-force.ts'
import { enrolled, facts, outcome, person, without } from '../person/example-person.ts'

test.each<[string, PersonProgramme, string | null, string]>([
  ['an orphan in an institution', 'orphan', '机构', 'orphan 2350.00 2350.00'],
  ['a scattered orphan', 'orphan', '散居', 'orphan 1848.00 1848.00'],
  ['an orphan without 类别', 'orphan', null, 'person.class-missing'],
  ['an orphan with the 类别 of 特困', 'orphan', '分散-自理', 'person.class-unknown'],
  ['an HIV child', 'hiv-child', null, 'hiv-child 1848.00 1848.00'],
  ['an HIV child, whatever its 类别', 'hiv-child', '机构', 'hiv-child 1848.00 1848.00'],
  ['a child in difficulty', 'child-in-difficulty', null, 'child-in-difficulty 1364.00 1364.00'],
  ['a child in difficulty, whatever its 类别', 'child-in-difficulty', '散居', 'child-in-difficulty 1364.00 1364.00'],
])('%s', (_, programme, word, expected) => {
  expect(outcome(facts(enrolled(programme, { class: word })))).toEqual([expected])
})

test('the HIV child’s amount is not reduced by dibao or 特困', () => {
  const offsets = { dibao: { topUpFen: 60000n, covered: 1, supplementFen: 6000n }, tekunFen: 95600n }
  expect(outcome(facts(enrolled('hiv-child'), { offsets }))).toEqual(['hiv-child 1848.00 1848.00'])
})

describe('the 18th birthday', () => {
  const programmes = ['orphan', 'unsupported-child', 'hiv-child', 'child-in-difficulty'] as const

  describe.each(programmes)('%s', (programme) => {
    const word = programme === 'orphan' ? '散居' : null
    const born = person({ birth: '2008-03-31' })

    test.each([
      ['2026-02', 'paid'],
      ['2026-03', 'paid'],
      ['2026-04', 'nothing'],
      ['2026-05', 'nothing'],
    ])('born 2008-03-31, in %s: %s', (month, expected) => {
      const given = facts(enrolled(programme, { class: word, from: '2020-01' }), { month, person: born })
      expect(outcome(given)).toHaveLength(expected === 'paid' ? 1 : 0)
    })

    test('who is past it and has died is no longer listed', () => {
      const dead = person({ birth: '2008-03-31', alive: false })
      expect(outcome(facts(enrolled(programme, { from: '2020-01' }), { month: '2026-04', person: dead }))).toEqual([])
    })
  })

  test.each([
    ['2008-03-01', '2026-03', false],
    ['2008-03-31', '2026-03', false],
    ['2008-03-01', '2026-04', true],
    ['2008-02-29', '2026-02', false],
    ['2008-02-29', '2026-03', true],
    ['2007-12-31', '2025-12', false],
    ['2007-12-31', '2026-01', true],
    ['2008-01-01', '2026-01', false],
  ])('born %s is past childhood in %s: %s', (birth, month, expected) => {
    expect(isPastChildhood(birth, month)).toBe(expected)
  })
})

test.each([
  ['orphan', 'orphan'],
  ['hiv-child', 'orphan'],
  ['unsupported-child', 'orphan'],
  ['child-in-difficulty', 'child-in-difficulty'],
] as const)('%s without %s is listed', (programme, parameter) => {
  expect(outcome(facts(enrolled(programme, { class: '散居' })), without(parameter))).toEqual([
    'policy.parameter-absent',
  ])
})
