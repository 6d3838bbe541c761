import { type Month, monthsBetween } from '../../kernel/month.ts'
import { monthsAgo, OPEN } from './enrolment.ts'
import type { DemoEnrolment, DemoPerson } from './family.ts'
import type { Occasion } from './occasion.ts'
import type { Maker } from './persons.ts'
import type { Story } from './story.ts'

const LIVING = '困难残疾人生活补贴'
const NURSING = '重度残疾人护理补贴'
/** 护理补贴 is for grades 1 and 2. */
const GRAVEST_WITHOUT_NURSING = 3

/**
 * The two disability subsidies of a family's members: 生活补贴 for those on dibao, 护理补贴 by grade. A few were approved
 * for somebody who cannot keep it (特困, an orphan) or whose grade does not entitle.
 */
export function makeDisabilityEnrolments(
  maker: Maker,
  family: {
    readonly persons: readonly DemoPerson[]
    readonly since: Month
    readonly story: Story
    readonly occasion: Occasion | null
  },
): DemoEnrolment[] {
  return family.persons.flatMap((person) => {
    if (!person.disability) return []
    const [living, nursing] = chances(person.disability.grade, family)
    const programmes = [
      ...(maker.random.perMille(living) ? [LIVING] : []),
      ...(maker.random.perMille(nursing) ? [NURSING] : []),
    ]
    const from = monthsAgo(maker.month, maker.random, 0, monthsBetween(family.since, maker.month))
    return programmes.map((programme) => ({ ...OPEN, programme, person, from }))
  })
}

/** Cases of a thousand with 生活补贴 and with 护理补贴. */
function chances(
  grade: number,
  { story, occasion }: { readonly story: Story; readonly occasion: Occasion | null },
): readonly [number, number] {
  if (occasion?.kind === 'tekun') return [25, grade < GRAVEST_WITHOUT_NURSING ? 25 : 0]
  if (occasion?.kind === 'institution') return [250, grade < GRAVEST_WITHOUT_NURSING ? 900 : 0]
  const nursing = grade < GRAVEST_WITHOUT_NURSING ? 880 : grade === GRAVEST_WITHOUT_NURSING ? 5 : 0
  return [story === 'without' || story === 'ended' ? 0 : 560, nursing]
}
