import { rounded, Yuan } from './amounts.ts'
import { standardOf } from './dibao.ts'
import { type Amount, priceBy } from './price-amount.ts'
import { decisionFor } from './price-decision.ts'
import { risesIn } from './price-index.ts'
import { type Recipient, recipientsIn } from './price-recipients.ts'
import { isForChildren } from './programme.ts'
import { cell } from './rows.ts'
import { parameter, type World } from './world.ts'

/** What one person comes to in an index month. */
export interface Subsidy {
  readonly person: string
  /** Null where the person is listed instead. */
  readonly yuan: string | null
  /** The enrolments by which it is so: several where they give the same. */
  readonly by: readonly Recipient[]
}

/**
 * Of those whom the documents name where the month has fired, one payment a person, the highest; whose amount cannot
 * be told under one of the programmes is listed.
 */
export function subsidiesIn(world: World, month: string): Subsidy[] {
  const byPerson = new Map<string, Recipient[]>()
  const fired = new Map<string, boolean>()
  for (const recipient of recipientsIn(world, month)) {
    const area = cell(world.registry.household(recipient.home, month)!, '区划代码')
    if (!fired.has(area)) fired.set(area, decisionFor(world, area, month).outcome === 'fired')
    if (fired.get(area) && namedAs(world, recipient, month))
      byPerson.set(recipient.person, [...(byPerson.get(recipient.person) ?? []), recipient])
  }
  return [...byPerson].flatMap(([person, recipients]) => highest(person, recipients, world, month))
}

function highest(person: string, recipients: readonly Recipient[], world: World, month: string): Subsidy[] {
  const priced = recipients.map((recipient) => ({ recipient, yuan: amountFor(world, recipient, month) }))
  const unpriced = priced.filter(({ yuan }) => yuan === undefined).map(({ recipient }) => recipient)
  if (unpriced.length > 0) return [{ person, yuan: null, by: unpriced }]
  const most = Yuan.max(...priced.map(({ yuan }) => yuan!))
  if (!most.gt(0)) return []
  const by = priced.filter(({ yuan }) => yuan!.eq(most)).map(({ recipient }) => recipient)
  return [{ person, yuan: most.toFixed(2), by }]
}

interface Named {
  readonly programme: string
  readonly standard: 'urban' | 'rural' | 'own'
}

function namedAs(world: World, { home, programme }: Recipient, month: string): Named | undefined {
  const list = parameter<Named[]>(world, 'price-subsidy.recipients', home, month)
  return list!.find((one) => one.programme === programme)
}

/** Price × multiplier, not below the floor, rounded once; undefined where the standard it rests on is not set. */
function amountFor(world: World, recipient: Recipient, month: string): Yuan | undefined {
  const { home } = recipient
  const area = cell(world.registry.household(home, month)!, '区划代码')
  const price = priceBy(parameter<Amount>(world, 'price-subsidy.amount', home, month)!, risesIn(world, area, month))
  const on = price.ofStandard ? standardFor(world, recipient, month) : new Yuan(1)
  if (on === undefined) return undefined
  const multiplier = parameter<number>(world, 'price-subsidy.multiplier', home, month) ?? 1
  const floor = parameter<number>(world, 'price-subsidy.floor', home, month) ?? 0
  const exact = on.times(price.top).times(multiplier).div(price.bottom)
  return rounded(Yuan.max(exact, floor), parameter<string>(world, 'price-subsidy.rounding', home, month))
}

/** Urban or rural as the document says; own: the programme's, that of the 城乡类别, or what a child is due. */
function standardFor(world: World, recipient: Recipient, month: string): Yuan | undefined {
  const { home, enrolment, programme, due } = recipient
  const { standard } = namedAs(world, recipient, month)!
  if (standard === 'own' && isForChildren(enrolment)) return due
  if (standard === 'own' && programme !== 'tekun') return standardOf(world, { ...enrolment, 家庭编号: home }, month)
  const residence = cell(world.registry.household(home, month)!, '城乡类别') === '城市' ? 'urban' : 'rural'
  const values = parameter<Record<string, number>>(world, 'dibao.standard', home, month)
  return values && new Yuan(values[standard === 'own' ? residence : standard]!)
}
