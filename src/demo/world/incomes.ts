import type { Fen } from '../../kernel/money.ts'
import { addMonths, type Month, monthOf, monthsBetween } from '../../kernel/month.ts'
import type { DemoIncome, DemoPerson, Residence } from './family.ts'
import type { Maker } from './persons.ts'
import type { SeededRandom } from './random.ts'
import type { DibaoStory } from './story.ts'

/** About the example county's standards, in fen a person: incomes are set against them. */
const STANDARD_FEN: Record<Residence, number> = { 城市: 64_000, 农村: 52_000 }

/** Income per person in percent of the standard: least and most, by what becomes of the family. */
const PERCENT: Record<DibaoStory, readonly [number, number]> = {
  ordinary: [12, 97],
  over: [102, 140],
  taper: [105, 175],
  single: [60, 140],
  expenditure: [90, 170],
  ended: [150, 230],
}

const WORK: Record<Residence, readonly (readonly [string, number])[]> = {
  城市: [
    ['工资性', 60],
    ['务工', 30],
    ['经营', 10],
  ],
  农村: [
    ['务工', 45],
    ['经营', 40],
    ['工资性', 15],
  ],
}

/** The incomes of a family: pensions of the old, work of who can work, and what the family has besides. */
export function makeIncomes(
  maker: Maker,
  story: DibaoStory,
  family: { readonly persons: readonly DemoPerson[]; readonly residence: Residence; readonly since: Month },
): DemoIncome[] {
  const { random } = maker
  if (story === 'ordinary' && random.perMille(60)) return []
  const [least, most] = PERCENT[story]
  const percent = random.between(least, most)
  const targetFen = Math.floor((STANDARD_FEN[family.residence] * family.persons.length * percent) / 100)
  const pensions = makePensions(random, family.persons, family.since)
  const pensionFen = pensions.reduce((sum, { monthlyFen }) => sum + Number(monthlyFen), 0)
  const restFen = targetFen - pensionFen
  return restFen < 1000 ? pensions : [...pensions, ...makeRest(maker, family, restFen)]
}

function makePensions(random: SeededRandom, persons: readonly DemoPerson[], since: Month): DemoIncome[] {
  const old = persons.filter(({ age }) => age >= 60)
  return old.map((person) => {
    const monthlyFen = BigInt(random.between(1580, 2320) * 10)
    // most bureaus end a pension with the death; some have yet to record it
    const ends = person.diedOn !== null && random.perMille(700)
    return { person, kind: '养老金', monthlyFen, from: since, to: ends ? monthOf(person.diedOn!) : null }
  })
}

function makeRest(
  maker: Maker,
  { persons, residence, since }: { persons: readonly DemoPerson[]; residence: Residence; since: Month },
  restFen: number,
): DemoIncome[] {
  const { random } = maker
  const worker = persons.find((person) => canWork(person))
  const kind = worker ? random.weighted(WORK[residence]) : random.pick(['赡养', '转移'])
  const besidesFen = random.perMille(300) ? Math.floor((restFen * random.between(8, 25)) / 100) : 0
  const main = reviewed(maker, {
    person: worker ?? null,
    kind,
    monthlyFen: shaped(random, restFen - besidesFen),
    since,
  })
  if (besidesFen < 1000) return main
  const besides = worker ? random.pick(['转移', '财产', '赡养']) : '财产'
  return [...main, { person: null, kind: besides, monthlyFen: shaped(random, besidesFen), from: since, to: null }]
}

function canWork({ age, lostWorkCapacity, inSchool, diedOn, leftMonth }: DemoPerson): boolean {
  return age >= 18 && age < 60 && !lostWorkCapacity && !inSchool && diedOn === null && leftMonth === null
}

/** Most amounts are whole tens of yuan; some have jiao and fen. */
function shaped(random: SeededRandom, fen: number): Fen {
  return BigInt(random.perMille(750) ? Math.max(1000, fen - (fen % 1000)) : fen)
}

/** Where the yearly review has changed an income, the registry holds the earlier figure too. */
function reviewed(
  { random, month }: Maker,
  income: Pick<DemoIncome, 'person' | 'kind' | 'monthlyFen'> & { readonly since: Month },
): DemoIncome[] {
  const { since, ...known } = income
  const age = monthsBetween(since, month)
  if (age < 12 || !random.perMille(250)) return [{ ...known, from: since, to: null }]
  const review = addMonths(month, -random.between(1, 10))
  const before = (known.monthlyFen * BigInt(random.between(80, 105))) / 100n
  return [
    { ...known, monthlyFen: before, from: since, to: null },
    { ...known, from: review, to: null },
  ]
}
