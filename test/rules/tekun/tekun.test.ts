import { describe, expect, test } from 'vitest'
import type { Residence } from '../../../src/policy/parameters.ts'
import { computePersonProgramme } from '../../../src/rules/person-programmes.ts'
import { enrolled, FIGURES, facts, outcome, without } from '../person/example-person.ts'
import { policyOf } from '../policy-of.ts'

const tekun = (word: string | null, residence: Residence = 'urban') =>
  facts(enrolled('tekun', { class: word }), { residence })

test.each<[string, Residence, string, string]>([
  ['分散-自理', 'urban', '780.00', '176.00'],
  ['分散-半护理', 'urban', '780.00', '440.00'],
  ['分散-全护理', 'urban', '780.00', '704.00'],
  ['集中-自理', 'urban', '1200.00', '176.00'],
  ['集中-半护理', 'urban', '1200.00', '440.00'],
  ['集中-全护理', 'urban', '1200.00', '704.00'],
  ['分散-自理', 'rural', '533.00', '176.00'],
  ['分散-半护理', 'rural', '533.00', '440.00'],
  ['分散-全护理', 'rural', '533.00', '704.00'],
  ['集中-自理', 'rural', '820.00', '176.00'],
  ['集中-半护理', 'rural', '820.00', '440.00'],
  ['集中-全护理', 'rural', '820.00', '704.00'],
])('%s in a %s household: %s and %s', (word, residence, basic, care) => {
  expect(outcome(tekun(word, residence))).toEqual([`tekun-basic ${basic} ${basic}`, `tekun-care ${care} ${care}`])
})

test.each([
  ['no 类别', null, 'person.class-missing'],
  ['the care is missing', '分散', 'person.class-unknown'],
  ['the support is missing', '全护理', 'person.class-unknown'],
  ['the words the other way round', '自理-分散', 'person.class-unknown'],
  ['a word of another programme', '散居', 'person.class-unknown'],
])('%s: listed once, not paid', (_, word, code) => {
  expect(outcome(tekun(word))).toEqual([code])
})

test('the sentence names the value, what is allowed and what to do', () => {
  const { notPaid } = computePersonProgramme(tekun('分散'), policyOf(FIGURES))
  expect(notPaid).toMatchObject([
    {
      code: 'person.class-unknown',
      personNo: 7,
      message:
        '2026-03 待遇的类别「分散」不是 分散-自理、分散-半护理、分散-全护理、集中-自理、集中-半护理、集中-全护理 之一,本月不发;请更正「类别」后重新导入。',
      basis: '示例民发〔2099〕1号 tekun.basic',
    },
  ])
})

describe('figures', () => {
  const values = { ...FIGURES, 'tekun.care': { self: '0', half: '440.50', full: '704.49' } } as const

  test.each([
    ['half-up-yuan', '分散-半护理', '441.00'],
    ['half-up-yuan', '分散-全护理', '704.00'],
    ['up-jiao', '分散-全护理', '704.50'],
    ['down-yuan', '分散-半护理', '440.00'],
  ] as const)('%s rounds the care of %s to %s', (rounding, word, care) => {
    expect(outcome(tekun(word), { ...values, 'tekun.rounding': rounding })[1]).toMatch(`tekun-care ${care} `)
  })

  test('a care of zero writes no line and lists nobody', () => {
    expect(outcome(tekun('分散-自理'), values)).toEqual(['tekun-basic 780.00 780.00'])
  })

  test('nothing but zeros is listed', () => {
    const nothing = { scattered: '0', centralised: '0' }
    const zeros = { ...values, 'tekun.basic': { urban: nothing, rural: nothing } }
    expect(outcome(tekun('分散-自理'), zeros)).toEqual(['person.zero-amount'])
  })

  test.each(['tekun.basic', 'tekun.care'] as const)('without %s the case is listed and not paid', (parameter) => {
    expect(outcome(tekun('分散-自理'), without(parameter))).toEqual(['policy.parameter-absent'])
  })

  test('each line names its own articles, its person and its standard', () => {
    const { awards } = computePersonProgramme(
      tekun('集中-半护理'),
      policyOf({ ...FIGURES, 'tekun.rounding': 'half-up-fen' }),
    )
    expect(awards.map(({ basis, personNo, persons, standardFen }) => [basis, personNo, persons, standardFen])).toEqual([
      ['示例民发〔2099〕1号 tekun.basic', 7, 1, 120000n],
      ['示例民发〔2099〕1号 tekun.care', 7, 1, 44000n],
    ])
  })
})

test('Jilin city 2022: rural, scattered, half care: 533 + 440', () => {
  expect(outcome(tekun('分散-半护理', 'rural'))).toEqual(['tekun-basic 533.00 533.00', 'tekun-care 440.00 440.00'])
})

test('an adult stays in: childhood ends only children’s programmes', () => {
  const old = facts(enrolled('tekun', { class: '分散-自理', from: '2020-01' }), { month: '2099-01' })
  expect(outcome(old)).toHaveLength(2)
})
