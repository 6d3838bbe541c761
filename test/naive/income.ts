import { Yuan } from './amounts.ts'
import { type CsvRow, cell } from './rows.ts'
import { parameter, type World } from './world.ts'

interface Disregard {
  readonly kind: string
  readonly share: number
  readonly when?: string
  readonly until?: string
}

/** Counted monthly income: all incomes in force, each less the shares of it that are disregarded. */
export function countedIncome(world: World, no: string, month: string): Yuan {
  const disregards = parameter<Disregard[]>(world, 'income.disregards', no, month) ?? []
  let sum = new Yuan(0)
  for (const income of world.registry.incomesIn(no, month)) {
    let share = new Yuan(0)
    for (const disregard of disregards) {
      if (disregard.kind !== income.收入类别) continue
      if (disregard.until !== undefined && month > disregard.until) continue
      if (disregard.when === 'lost-work-capacity' && !hasLostWorkCapacity(world, no, income, month)) continue
      share = share.plus(disregard.share)
    }
    if (share.gt(1)) share = new Yuan(1)
    sum = sum.plus(new Yuan(cell(income, '月收入')).times(new Yuan(1).minus(share)))
  }
  return sum
}

/** A death or a departure does not adjust incomes, so the member's row in force decides. */
function hasLostWorkCapacity({ registry }: World, no: string, income: CsvRow, month: string): boolean {
  const id = cell(income, '身份证号')
  if (id === '') return false
  return registry.recorded(no, month).some((row) => row.身份证号 === id && row.丧失劳动能力 === '是')
}
