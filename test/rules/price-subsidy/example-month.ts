import { formatYuan } from '../../../src/kernel/money.ts'
import type { IndexName } from '../../../src/policy/parameters.ts'
import { decidePrice } from '../../../src/rules/price-subsidy/decide-price.ts'
import { highestSubsidy, type PlacedStatus } from '../../../src/rules/price-subsidy/highest-subsidy.ts'
import { buildIndexBook, type IndexFigure } from '../../../src/rules/price-subsidy/index-book.ts'
import type { RecipientStatus } from '../../../src/rules/price-subsidy/recipient-status.ts'
import { policyOf, type Values } from '../policy-of.ts'

export const MONTH = '2019-07'
export const AREA = '379901001001'

/** A figure of the example county for `MONTH`, 示例. */
export function figure(index: IndexName, rise: string, change: Partial<IndexFigure> = {}): IndexFigure {
  return { area: '379901', month: MONTH, index, rise, publishedOn: '2019-08-10', known: 1, ...change }
}

/** Somebody on urban dibao in an urban household, 示例. */
export function status(change: Partial<RecipientStatus> = {}): RecipientStatus {
  return {
    enrolmentNo: '示例-1',
    programme: 'urban-dibao',
    follows: null,
    dueFen: 100n,
    residence: 'urban',
    ...change,
  }
}

/** Fires at 5 % of the low-income living cost or 6 % of food, for everybody with a standard. */
export const RULES: Values = {
  'dibao.standard': { urban: '590', rural: '470' },
  'price-subsidy.trigger': {
    any: [
      { index: 'low-income-living-cost', atLeast: '5' },
      { index: 'food', atLeast: '6' },
    ],
  },
  'price-subsidy.amount': { standardTimesIndex: { index: 'low-income-living-cost' } },
  'price-subsidy.recipients': [
    { programme: 'urban-dibao', standard: 'urban' },
    { programme: 'rural-dibao', standard: 'rural' },
    { programme: 'taper', standard: 'own' },
    { programme: 'tekun', standard: 'own' },
    { programme: 'orphan', standard: 'own' },
    { programme: 'unsupported-child', standard: 'own' },
    { programme: 'hiv-child', standard: 'own' },
    { programme: 'child-in-difficulty', standard: 'own' },
  ],
}

/** The same documents, none of which sets the parameter. */
export function without(values: Values, parameter: keyof Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== parameter))
}

/** A status where the given documents and figures hold. */
export function placed(given: RecipientStatus, values: Values, figures: readonly IndexFigure[]): PlacedStatus {
  const lookup = policyOf(values)
  return {
    status: given,
    lookup,
    decision: decidePrice({ area: AREA, month: MONTH }, lookup, buildIndexBook(figures)),
  }
}

/** `amount 算式` of a person with the given statuses, the code of the reason, or `nothing`. */
export function paid(
  values: Values,
  figures: readonly IndexFigure[],
  statuses: readonly RecipientStatus[] = [status()],
): string {
  const result = highestSubsidy(
    1,
    statuses.map((each) => placed(each, values, figures)),
  )
  if (result.outcome === 'not-paid') return result.notPaid.code
  return result.outcome === 'nothing' ? 'nothing' : `${formatYuan(result.award.amountFen)} ${result.award.formula}`
}
