import type { ParameterTypes, SupplementCategory } from '../../policy/parameters.ts'
import { type Award, defineRule, type Use } from '../define-rule.ts'
import { percentFigure, type YuanFigure, yuanFigure } from '../policy-figure.ts'
import { isBelow, isWholeFen, plus, roundFen, times } from '../quotient.ts'
import { type Means, usedBy } from '../used.ts'
import { isCovered, residenceOf } from './enrolment.ts'
import type { DibaoFacts, DibaoMember } from './facts.ts'
import { isForOnePerson, namedPerson } from './named-person.ts'
import { ageOf, fallsInto } from './supplement-category.ts'
import type { Working } from './working.ts'

type Supplement = ParameterTypes['dibao.supplement']

/** 分类施保: what the gravely ill, the disabled, the old, the young and others get on top, each on a line of their own. */
export const supplement = defineRule<DibaoFacts>({
  id: 'dibao.supplement',
  title: '分类施保',
  editions: [
    {
      from: '2000-01',
      cites: ['dibao.supplement', 'dibao.standard'],
      compute(facts, use) {
        const rule = use.find('dibao.supplement')
        if (!rule || (facts.enrolment.class === '单人保' && !rule.singlePerson)) return { awards: [] }
        return { awards: awardsOf(rule, facts, use) }
      },
    },
  ],
})

interface Entitled {
  readonly member: DibaoMember
  readonly categories: readonly SupplementCategory[]
}

function awardsOf(rule: Supplement, facts: DibaoFacts, use: Use): Award[] {
  const entitled: Entitled[] = []
  for (const member of entitledMembers(facts)) {
    const categories = rule.categories.filter((category) => fallsInto(category, member, facts.month))
    if (categories.length > 0) entitled.push({ member, categories })
  }
  if (entitled.length === 0) return []
  const withoutStandard = use.basis()
  const standard = standardFor(entitled, facts, use)
  const withStandard = use.basis()
  const awards: Award[] = []
  for (const { member, categories } of entitled) {
    const working = stack(rule.stacking, categories, standard)
    const { formula, standardFen } = working
    const amountFen = roundFen(working.amount, rule.rounding)
    const basis = standardFen === null ? withoutStandard : withStandard
    if (amountFen > 0n)
      awards.push({
        component: 'classified-supplement',
        personNo: member.personNo,
        persons: 1,
        standardFen,
        amountFen,
        formula,
        basis: basis.text,
        used: usedBy(working, amountFen, basis),
      })
  }
  return awards.sort((a, b) => a.personNo - b.personNo)
}

/** The covered persons; of 单人保 and 支出型 the person they are for alone. */
function entitledMembers(facts: DibaoFacts): readonly DibaoMember[] {
  if (!isForOnePerson(facts.enrolment.class)) return facts.members.filter(isCovered)
  const person = namedPerson(facts)
  return 'notPaid' in person ? [] : [person]
}

/** Asked for where anybody's category is a share of it; cited only for those whose amount rests on it. */
function standardFor(entitled: readonly Entitled[], { enrolment }: DibaoFacts, use: Use): YuanFigure | null {
  if (!entitled.some(({ categories }) => categories.some(({ percent }) => percent !== undefined))) return null
  return yuanFigure(use.need('dibao.standard')[residenceOf(enrolment.programme)])
}

function stack(
  stacking: Supplement['stacking'],
  categories: readonly SupplementCategory[],
  standard: YuanFigure | null,
) {
  const workings = categories.map((category) => workingOf(category, standard))
  return workings.reduce(stacking === 'sum' ? sum : highest)
}

// A document's categories are few and hold for thousands of persons, so each is written down once.
const remembered = new WeakMap<SupplementCategory, Means>()

function meansOf(category: SupplementCategory): Means {
  let means = remembered.get(category)
  if (!means) {
    means = { categories: [{ category: category.category, age: ageOf(category) }] }
    remembered.set(category, means)
  }
  return means
}

function workingOf(category: SupplementCategory, standard: YuanFigure | null): Working {
  const { percent, yuan } = category
  const means = meansOf(category)
  if (percent === undefined || standard === null) {
    const { exact, text } = yuanFigure(yuan ?? '0')
    const arithmetic = isWholeFen(exact) ? 'product' : 'other'
    return { amount: exact, formula: text, standardFen: null, arithmetic, means }
  }
  const amount = times(standard.exact, percentFigure(percent))
  const formula = `${standard.text}×${percent}%`
  return { amount, formula, standardFen: standard.fen, arithmetic: 'other', means }
}

function sum(a: Working, b: Working): Working {
  const amount = plus(a.amount, b.amount)
  const arithmetic = a.arithmetic === 'other' || b.arithmetic === 'other' ? 'other' : 'sum'
  const means = { categories: [...(a.means.categories ?? []), ...(b.means.categories ?? [])] }
  const formula = `${a.formula}+${b.formula}`
  return { amount, formula, standardFen: a.standardFen ?? b.standardFen, arithmetic, means }
}

function highest(a: Working, b: Working): Working {
  return isBelow(a.amount, b.amount) ? b : a
}
