import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CaseToSettle, settleCase } from '../../../src/calculation/arrears/settle-case.ts'
import { basisOf, NO_BASIS } from '../../../src/rules/citations.ts'
import { line } from './made-line.ts'

function settle(given: Partial<CaseToSettle>) {
  return settleCase({
    normal: [],
    elsewhere: [],
    due: [],
    lined: [],
    entries: [],
    month: '2026-07',
    householdNo: '示例-01',
    headNo: 1,
    area: '379901001001',
    cap: { numerator: 1n, denominator: 1n },
    capBasis: NO_BASIS,
    reasonOf: () => '2026-07-01登记收入变动',
    idOf: (personNo) => `id-${personNo}`,
    ...given,
  })
}

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

  test('the cap’s article is named where it cut the recovery, and nowhere else', () => {
    const capBasis = basisOf([{ parameter: 'recovery.cap', document: '示例民发〔2026〕9号', article: '五' }])
    const half = { numerator: 1n, denominator: 2n }
    const whole = { numerator: 1n, denominator: 1n }
    const told = (owed: bigint, cap: CaseToSettle['cap']) =>
      settle({ normal: [line(10_000n, july)], lined: [line(owed)], cap, capBasis }).lines[1]!.basis
    const plain = '示例民发〔2026〕1号 一;追回原因:2026-07-01登记收入变动'
    expect(told(40_000n, half)).toBe(`示例民发〔2026〕1号 一;${capBasis.text};追回原因:2026-07-01登记收入变动`)
    expect(told(5_000n, half)).toBe(plain)
    expect(told(40_000n, whole)).toBe(plain)
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

  const help = {
    ...{
      programme: 'temporary-assistance',
      component: 'temporary-assistance',
      item: '临时救助',
      personNo: 7,
      payeeNo: 7,
    },
  }

  test('what a person gets through another household counts for the set-off, and is not told twice', () => {
    const elsewhere = [line(5_000n, { ...help, ...july, householdNo: '示例-02' })]
    const { lines, open } = settle({
      normal: [line(3_000n, { ...help, ...july })],
      elsewhere,
      lined: [line(9_000n, help)],
    })
    expect(lines.map(({ type, amountFen }) => [type, amountFen])).toEqual([
      ['normal', 3_000n],
      ['recovery', -8_000n],
    ])
    expect(open).toMatchObject([{ claimFen: 9_000n, takenFen: 8_000n }])
  })

  test('nor lined up again where another run has it', () => {
    const elsewhere = [line(5_000n, { ...help, ...july, householdNo: '示例-02' })]
    const lined = [line(8_000n, { ...help, ...july })]
    expect(settle({ normal: [line(3_000n, { ...help, ...july })], elsewhere, lined })).toEqual({ lines: [], open: [] })
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
