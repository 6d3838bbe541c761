import { chooseByClass, type Reason } from '../person/class-choice.ts'
import type { PersonFacts } from '../person/facts.ts'

/** What 类别 says of a 特困 person: how he is supported, and how much care he needs. */
export interface TekunClass {
  readonly support: 'scattered' | 'centralised'
  readonly care: 'self' | 'half' | 'full'
}

const SUPPORTS = [
  ['分散', 'scattered'],
  ['集中', 'centralised'],
] as const

const CARES = [
  ['自理', 'self'],
  ['半护理', 'half'],
  ['全护理', 'full'],
] as const

const CLASSES = new Map<string, TekunClass>(
  SUPPORTS.flatMap(([supportWord, support]) =>
    CARES.map(([careWord, care]) => [`${supportWord}-${careWord}`, { support, care }] as const),
  ),
)

/** Reads `分散-自理` … `集中-全护理`. */
export function tekunClass(facts: PersonFacts): { readonly chosen: TekunClass } | Reason {
  return chooseByClass(facts, CLASSES)
}
