import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { computePersonProgramme } from '../../../src/rules/person-programmes.ts'
import { evaluateFormula } from '../evaluate-formula.ts'
import { roundYuan } from '../exact-yuan.ts'
import { enrolled, FIGURES, facts, outcome, person, without } from '../person/example-person.ts'
import { policyOf } from '../policy-of.ts'

const help = (word: string | null, multiple: string | null) =>
  facts(enrolled('temporary-assistance', { class: word, multiple }))
const paid = (amount: string, formula: string) => `temporary-assistance ${amount} ${formula}`
const OUTSIDE = 'temporary.multiple-outside'

test.each<[string | null, string | null, string]>([
  ['重病', '2.99', OUTSIDE],
  ['重病', '3', paid('1920.00', '640.00×3')],
  ['重病', '3.00', paid('1920.00', '640.00×3.00')],
  ['重病', '6', paid('3840.00', '640.00×6')],
  ['重病', '12', paid('7680.00', '640.00×12')],
  ['重病', '12.000001', OUTSIDE],
  ['重病', '12.01', OUTSIDE],
  ['教育', '2.99', OUTSIDE],
  ['教育', '3', paid('1920.00', '640.00×3')],
  ['教育', '6', paid('3840.00', '640.00×6')],
  ['教育', '6.01', OUTSIDE],
  ['教育', '12', OUTSIDE],
  ['一事一议', '0.5', paid('320.00', '640.00×0.5')],
  ['一事一议', '2.99', paid('1913.60', '640.00×2.99')],
  ['一事一议', '12.01', paid('7686.40', '640.00×12.01')],
  ['一事一议', '100', paid('64000.00', '640.00×100')],
  // 640 × 0.000007 = 0.00448; × 0.000008 = 0.00512
  ['一事一议', '0.000007', 'person.zero-amount'],
  ['一事一议', '0.000008', paid('0.01', '640.00×0.000008')],
  ['重病', null, 'temporary.multiple-missing'],
  ['教育', null, 'temporary.multiple-missing'],
  ['一事一议', null, 'temporary.multiple-missing'],
  [null, '6', 'person.class-missing'],
  ['其他', '6', 'person.class-unknown'],
  ['其他', null, 'person.class-unknown'],
])('类别 %s, 倍数 %s: %s', (word, multiple, expected) => {
  expect(outcome(help(word, multiple))).toEqual([expected])
})

describe('先行救助 was handed out by the township', () => {
  test.each([['6'], [null]])('and gives no line and lists nobody, 倍数 %s', (multiple) => {
    const given = help('先行救助', multiple)
    expect(outcome(given)).toEqual([])
    expect(outcome({ ...given, person: person({ alive: false }) })).toEqual([])
    expect(outcome(given, {})).toEqual([])
  })

  test('is a word of 临时救助 alone', () => {
    expect(outcome(facts(enrolled('education-grant', { class: '先行救助' })))).toEqual(['person.class-unknown'])
  })
})

test('rests on the urban standard in the country too', () => {
  expect(outcome({ ...help('重病', '3'), residence: 'rural' })).toEqual([paid('1920.00', '640.00×3')])
})

test.each(['dibao.standard', 'temporary.multiple'] as const)('without %s is listed', (parameter) => {
  expect(outcome(help('重病', '6'), without(parameter))).toEqual(['policy.parameter-absent'])
})

test('一事一议 needs no band', () => {
  expect(outcome(help('一事一议', '2'), without('temporary.multiple'))).toEqual([paid('1280.00', '640.00×2')])
})

test.each(['重病', '一事一议'])('%s cites the band and the standard', (word) => {
  const { awards } = computePersonProgramme(help(word, '6'), policyOf(FIGURES))
  expect(awards).toMatchObject([
    {
      component: 'temporary-assistance',
      personNo: 7,
      persons: 1,
      standardFen: 64000n,
      amountFen: 384000n,
      formula: '640.00×6',
      basis: '示例民发〔2099〕1号 temporary.multiple、dibao.standard',
    },
  ])
})

test('a multiple outside its band is told with the band', () => {
  const { notPaid } = computePersonProgramme(help('教育', '6.01'), policyOf(FIGURES))
  expect(notPaid[0]!.message).toBe(
    '2026-03 临时救助的倍数 6.01 不在教育的 3 至 6 倍之内,本月不发;请核对「倍数」,确需超出的以类别「一事一议」重新审批。',
  )
})

test('the 算式 gives the amount', () => {
  const multiples = fc
    .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 1, max: 999_999 }))
    .map(([units, millionths]) => `${units}.${String(millionths).padStart(6, '0')}`)
  fc.assert(
    fc.property(multiples, (multiple) => {
      const { awards, notPaid } = computePersonProgramme(help('一事一议', multiple), policyOf(FIGURES))
      const expected = roundYuan(evaluateFormula(`640.00×${multiple}`), 'half-up-fen')
      expect(awards[0]?.amountFen ?? 0n).toBe(expected)
      if (awards[0]) expect(awards[0].formula).toBe(`640.00×${multiple}`)
      else expect(notPaid.map(({ code }) => code)).toEqual(['person.zero-amount'])
    }),
  )
})
