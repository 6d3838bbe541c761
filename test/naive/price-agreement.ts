import { valueIn } from './documents.ts'
import { type Subsidy, subsidiesIn } from './price.ts'
import type { Amount } from './price-amount.ts'
import { decisionFor } from './price-decision.ts'
import { INDICES } from './price-index.ts'
import { type ProgrammePrice, type ProgrammeSubsidy, programmePrice } from './programme-price.ts'
import { programmeWorld } from './programme-result.ts'
import { cell, type NaiveCounty } from './rows.ts'
import { type World, worldOf } from './world.ts'

/** An index month of a county by both; each side as texts that are equal where the two agree. */
export interface PriceMonth {
  readonly naive: readonly string[]
  readonly programme: readonly string[]
  /** What was met, to be counted. */
  readonly kinds: readonly string[]
}

/** Both implementations' price months of a county, with the programme's own world where it is there already. */
export function priceOver(county: NaiveCounty, known = programmeWorld(county)): (month: string) => PriceMonth {
  const world = worldOf(county)
  const theirs = programmePrice(county, known)
  return (month) => {
    const areas = [...new Set(areasIn(county, world, month))]
    const decisions = areas.map((area) => decided(world, theirs, area, month))
    const subsidies = paidIn(subsidiesIn(world, month), theirs.subsidiesIn(month))
    const both = [...decisions, ...subsidies]
    const fired = areas.filter((area) => decisionFor(world, area, month).outcome === 'fired')
    const kinds = [...both.map(({ kind }) => kind), ...fired.map((area) => formOf(county, area, month))]
    return { naive: both.map((one) => one.naive), programme: both.map((one) => one.programme), kinds }
  }
}

/** One thing that both tell, equal texts where they agree. */
export interface Pair {
  readonly naive: string
  readonly programme: string
  readonly kind: string
}

function formOf({ documents }: NaiveCounty, area: string, month: string): string {
  return `price by ${Object.keys(valueIn<Amount>(documents, 'price-subsidy.amount', area, month)!)[0]}`
}

function areasIn({ households }: NaiveCounty, { registry }: World, month: string): string[] {
  const numbers = new Set(households.map(({ row }) => cell(row, '家庭编号')))
  const found = [...numbers].map((no) => registry.household(no, month))
  return found.filter((row) => row !== null).map((row) => cell(row, '区划代码'))
}

/** Of what is wanting the programme names all figures, or the parameter that it asked for first. */
function decided(world: World, theirs: ProgrammePrice, area: string, month: string): Pair {
  const [ours, other] = [decisionFor(world, area, month), theirs.decisionFor(area, month)]
  const naive = [area, ours.outcome, ...ours.wanting].join(' ')
  if (other.outcome === 'undecided') {
    const figures = ours.wanting.filter((name) => name in INDICES).sort()
    const named = [...other.missing].sort()
    const same = ours.outcome === 'undecided' && figures.join() === named.join()
    return { naive, programme: same ? naive : `${area} undecided ${named.join(' ')}`, kind: 'price undecided' }
  }
  if (other.outcome === 'no-rule') {
    const same = ours.wanting.includes(other.parameter)
    return { naive, programme: same ? naive : `${area} undecided ${other.parameter}`, kind: 'price without a rule' }
  }
  return { naive, programme: `${area} ${other.outcome}`, kind: `price ${other.outcome}` }
}

/** Everybody whom either names; of equal amounts it is all the same by which enrolment. */
export function paidIn(ours: readonly Subsidy[], theirs: readonly ProgrammeSubsidy[]): Pair[] {
  const persons = new Set([...ours, ...theirs].map(({ person }) => person))
  return [...persons].sort().map((person) => {
    const mine = ours.find((one) => one.person === person)
    const given = theirs.filter((one) => one.person === person)
    const naive = mine ? naiveText(mine) : `${person} nothing`
    const same = mine && given.length === 1 && agrees(mine, given[0]!)
    const programme = given.map(({ yuan, by }) => `${person} ${yuan ?? 'unpaid'} by ${by}`).join('; ')
    return {
      naive,
      programme: same ? naive : programme || `${person} nothing `,
      kind: mine ? kindOf(mine) : 'price differs',
    }
  })
}

function agrees(mine: Subsidy, given: ProgrammeSubsidy): boolean {
  return mine.yuan === given.yuan && waysOf(mine).includes(given.by)
}

function waysOf({ yuan, by }: Subsidy): string[] {
  return by.map(({ enrolment, home, payee }) =>
    [cell(enrolment, '待遇编号'), home, ...(yuan === null ? [] : [payee])].join(' '),
  )
}

function naiveText(mine: Subsidy): string {
  return `${mine.person} ${mine.yuan ?? 'unpaid'} by ${waysOf(mine).join(' or ')}`
}

function kindOf({ yuan, by }: Subsidy): string {
  return yuan === null ? 'price unpaid' : `price for ${by[0]!.programme}`
}
