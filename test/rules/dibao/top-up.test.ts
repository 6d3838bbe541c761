import { describe, expect, test } from 'vitest'
import { formatYuan, type Rounding } from '../../../src/kernel/money.ts'
import { computeDibao } from '../../../src/rules/dibao/dibao.ts'
import type { DibaoFacts } from '../../../src/rules/dibao/facts.ts'
import { policyOf, type Values } from '../policy-of.ts'
import { enrolment, family, income, member, members } from './example-family.ts'

const at620: Values = { 'dibao.standard': { urban: '620', rural: '500' } }

/** Amount and 算式 of the top-up, or the code of the reason why there is none. */
function topUpOf(facts: DibaoFacts, values: Values): [string, string] | string {
  const { awards, notPaid } = computeDibao(facts, policyOf(values))
  const award = awards.find(({ component }) => component === 'top-up')
  return award ? [formatYuan(award.amountFen), award.formula] : notPaid.map(({ code }) => code).join()
}

function withIncome(yuan: string, count: number, size = count): DibaoFacts {
  return family({ members: members(count), size, incomes: yuan === '0' ? [] : [income(yuan)] })
}

describe('the difference to the standard', () => {
  test.each([
    // standard, covered, 家庭人口, income of the family, expected
    ['620', 2, 2, '0', ['1240.00', '620.00×2']],
    ['620', 3, 3, '646.50', ['1213.50', '(620.00-215.50)×3']],
    ['620', 2, 3, '1000', ['573.33', '(620.00×3-1000.00)×2÷3']],
    ['600', 3, 3, '1000', ['800.00', '(600.00×3-1000.00)×3÷3']], // printed: 600×3−1000
    ['500', 3, 3, '700', ['800.00', '(500.00×3-700.00)×3÷3']], // printed: 500×3−700
    ['500', 3, 3, '1200', ['300.00', '(500.00-400.00)×3']], // printed: 500×3−1200
    ['500', 3, 3, '2000', 'dibao.over-standard'], // printed: 0
    ['1100', 3, 3, '2100', ['1200.00', '(1100.00-700.00)×3']], // printed
    ['620', 1, 1, '619.99', ['0.01', '(620.00-619.99)×1']],
    ['620', 1, 1, '620.00', 'dibao.over-standard'],
    ['620', 1, 1, '620.01', 'dibao.over-standard'],
    ['620', 1, 3, '1859.99', 'dibao.over-standard'], // a third of a fen is no fen
    ['620', 2, 3, '1859.99', ['0.01', '(620.00×3-1859.99)×2÷3']],
    ['620', 3, 1, '0', ['1860.00', '620.00×3']], // more covered persons than 家庭人口: warned of, not adjusted
    ['628.6667', 3, 3, '0', ['1886.00', '628.6667×3']],
  ])('standard %s, %i covered of %i, income %s', (standard, covered, size, yuan, expected) => {
    const values: Values = { 'dibao.standard': { urban: standard, rural: '1' } }
    expect(topUpOf(withIncome(yuan, covered, size), values)).toEqual(expected)
  })

  test('uses the values of the programme, whatever the household', () => {
    const rural = family({ enrolment: enrolment({ programme: 'rural-dibao' }), residence: 'urban' })
    expect(topUpOf(rural, at620)).toEqual(['1500.00', '500.00×3'])
  })

  test.each([
    ['half-up-fen', '573.33'],
    ['half-up-jiao', '573.30'],
    ['half-up-yuan', '573.00'],
    ['up-fen', '573.34'],
    ['up-jiao', '573.40'],
    ['up-yuan', '574.00'],
    ['down-yuan', '573.00'],
  ] as const)('rounded once: %s', (rounding: Rounding, expected) => {
    expect(topUpOf(withIncome('1000', 2, 3), { ...at620, 'dibao.rounding': rounding })[0]).toBe(expected)
  })

  test('counts income less what a document disregards', () => {
    const facts = family({ incomes: [income('600', { kind: '务工' })] })
    const values: Values = { ...at620, 'income.disregards': [{ kind: '务工', share: '0.5' }] }
    expect(topUpOf(facts, values)).toEqual(['1560.00', '(620.00-100.00)×3'])
  })

  test('is listed, not guessed, without a standard', () => {
    expect(topUpOf(family(), {})).toBe('policy.parameter-absent')
  })

  test('names persons, standard, document and article', () => {
    const [award] = computeDibao(withIncome('1000', 2, 3), policyOf(at620)).awards
    expect(award).toMatchObject({ personNo: 0, persons: 2, standardFen: 62000n, component: 'top-up' })
    expect(award!.basis).toBe('示例民发〔2099〕1号 dibao.standard')
  })

  test('says by how much a family is over the standard', () => {
    const { notPaid } = computeDibao(withIncome('2100', 3), policyOf(at620))
    expect(notPaid[0]!.message).toContain('家庭人均收入 700.00 元不低于城市低保标准 620.00 元')
    const rounded = computeDibao(withIncome('1859.99', 1, 3), policyOf(at620))
    expect(rounded.notPaid[0]!.message).toContain('差额取整后为 0.00 元')
  })
})

describe('covered persons', () => {
  const two = members(2)
  test.each([
    ['not covered', member(3, { covered: false }), ['1240.00', '620.00×2']],
    ['dead before the month', member(3, { alive: false }), ['1240.00', '620.00×2']],
    ['has left', member(3, { present: false }), ['1240.00', '620.00×2']],
    ['covered', member(3), ['1860.00', '620.00×3']],
  ])('the third member is %s', (_, third, expected) => {
    expect(topUpOf(family({ members: [...two, third], size: 3 }), at620)).toEqual(expected)
  })

  test('nobody left is listed', () => {
    const nobody = family({ members: [member(1, { alive: false }), member(2, { covered: false })] })
    expect(topUpOf(nobody, at620)).toBe('dibao.nobody-covered')
  })
})

describe('tiers', () => {
  const tiers: Values = {
    'dibao.method': 'tiers',
    'dibao.standard': { urban: '640', rural: '520' },
    'dibao.tiers': {
      urban: { A: { yuan: '605' }, B: { percent: '80' }, Z: { yuan: '0' } },
      rural: { A: { yuan: '400' } },
    },
  }

  test.each([
    ['A', ['1210.00', '605.00×2'], 60500n],
    ['B', ['1024.00', '640.00×80%×2'], 64000n],
    ['Z', 'dibao.zero-amount', undefined],
    ['C', 'dibao.tier-unknown', undefined],
    ['toString', 'dibao.tier-unknown', undefined],
    [null, 'dibao.tier-missing', undefined],
  ])('tier %s, whatever the income', (tier, expected, standardFen) => {
    const facts = { ...withIncome('99999', 2), enrolment: enrolment({ class: tier }) }
    expect(topUpOf(facts, tiers)).toEqual(expected)
    expect(computeDibao(facts, policyOf(tiers)).awards[0]?.standardFen).toBe(standardFen)
  })

  test('are those of the programme’s residence', () => {
    const rural = family({ enrolment: enrolment({ programme: 'rural-dibao', class: 'A' }) })
    expect(topUpOf(rural, tiers)).toEqual(['1200.00', '400.00×3'])
  })

  test('a tier in yuan needs no standard, a percentage does', () => {
    const { 'dibao.standard': _, ...bare } = tiers
    expect(topUpOf(family({ enrolment: enrolment({ class: 'A' }) }), bare)).toEqual(['1815.00', '605.00×3'])
    expect(topUpOf(family({ enrolment: enrolment({ class: 'B' }) }), bare)).toBe('policy.parameter-absent')
  })

  test('without a table of tiers the family is listed', () => {
    expect(topUpOf(family({ enrolment: enrolment({ class: 'A' }) }), { 'dibao.method': 'tiers' })).toBe(
      'policy.parameter-absent',
    )
  })

  test('are rounded once, after the persons', () => {
    const odd: Values = { ...tiers, 'dibao.tiers': { urban: { A: { yuan: '100.4' } }, rural: {} } }
    const facts = family({ enrolment: enrolment({ class: 'A' }) })
    expect(topUpOf(facts, { ...odd, 'dibao.rounding': 'half-up-yuan' })).toEqual(['301.00', '100.40×3'])
  })

  test('the floor holds for them too', () => {
    const low: Values = { ...tiers, 'dibao.tiers': { urban: { A: { yuan: '10' } }, rural: {} } }
    const facts = family({ enrolment: enrolment({ class: 'A' }) })
    const floor: Values = { ...low, 'dibao.minimum-payment': { yuan: '50', per: 'household' } }
    expect(topUpOf(facts, floor)).toEqual(['50.00', '50.00'])
  })

  test('the floor lifts no tier of nothing', () => {
    const floor: Values = { ...tiers, 'dibao.minimum-payment': { yuan: '50', per: 'household' } }
    expect(topUpOf(family({ enrolment: enrolment({ class: 'Z' }) }), floor)).toBe('dibao.zero-amount')
  })
})

describe('the floor', () => {
  const perPerson: Values = { ...at620, 'dibao.minimum-payment': { percentOfStandard: '20', per: 'person' } }
  test.each([
    ['1488.00', ['372.00', '(620.00-496.00)×3']], // equal to 620×20%×3
    ['1488.01', ['372.00', '620.00×20%×3']],
    ['1487.99', ['372.01', '(620.00×3-1487.99)×3÷3']],
    ['1859.99', ['372.00', '620.00×20%×3']],
    ['1860.00', 'dibao.over-standard'],
  ])('20%% of the standard a person, income %s', (yuan, expected) => {
    expect(topUpOf(withIncome(yuan, 3), perPerson)).toEqual(expected)
  })

  const ofThree = withIncome('1859.98', 3)
  test.each([
    [{ percentOfStandard: '20', per: 'household' }, ['124.00', '620.00×20%']],
    [{ yuan: '50', per: 'household' }, ['50.00', '50.00']],
    [{ yuan: '50', per: 'person' }, ['150.00', '50.00×3']],
    [{ yuan: '0.01', per: 'household' }, ['0.02', '(620.00×3-1859.98)×3÷3']],
  ] as const)('%o', (minimum, expected) => {
    expect(topUpOf(ofThree, { ...at620, 'dibao.minimum-payment': minimum })).toEqual(expected)
  })

  test('lifts a third of a fen, since it is compared before rounding', () => {
    const values: Values = { ...at620, 'dibao.minimum-payment': { yuan: '50', per: 'household' } }
    expect(topUpOf(withIncome('1859.99', 1, 3), values)).toEqual(['50.00', '50.00'])
  })

  test('is rounded with the top-up’s rounding', () => {
    const values: Values = {
      ...at620,
      'dibao.minimum-payment': { yuan: '50.50', per: 'household' },
      'dibao.rounding': 'half-up-yuan',
    }
    expect(topUpOf(ofThree, values)).toEqual(['51.00', '50.50'])
  })
})

test.each([
  ['2020-01', '2026-02', '2026-03', 0],
  ['2020-01', '2026-03', '2026-03', 1],
  ['2026-03', null, '2026-03', 1],
  ['2026-04', null, '2026-03', 0],
  ['2026-04', '2026-03', '2026-03', 0],
  ['2026-04', '2026-03', '2026-04', 0],
])('an enrolment from %s to %s in %s', (from, to, month, lines) => {
  const result = computeDibao(family({ month, enrolment: enrolment({ from, to }) }), policyOf(at620))
  expect(result.awards).toHaveLength(lines)
  expect(result.notPaid).toHaveLength(0)
})
