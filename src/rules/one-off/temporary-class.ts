import { chooseByClass, type Reason } from '../person/class-choice.ts'
import type { PersonEnrolment, PersonFacts } from '../person/facts.ts'

/** Which band of `temporary.multiple` holds; `free` where the case was decided on its own. */
export type TemporaryBand = 'illness' | 'education' | 'free'

/** Handed out by the township already: recorded, never paid again. */
const HANDED_OUT = '先行救助'

const BANDS = new Map<string, TemporaryBand>([
  ['重病', 'illness'],
  ['教育', 'education'],
  ['一事一议', 'free'],
])

/** Reads 类别 of 临时救助. */
export function temporaryBand(facts: PersonFacts): { readonly chosen: TemporaryBand } | Reason {
  return chooseByClass(facts, BANDS)
}

/** True for help that gives no line and lists nobody, because the township has paid it. */
export function isHandedOut({ programme, class: word }: Pick<PersonEnrolment, 'programme' | 'class'>): boolean {
  return programme === 'temporary-assistance' && word === HANDED_OUT
}
