import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differenceFormula } from '../../../src/calculation/arrears/difference-formula.ts'
import { dueDifferences } from '../../../src/calculation/arrears/due-differences.ts'
import { setOff } from '../../../src/calculation/arrears/set-off.ts'
import { type CaseToSettle, settleCase } from '../../../src/calculation/arrears/settle-case.ts'
import type { BenefitLine } from '../../../src/calculation/case-result.ts'
import { evaluateFormula } from '../../rules/evaluate-formula.ts'

function line(amountFen: bigint, more: Partial<BenefitLine> = {}): BenefitLine {
  return {
    householdNo: '示例-01',
    personNo: 0,
    programme: 'urban-dibao',
    component: 'top-up',
    benefitMonth: '2026-01',
    type: 'normal',
    item: '城市低保',
    enrolmentNo: '示例待遇-01',
    payeeNo: 1,
    area: '379901001001',
    persons: 2,
    standardFen: 62_000n,
    amountFen,
    formula: `${amountFen / 100n}.00×1`,
    basis: '示例民发〔2026〕1号 一',
    ...more,
  }
}

function settle(given: Partial<CaseToSettle>) {
  return settleCase({
    normal: [],
    due: [],
    lined: [],
    entries: [],
    month: '2026-07',
    householdNo: '示例-01',
    headNo: 1,
    area: '379901001001',
    cap: { numerator: 1n, denominator: 1n },
    reasonOf: () => '2026-07-01登记收入变动',
    idOf: (personNo) => `id-${personNo}`,
    ...given,
  })
}

describe('the 算式 of a difference', () => {
  const worked = (formula: string, amountFen: bigint) => ({ formula, amountFen })

  test.each([
    [
      'both amounts and the month',
      worked('620.00×2', 124_000n),
      [worked('560.00×2', 112_000n)],
      '620.00×2-560.00×2 (2026-01)',
    ],
    ['nothing was lined up', worked('620.00×2', 124_000n), [], '620.00×2 (2026-01)'],
    ['nothing is due', null, [worked('560.00×2', 112_000n)], '0.00-560.00×2 (2026-01)'],
    [
      'a sum is subtracted whole',
      worked('620.00×2', 124_000n),
      [worked('560.00×2+30.00', 115_000n)],
      '620.00×2-(560.00×2+30.00) (2026-01)',
    ],
    [
      'a difference in brackets needs no more',
      worked('(620.00-100.00)×2', 104_000n),
      [worked('(560.00-100.00)×2', 92_000n)],
      '(620.00-100.00)×2-(560.00-100.00)×2 (2026-01)',
    ],
    [
      'what was rounded counts as rounded',
      worked('(620.00×7-1000.00)×5÷7', 238_571n),
      [worked('590.00×4.25%', 2_508n)],
      '2385.71-25.08 (2026-01)',
    ],
    [
      'a share of a standard is rounded',
      worked('640.00×0.7', 44_800n),
      [worked('600.00×1', 60_000n)],
      '448.00-600.00×1 (2026-01)',
    ],
    [
      'several lines by their sum',
      worked('620.00×2', 124_000n),
      [worked('560.00×2', 112_000n), worked('x', 5_000n)],
      '620.00×2-1170.00 (2026-01)',
    ],
    [
      'lined up and taken back is nothing lined up',
      worked('620.00×2', 124_000n),
      [worked('a', 5_000n), worked('b', -5_000n)],
      '620.00×2 (2026-01)',
    ],
  ])('%s', (_, due, lined, expected) => {
    expect(differenceFormula(due ? [due] : [], lined, '2026-01')).toBe(expected)
  })

  test('comes to the difference', () => {
    const amounts = fc.bigInt({ min: 1n, max: 9_999_999n })
    fc.assert(
      fc.property(amounts, fc.array(amounts, { maxLength: 3 }), (due, lined) => {
        const yuan = (fen: bigint) => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}×1`
        const text = differenceFormula(
          [worked(yuan(due), due)],
          lined.map((fen) => worked(yuan(fen), fen)),
          '2026-01',
        )
        const sum = lined.reduce((total, fen) => total + fen, 0n)
        expect(evaluateFormula(text.replace(' (2026-01)', '')).times(100).toFixed(0)).toBe(String(due - sum))
      }),
    )
  })
})

describe('due less lined up', () => {
  test('equal amounts leave no line', () => {
    expect(dueDifferences([line(100n)], [line(100n)], [])).toEqual([])
  })

  test('a supplement is per person, a household’s top-up is not', () => {
    const supplement = { component: 'classified-supplement', personNo: 7 }
    const found = dueDifferences(
      [line(100n), line(30n, supplement)],
      [line(100n), line(50n, { ...supplement, personNo: 8 })],
      [],
    )
    expect(found.map(({ of, amountFen }) => [of.personNo, amountFen])).toEqual([
      [7, 30n],
      [8, -50n],
    ])
  })

  test('a person’s programme is the person’s, whichever household tells it', () => {
    const care = { programme: 'tekun', component: 'tekun-basic', personNo: 7 }
    expect(dueDifferences([line(100n, care)], [line(100n, { ...care, householdNo: '示例-02' })], [])).toEqual([])
  })

  test('one-off help that a person has through two households is both due and lined up', () => {
    const help = { programme: 'temporary-assistance', component: 'temporary-assistance', personNo: 7 }
    const twice = [line(300n, help), line(500n, { ...help, householdNo: '示例-02' })]
    expect(dueDifferences(twice, twice, [])).toEqual([])
    expect(dueDifferences(twice, [twice[1]!], [])).toMatchObject([
      { amountFen: 300n, formula: '3.00×1+5.00×1-5.00×1 (2026-01)' },
    ])
  })

  const entry = {
    householdNo: '示例-01',
    personNo: 0,
    programme: 'urban-dibao',
    component: 'top-up',
    benefitMonth: '2026-01',
  }

  test.each([
    ['cash handed back is not lined up any more', 60n, 100n, 'cash', 40n, []],
    ['and is paid again when it proves due', 100n, 100n, 'cash', 40n, [40n]],
    ['what was given up is not asked for', 60n, 100n, 'waived', 40n, []],
    ['nor paid out when the claim closes', 100n, 100n, 'waived', 40n, []],
    ['nor more than given up', 50n, 100n, 'waived', 40n, [-10n]],
  ] as const)('%s', (_, due, lined, kind, amountFen, expected) => {
    const found = dueDifferences([line(due)], [line(lined)], [{ ...entry, kind, amountFen }])
    expect(found.map((one) => one.amountFen)).toEqual(expected)
  })
})

describe('setting off', () => {
  const claim = (benefitMonth: string, component: string, idNumber: string, claimFen: bigint) => ({
    benefitMonth,
    component,
    idNumber,
    claimFen,
  })

  test('the oldest month, then the component, then the ID number; the last is cut', () => {
    const claims = [
      claim('2026-02', 'top-up', '', 100n),
      claim('2026-01', 'taper', '', 100n),
      claim('2026-01', 'classified-supplement', '37B', 100n),
      claim('2026-01', 'classified-supplement', '37A', 100n),
      claim('2026-01', 'top-up', '', 100n),
    ]
    const taken = setOff(claims, 350n).map((one) => [one.claim.component, one.claim.idNumber, one.takenFen])
    expect(taken).toEqual([
      ['top-up', '', 100n],
      ['classified-supplement', '37A', 100n],
      ['classified-supplement', '37B', 100n],
      ['taper', '', 50n],
      ['top-up', '', 0n],
    ])
  })
})

describe('a case', () => {
  const july = { benefitMonth: '2026-07' }

  test('arrears name month, reason and both amounts', () => {
    const { lines } = settle({ normal: [line(62_000n, july)], due: [line(62_000n)], lined: [line(56_000n)] })
    expect(lines.map(({ type, amountFen, formula, basis }) => ({ type, amountFen, formula, basis }))).toEqual([
      { type: 'normal', amountFen: 62_000n, formula: '620.00×1', basis: '示例民发〔2026〕1号 一' },
      {
        type: 'arrears',
        amountFen: 6_000n,
        formula: '620.00×1-560.00×1 (2026-01)',
        basis: '示例民发〔2026〕1号 一;补发原因:2026-07-01登记收入变动',
      },
    ])
  })

  test('a recovery takes from this month’s and the arrears of the same item, and no more', () => {
    const { lines, open } = settle({
      normal: [line(10_000n, july)],
      due: [line(5_000n, { benefitMonth: '2026-02' })],
      lined: [line(40_000n)],
    })
    expect(lines.map(({ type, amountFen }) => [type, amountFen])).toEqual([
      ['normal', 10_000n],
      ['arrears', 5_000n],
      ['recovery', -15_000n],
    ])
    expect(lines[2]!.formula).toBe('0.00-400.00×1 (2026-01),本次扣回 150.00')
    expect(open).toMatchObject([{ claimFen: 40_000n, takenFen: 15_000n }])
  })

  test.each([
    ['half', { numerator: 5n, denominator: 10n }, 5_000n],
    ['a third, rounded down', { numerator: 1n, denominator: 3n }, 3_333n],
    ['nothing', { numerator: 0n, denominator: 1n }, 0n],
  ])('the cap: %s', (_, cap, takenFen) => {
    const { open } = settle({ normal: [line(10_000n, july)], lined: [line(40_000n)], cap })
    expect(open).toMatchObject([{ takenFen }])
  })

  test('another programme is not touched; a taper’s item is its dibao’s', () => {
    const other = { programme: 'temporary-assistance', component: 'temporary-assistance', item: '临时救助', ...july }
    const without = settle({ normal: [line(10_000n, other)], lined: [line(4_000n)] })
    expect(without.open).toMatchObject([{ takenFen: 0n, claimFen: 4_000n }])
    const taper = { programme: 'taper', component: 'taper', ...july }
    expect(settle({ normal: [line(10_000n, taper)], lined: [line(4_000n)] }).open).toEqual([])
  })

  test('a person’s recovery leaves the household’s money alone', () => {
    const living = {
      programme: 'disability-living',
      component: 'disability-living',
      item: '困难残疾人生活补贴',
      personNo: 7,
      payeeNo: 7,
    }
    const { lines, open } = settle({ normal: [line(10_000n, july)], lined: [line(4_000n, living)] })
    expect(lines).toHaveLength(1)
    expect(open).toMatchObject([{ takenFen: 0n, line: { personNo: 7, payeeNo: 7 } }])
  })

  test('what stands in another run for the month itself is not lined up again', () => {
    const { lines } = settle({ normal: [line(62_000n, july)], lined: [line(20_000n, { ...july, type: 'arrears' })] })
    expect(lines.map(({ type, amountFen }) => [type, amountFen])).toEqual([['arrears', 42_000n]])
  })

  test('a person’s arrears of months with different payees go to one of them, whom the recovery is set off against', () => {
    const subsidy = { programme: 'price-subsidy', component: 'price-subsidy', item: '价格临时补贴', personNo: 7 }
    const { lines } = settle({
      due: [
        line(1_000n, { ...subsidy, payeeNo: 1, benefitMonth: '2026-02' }),
        line(2_000n, { ...subsidy, payeeNo: 2, benefitMonth: '2026-03' }),
      ],
      lined: [line(2_500n, { ...subsidy, payeeNo: 3 })],
    })
    expect(lines.map(({ payeeNo, amountFen }) => [payeeNo, amountFen])).toEqual([
      [2, 1_000n],
      [2, 2_000n],
      [2, -2_500n],
    ])
  })

  test('cash handed back for the month itself is not lined up any more', () => {
    const cash = { ...july, householdNo: '示例-01', personNo: 0, programme: 'urban-dibao', component: 'top-up' }
    const { lines, open } = settle({
      normal: [line(10_000n, july)],
      lined: [line(14_000n, july)],
      entries: [{ ...cash, kind: 'cash', amountFen: 4_000n }],
    })
    expect({ lines, open }).toEqual({ lines: [], open: [] })
  })

  test('differences go to whoever is the head now', () => {
    const { lines } = settle({ due: [line(62_000n, { payeeNo: 1 })], headNo: 2 })
    expect(lines).toMatchObject([{ payeeNo: 2, type: 'arrears' }])
  })

  test('whatever comes together, nothing is below zero and everything adds up', () => {
    const amount = fc.bigInt({ min: 1n, max: 100_000n })
    const months = fc.uniqueArray(fc.constantFrom('2026-01', '2026-02', '2026-03', '2026-04'))
    const some = months.chain((list) =>
      fc.tuple(...list.map((benefitMonth) => amount.map((fen) => line(fen, { benefitMonth })))),
    )
    fc.assert(
      fc.property(fc.option(amount), some, some, fc.integer({ min: 0, max: 10 }), (now, due, lined, tenths) => {
        const normal = now === null ? [] : [line(now, july)]
        const { lines, open } = settle({ normal, due, lined, cap: { numerator: BigInt(tenths), denominator: 10n } })
        const sum = (list: readonly { amountFen: bigint }[]) =>
          list.reduce((total, { amountFen }) => total + amountFen, 0n)
        expect(sum(lines) >= 0n).toBe(true)
        const left = open.reduce((total, one) => total + one.claimFen - one.takenFen, 0n)
        expect(sum(lined) + sum(lines)).toBe(sum(due) + sum(normal) + left)
      }),
    )
  })
})
