import type { Sex } from './identity.ts'
import type { SeededRandom } from './random.ts'

/** Somebody's place in a family, before they have a name. */
export interface Seat {
  readonly relation: string
  readonly sex: Sex
  /** Whole years in the year of the month that is generated. */
  readonly age: number
  readonly marriedIn: boolean
  readonly singleParentFamily: boolean
}

type Composition = (random: SeededRandom) => Seat[]

const COMPOSITIONS: readonly (readonly [Composition, number])[] = [
  [oldAlone, 200],
  [aloneOfWorkingAge, 110],
  [oldCouple, 150],
  [(random) => withChildren(random, 1, { alone: true }), 70],
  [grandparentAndGrandchild, 50],
  [(random) => withChildren(random, 1), 130],
  [(random) => withChildren(random, 2, { alone: true }), 40],
  [(random) => withParents(random, 0, 1), 40],
  [(random) => withChildren(random, 2), 80],
  [(random) => withParents(random, 1, 1), 50],
  [(random) => withParents(random, 2, 1), 40],
  [(random) => withChildren(random, 3), 20],
  [(random) => withParents(random, 2, 2), 20],
]

/** A household of one to six, as often as such households are found among families on dibao. */
export function composeFamily(random: SeededRandom): Seat[] {
  return random.weighted(COMPOSITIONS)(random)
}

/** Parents past sixty and a grown child who lives with them. */
export function composeParentsWithGrownChild(random: SeededRandom): Seat[] {
  const head = headOf(random, random.between(60, 76))
  return [head, spouseOf(random, head), childOf(random, random.between(24, 36))]
}

function oldAlone(random: SeededRandom): Seat[] {
  return [headOf(random, random.between(60, 90))]
}

function aloneOfWorkingAge(random: SeededRandom): Seat[] {
  return [headOf(random, random.between(30, 59))]
}

function oldCouple(random: SeededRandom): Seat[] {
  const head = headOf(random, random.between(58, 86))
  return [head, spouseOf(random, head)]
}

function grandparentAndGrandchild(random: SeededRandom): Seat[] {
  const head = headOf(random, random.between(58, 76))
  const sex = sexOf(random)
  const relation = sex === 'male' ? '孙子' : '孙女'
  return [head, { ...seat(relation, sex, random.between(4, 17)) }]
}

function withChildren(random: SeededRandom, children: number, { alone = false } = {}): Seat[] {
  const head = headOf(random, random.between(29, 52))
  const oldest = Math.min(head.age - 21, 22)
  const young = Array.from({ length: children }, () => childOf(random, random.between(1, oldest)))
  const parents = alone ? [head] : [head, spouseOf(random, head)]
  return [...parents, ...young].map((one) => ({ ...one, singleParentFamily: alone }))
}

function withParents(random: SeededRandom, children: number, parents: number): Seat[] {
  const nuclear = withChildren(random, children)
  const age = nuclear[0]!.age + 24
  const old = [seat('父', 'male', age + random.below(6)), seat('母', 'female', age + random.below(4))]
  return [...nuclear, ...(parents === 2 ? old : [random.pick(old)])]
}

function headOf(random: SeededRandom, age: number): Seat {
  return seat('户主', random.perMille(700) ? 'male' : 'female', age)
}

function spouseOf(random: SeededRandom, head: Seat): Seat {
  const sex = head.sex === 'male' ? 'female' : 'male'
  return { ...seat('配偶', sex, head.age + random.between(-4, 2)), marriedIn: true }
}

function childOf(random: SeededRandom, age: number): Seat {
  const sex = sexOf(random)
  return seat(sex === 'male' ? '子' : '女', sex, age)
}

function sexOf(random: SeededRandom): Sex {
  return random.perMille(510) ? 'male' : 'female'
}

function seat(relation: string, sex: Sex, age: number): Seat {
  return { relation, sex, age, marriedIn: relation === '母', singleParentFamily: false }
}
