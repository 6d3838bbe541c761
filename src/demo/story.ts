import type { SeededRandom } from './random.ts'

/**
 * What becomes of a family: `ordinary` dibao by difference; `over` an income above the standard; `taper` the dibao ended
 * in 渐退; `single` 单人保; `expenditure` 支出型; `ended` left dibao for another reason.
 */
export type Story = 'ordinary' | 'over' | 'taper' | 'single' | 'expenditure' | 'ended'

const STORIES: readonly (readonly [Story, number])[] = [
  ['ordinary', 880],
  ['over', 12],
  ['taper', 60],
  ['single', 18],
  ['expenditure', 18],
  ['ended', 12],
]

export function storyOf(random: SeededRandom): Story {
  return random.weighted(STORIES)
}
