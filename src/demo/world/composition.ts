import type { Sex } from './identity.ts'
import type { OccasionKind } from './occasion.ts'
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

/** Who lives in a family with an occasion: the child that it is about stands last, the 特困 person first. */
const BY_OCCASION: Partial<Record<OccasionKind, Composition>> = {
  tekun: (random) => (random.perMille(780) ? oldAlone(random) : aloneOfWorkingAge(random)),
  orphan: grandparentAndGrandchild,
  institution: (random) => [headOf(random, random.between(3, 16))],
  unsupported: (random) =>
    random.perMille(650) ? grandparentAndGrandchild(random) : withChildren(random, 1, { alone: true, oldestChild: 17 }),
  hiv: (random) => withChildren(random, 1, { oldestChild: 17 }),
  difficulty: (random) => withChildren(random, random.between(1, 2), { oldestChild: 17 }),
  education: withStudent,
}

/** The household of an occasion; one that may come to any family comes to a usual one. */
export function composeForOccasion(random: SeededRandom, kind: OccasionKind): Seat[] {
  return (BY_OCCASION[kind] ?? composeFamily)(random)
}

/** An old couple, the household of a 特困 person who is on dibao too. */
export function composeOldCouple(random: SeededRandom): Seat[] {
  return oldCouple(random)
}

function withStudent(random: SeededRandom): Seat[] {
  const head = headOf(random, random.between(42, 52))
  return [head, spouseOf(random, head), childOf(random, random.between(18, 19))]
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

function withChildren(random: SeededRandom, children: number, { alone = false, oldestChild = 22 } = {}): Seat[] {
  const head = headOf(random, random.between(29, 52))
  const oldest = Math.min(head.age - 21, oldestChild)
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
