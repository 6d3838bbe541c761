import fc from 'fast-check'
import { addMonths } from '../../src/kernel/month.ts'
import { MONTHS } from './random-family.ts'

/** What is loaded and done in one month of a made-up county. */
export interface RandomMonth {
  readonly document: {
    readonly value: number
    readonly back: number
    readonly yuan: number
    readonly again: boolean
  } | null
  /** Percent ×1, published for a month up to three earlier. */
  readonly figure: { readonly rise: number; readonly back: number } | null
  readonly regular: 'skipped' | 'calculated' | 'rejected' | 'approved'
  readonly price: 'none' | 'calculated' | 'approved'
  /** Voids an earlier run, and whether it is worked out anew. */
  readonly voided: { readonly which: number; readonly reopened: boolean } | null
  /** Whether runs that wait are worked out anew and approved. */
  readonly caughtUp: boolean
  readonly settled: 'cash' | 'waived' | null
  readonly money: RandomMoney
}

/** What banks and people do with the money in one month; shares are tenths. */
export interface RandomMoney {
  /** What chance begins with where it picks payments. */
  readonly salt: number
  /** Approved runs that go to the bank. */
  readonly sent: number
  readonly failed: number
  readonly silent: number
  /** The bank answers what it had not mentioned. */
  readonly late: boolean
  /** Two people say how some payments ended that have no answer. */
  readonly decided: boolean
  /** The bank says the contrary of what it said, and two people decide. */
  readonly contradicted: 'paid' | 'failed' | null
  /** Payees whose money failed, went astray or is held, and who have a new account. */
  readonly corrected: number
  /** How many runs' failures are sent again, and whether one of these supplementary runs is voided. */
  readonly reissues: number
  readonly reissueVoided: boolean
  readonly astray: boolean
  readonly repaid: boolean
  /** Families whose differences do not wait for the next regular run. */
  readonly urgent: boolean
  readonly closed: boolean
}

const sometimes = <T>(some: fc.Arbitrary<T>, inTen: number): fc.Arbitrary<T | null> =>
  fc.integer({ min: 1, max: 10 }).chain((one) => (one <= inTen ? some : fc.constant(null)))

const tenths = fc.integer({ min: 0, max: 10 })
const money: fc.Arbitrary<RandomMoney> = fc.record({
  salt: fc.nat(999_999),
  sent: fc.constantFrom(10, 10, 10, 5, 0),
  failed: fc.integer({ min: 0, max: 5 }),
  silent: fc.integer({ min: 0, max: 3 }),
  late: fc.boolean(),
  decided: fc.boolean(),
  contradicted: sometimes(fc.constantFrom('paid' as const, 'failed' as const), 6),
  corrected: tenths,
  reissues: fc.nat(3),
  reissueVoided: fc.nat(3).map((one) => one === 0),
  astray: fc.boolean(),
  repaid: fc.boolean(),
  urgent: fc.boolean(),
  closed: fc.nat(3).map((one) => one === 0),
})

const month: fc.Arbitrary<RandomMonth> = fc.record({
  document: sometimes(
    fc.record({ value: fc.nat(8), back: fc.nat(5), yuan: fc.integer({ min: 450, max: 750 }), again: fc.boolean() }),
    6,
  ),
  figure: sometimes(fc.record({ rise: fc.integer({ min: 3, max: 9 }), back: fc.nat(3) }), 7),
  regular: fc.constantFrom('approved', 'approved', 'approved', 'approved', 'calculated', 'rejected', 'skipped'),
  price: fc.constantFrom('none', 'approved', 'approved', 'calculated'),
  voided: sometimes(fc.record({ which: fc.nat(9), reopened: fc.nat(2).map((one) => one === 0) }), 5),
  caughtUp: fc.boolean(),
  settled: sometimes(fc.constantFrom('cash' as const, 'waived' as const), 4),
  money,
})

export const randomYear: fc.Arbitrary<RandomMonth[]> = fc.array(month, {
  minLength: MONTHS.length,
  maxLength: MONTHS.length,
})

interface Value {
  readonly parameter: string
  readonly from: string
  readonly value: unknown
}

/** What every county's first document sets, beside the test's shared one. */
export const FIRST_VALUES: readonly Value[] = [
  { parameter: 'taper.retention', from: '2025-01', value: { general: 'linear', disabled: 'linear' } },
  {
    parameter: 'price-subsidy.recipients',
    from: '2025-01',
    value: [
      { programme: 'urban-dibao', standard: 'urban' },
      { programme: 'rural-dibao', standard: 'rural' },
      { programme: 'taper', standard: 'own' },
      { programme: 'tekun', standard: 'own' },
      { programme: 'orphan', standard: 'own' },
      { programme: 'unsupported-child', standard: 'own' },
    ],
  },
]

/** The values of a later document: raised, lowered, ended, backwards by up to five months. */
export function valuesOf({ value, back, yuan }: NonNullable<RandomMonth['document']>, step: number): Value[] {
  const from = addMonths(MONTHS[step]!, -back)
  const categories = [{ category: '未成年人', percent: 20 }, { category: '老年人', yuan: 33.33 }] // biome-ignore format: one
  const choices: readonly Omit<Value, 'from'>[] = [
    { parameter: 'dibao.standard', value: { urban: yuan, rural: yuan - 100.5 } },
    {
      parameter: 'dibao.supplement',
      value: yuan % 2 === 0 ? null : { stacking: 'sum', rounding: 'half-up-fen', categories },
    },
    { parameter: 'recovery.cap', value: [0, 0.3, 0.5, 1][yuan % 4] },
    { parameter: 'disability.living', value: yuan % 3 === 0 ? null : { 1: yuan - 300, 2: 185 } },
    { parameter: 'orphan', value: { institution: yuan + 1500, scattered: yuan + 1100 } },
    { parameter: 'exclusions', value: [{ programmes: ['urban-dibao', 'disability-living'], keep: 'higher' }] },
    { parameter: 'taper.income-multiple', value: 1 + (yuan % 3) / 2 },
    { parameter: 'tekun.care', value: { self: yuan - 400, half: 450, full: 720 } },
    { parameter: 'dibao.standard', value: yuan % 5 === 0 ? null : { urban: yuan + 40, rural: yuan - 60 } },
  ]
  return [{ ...choices[value]!, from }]
}
