import type { SeededRandom } from './random.ts'

/** What the registry says of somebody's health; nobody is told of an illness that is not on record. */
export interface Health {
  readonly disability: Disability | null
  readonly gravelyIll: boolean
  readonly lostWorkCapacity: boolean
}

interface Disability {
  readonly kind: string
  /** 1 (gravest) to 4. */
  readonly grade: number
}

const KINDS = [
  ['肢体', 50],
  ['精神', 12],
  ['智力', 12],
  ['视力', 10],
  ['听力', 9],
  ['言语', 3],
  ['多重', 4],
] as const
const GRADES = [
  [1, 15],
  [2, 30],
  [3, 30],
  [4, 25],
] as const

/** Health as it is found among families on dibao. */
export function healthOf(random: SeededRandom, age: number): Health {
  const disabled = random.perMille(age < 18 ? 35 : age < 60 ? 130 : 160)
  const disability = disabled ? { kind: random.weighted(KINDS), grade: random.weighted(GRADES) } : null
  const gravelyIll = random.perMille(age < 18 ? 10 : age < 60 ? 110 : 120)
  const severe = disability !== null && disability.grade <= 2
  return { disability, gravelyIll, lostWorkCapacity: age >= 18 && (severe || (gravelyIll && random.perMille(600))) }
}

/** Whom 单人保 is for: a grave mental or intellectual disability. */
export function severeMentalDisability(random: SeededRandom): Health {
  const disability = { kind: random.pick(['精神', '智力']), grade: random.between(1, 2) }
  return { disability, gravelyIll: false, lostWorkCapacity: true }
}

/** Whom nursing is for: a grave disability of any kind. */
export function graveDisability(random: SeededRandom): Health {
  const disability = { kind: random.weighted(KINDS), grade: random.between(1, 2) }
  return { disability, gravelyIll: false, lostWorkCapacity: true }
}
