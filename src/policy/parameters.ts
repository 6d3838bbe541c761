import type { Rounding } from '../kernel/money.ts'
import type { Month } from '../kernel/month.ts'

export type Residence = 'urban' | 'rural'
/** Yuan or a ratio as written in a document: a decimal number in text, never a float. */
export type DecimalText = string

export interface SupplementCategory {
  readonly category: '重病' | '重残' | '残疾' | '老年人' | '未成年人' | '单亲' | '在校'
  readonly percent?: DecimalText
  readonly yuan?: DecimalText
  /** Only for 老年人; 70 when absent. */
  readonly age?: number
}

/** The value each parameter of a policy document has once checked. Amounts in yuan a month unless said. */
export interface ParameterTypes {
  'dibao.standard': Readonly<Record<Residence, DecimalText>>
  'dibao.method': 'differential' | 'tiers'
  'dibao.tiers': Readonly<Record<Residence, Readonly<Record<string, { yuan: DecimalText } | { percent: DecimalText }>>>>
  'dibao.rounding': Rounding
  'dibao.minimum-payment': { readonly per: 'person' | 'household' } & (
    | { readonly percentOfStandard: DecimalText }
    | { readonly yuan: DecimalText }
  )
  'dibao.single-person.share': DecimalText
  'dibao.expenditure-type': { readonly share: DecimalText; readonly months: number }
  'dibao.supplement': {
    readonly stacking: 'highest' | 'sum'
    readonly rounding: Rounding
    readonly singlePerson: boolean
    readonly categories: readonly SupplementCategory[]
  }
  'dibao.standard-band': Readonly<Record<Residence, readonly [DecimalText, DecimalText]>>
  'consumption-per-person.previous-year': Readonly<Record<Residence, DecimalText>>
  'income.disregards': readonly {
    readonly kind: string
    readonly share: DecimalText
    readonly when?: 'lost-work-capacity'
    readonly until?: Month
  }[]
  'taper.income-multiple': DecimalText
  'taper.months': { readonly general: number; readonly disabled: number }
  'taper.retention': Readonly<Record<'general' | 'disabled', 'linear' | readonly DecimalText[]>>
  'taper.rounding': Rounding
  'tekun.basic': Readonly<Record<Residence, Readonly<Record<'scattered' | 'centralised', DecimalText>>>>
  'tekun.care': Readonly<Record<'self' | 'half' | 'full', DecimalText>>
  'tekun.rounding': Rounding
  /** Some documents bind the rural standard alone. */
  'tekun.ratio-floor': Readonly<Partial<Record<Residence, DecimalText>>>
  orphan: Readonly<Record<'institution' | 'scattered', DecimalText>>
  'child-in-difficulty': DecimalText
  'disability.living': Readonly<Partial<Record<'1' | '2' | '3' | '4', DecimalText>>>
  'disability.nursing': Readonly<Partial<Record<'1' | '2' | '3' | '4', DecimalText>>>
  'temporary.multiple': Readonly<Record<'illness' | 'education', readonly [DecimalText, DecimalText]>>
  'education-grant': Readonly<Record<'专科' | '本科', DecimalText>>
  exclusions: readonly { readonly programmes: readonly [string, string]; readonly keep: string }[]
  'funding.shares': Readonly<Record<string, Readonly<Record<string, DecimalText>>>>
  'price-subsidy.trigger': { readonly any: readonly { readonly index: IndexName; readonly atLeast: DecimalText }[] }
  'price-subsidy.amount': PriceAmount
  'price-subsidy.multiplier': DecimalText
  'price-subsidy.floor': DecimalText
  'price-subsidy.rounding': Rounding
  'price-subsidy.recipients': readonly { readonly programme: string; readonly standard: 'urban' | 'rural' | 'own' }[]
  'recovery.cap': DecimalText
}

export type ParameterName = keyof ParameterTypes
export type IndexName = 'low-income-living-cost' | 'consumer' | 'food'

export type PriceAmount =
  | { readonly standardTimesIndex: { readonly index: IndexName } }
  | {
      readonly perPoint: {
        readonly index: IndexName
        readonly yuan: DecimalText
        readonly partial: 'up' | 'down' | 'exact'
      }
    }
  | {
      readonly standardFraction: readonly {
        readonly index: IndexName
        readonly atLeast: DecimalText
        readonly fraction: readonly [number, number]
      }[]
    }
  | {
      readonly bands: readonly {
        readonly index: IndexName
        readonly atLeast: DecimalText
        readonly yuan: DecimalText
      }[]
    }
  | { readonly fixed: { readonly yuan: DecimalText } }
