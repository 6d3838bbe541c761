import type { Occasion, OccasionKind } from './occasion.ts'
import type { SeededRandom } from './random.ts'

/**
 * What becomes of a family: `ordinary` dibao by difference; `over` an income above the standard; `taper` the dibao ended
 * in 渐退; `single` 单人保; `expenditure` 支出型; `ended` left dibao for another reason; `without` was never on dibao.
 */
export type Story = DibaoStory | 'without'
export type DibaoStory = 'ordinary' | 'over' | 'taper' | 'single' | 'expenditure' | 'ended'

const STORIES: readonly (readonly [DibaoStory, number])[] = [
  ['ordinary', 880],
  ['over', 12],
  ['taper', 60],
  ['single', 18],
  ['expenditure', 18],
  ['ended', 12],
]

/** How many families of a hundred with such an occasion are on dibao besides. */
const ON_DIBAO: Record<Exclude<OccasionKind, 'tekun'>, number> = {
  ...{ orphan: 0, institution: 0, unsupported: 55, hiv: 40, difficulty: 60 },
  ...{ temporary: 60, education: 70, disaster: 30 },
}

/** Every so many families of a 特困 person are on dibao too, which their person cannot keep. */
const TEKUN_ON_DIBAO = 60

export function storyOf(random: SeededRandom, occasion: Occasion | null): Story {
  if (!occasion) return random.weighted(STORIES)
  if (occasion.kind === 'tekun') return isTekunOnDibao(occasion) ? 'ordinary' : 'without'
  return random.perMille(ON_DIBAO[occasion.kind] * 10) ? 'ordinary' : 'without'
}

/** True for the family of a 特困 person who is also counted in its dibao. */
export function isTekunOnDibao({ kind, nth }: Occasion): boolean {
  return kind === 'tekun' && nth % TEKUN_ON_DIBAO === 9
}
