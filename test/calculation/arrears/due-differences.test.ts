import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differenceFormula } from '../../../src/calculation/arrears/difference-formula.ts'
import { dueDifferences } from '../../../src/calculation/arrears/due-differences.ts'
import { setOff } from '../../../src/calculation/arrears/set-off.ts'
import { NO_BASIS } from '../../../src/rules/citations.ts'
import type { Arithmetic } from '../../../src/rules/used.ts'
import { evaluateFormula } from '../../rules/evaluate-formula.ts'
import { line } from './made-line.ts'

describe('the 算式 of a difference', () => {
  const worked = (formula: string, amountFen: bigint, arithmetic: Arithmetic = 'product') => ({
    formula,
    amountFen,
    used: { cites: NO_BASIS.cites, arithmetic, means: {} },
  })

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
      [worked('560.00×2+30.00', 115_000n, 'sum')],
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
      worked('(620.00×7-1000.00)×5÷7', 238_571n, 'other'),
      [worked('590.00×4.25%', 2_508n, 'other')],
      '2385.71-25.08 (2026-01)',
    ],
    [
      'a share of a standard is rounded',
      worked('640.00×0.7', 44_800n, 'other'),
      [worked('600.00×1', 60_000n)],
      '448.00-600.00×1 (2026-01)',
    ],
    [
      'what was rounded to the yuan counts as rounded',
      worked('(566.82-85.87)×1', 48_100n, 'other'),
      [worked('(566.82-85.87)×1', 48_095n)],
      '481.00-(566.82-85.87)×1 (2026-01)',
    ],
    [
      'a floor counts, not the arithmetic below it',
      worked('(600.00-590.00)×2', 4_000n, 'other'),
      [worked('(600.00-500.00)×2', 20_000n)],
      '40.00-(600.00-500.00)×2 (2026-01)',
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

  test('what an older version calculated does not tell its arithmetic, and counts by its amount', () => {
    const old = { ...worked('560.00×2', 112_000n), used: null }
    expect(differenceFormula([worked('620.00×2', 124_000n)], [old], '2026-01')).toBe('620.00×2-1120.00 (2026-01)')
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
