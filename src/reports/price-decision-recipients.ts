import { compare } from '../kernel/order.ts'
import type { ParameterTypes, PriceAmount } from '../policy/parameters.ts'
import type { PricedAmount, ProgrammeRecipients } from './price-decision.ts'
import type { RecipientRow } from './price-decision-lines.store.ts'
import { describeStandard } from './price-decision-terms.ts'

/**
 * Recipients by programme in the order of the document's list, also a group that nobody is paid by; equal amounts of
 * equal arithmetic together.
 */
export function groupRecipients(
  rows: readonly RecipientRow[],
  groups: ParameterTypes['price-subsidy.recipients'],
  amount: PriceAmount | null,
): ProgrammeRecipients[] {
  return groups.map(({ programme, standard }) => {
    const own = rows.filter((row) => row.programme === programme)
    return {
      ...{ programme, standard: describeStandard(programme, standard, amount) },
      persons: own.reduce((sum, { persons }) => sum + persons, 0),
      totalFen: own.reduce((sum, { persons, amountFen }) => sum + BigInt(persons) * amountFen, 0n),
      amounts: amountsOf(own),
    }
  })
}

function amountsOf(rows: readonly RecipientRow[]): PricedAmount[] {
  const amounts = new Map<string, PricedAmount>()
  for (const { formula, amountFen, persons } of rows) {
    const key = `${amountFen} ${formula}`
    amounts.set(key, { formula, amountFen, persons: persons + (amounts.get(key)?.persons ?? 0) })
  }
  return [...amounts.values()].sort(byAmount)
}

function byAmount(a: PricedAmount, b: PricedAmount): number {
  return compare(a.amountFen, b.amountFen) || compare(a.formula, b.formula)
}
