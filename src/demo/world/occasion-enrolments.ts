import { addMonths, type Month, monthsBetween } from '../../kernel/month.ts'
import { monthsAgo, OPEN } from './enrolment.ts'
import type { DemoEnrolment, DemoPerson } from './family.ts'
import type { Occasion } from './occasion.ts'
import type { Maker } from './persons.ts'

interface Approved {
  readonly occasion: Occasion
  readonly persons: readonly DemoPerson[]
  readonly since: Month
}

type Make = (maker: Maker, approved: Approved) => DemoEnrolment

const TEKUN_CLASSES = [
  ['分散-自理', 56],
  ['分散-半护理', 13],
  ['分散-全护理', 6],
  ['集中-自理', 12],
  ['集中-半护理', 8],
  ['集中-全护理', 5],
] as const

/** The months in which colleges call students up, and education grants are paid. */
const TERM_BEGINS = ['08', '09']

const MAKE: Record<Occasion['kind'], Make> = {
  tekun: makeTekun,
  orphan: (maker, approved) => child(maker, approved, '孤儿', '散居'),
  institution: (maker, approved) => child(maker, approved, '孤儿', '机构'),
  unsupported: (maker, approved) => child(maker, approved, '事实无人抚养儿童'),
  hiv: (maker, approved) => child(maker, approved, '艾滋病病毒感染儿童'),
  difficulty: (maker, approved) => child(maker, approved, '重点困境儿童'),
  temporary: makeTemporary,
  education: makeEducation,
  disaster: makeDisaster,
}

/** What a family's occasion was approved for; every so often as townships get it wrong. */
export function makeOccasionEnrolment(maker: Maker, approved: Approved): DemoEnrolment {
  return MAKE[approved.occasion.kind](maker, approved)
}

/** Now and then 类别 leaves out how much care is needed. */
function makeTekun(maker: Maker, { occasion, persons, since }: Approved): DemoEnrolment {
  const word = occasion.nth % 400 === 399 ? '分散' : maker.random.weighted(TEKUN_CLASSES)
  return { ...OPEN, programme: '特困人员', person: persons[0]!, class: word, from: within(maker, since) }
}

function child(maker: Maker, { persons, since }: Approved, programme: string, word = ''): DemoEnrolment {
  return { ...OPEN, programme, person: persons.at(-1)!, class: word, from: within(maker, since) }
}

/** Mostly a patient's or a student's; then for a family, one decided on its own, one handed out by the township, one beyond its band. */
function makeTemporary(maker: Maker, { occasion, persons }: Approved): DemoEnrolment {
  const { random, month } = maker
  const help = { ...OPEN, programme: '临时救助', person: persons[0]!, from: month, to: month }
  const [illness, education] = [`${random.between(6, 24) / 2}`, `${random.between(3, 6)}`]
  switch (occasion.nth) {
    case 2:
      return { ...help, person: null, class: '一事一议', multiple: '18' }
    case 3:
      return { ...help, class: '先行救助', multiple: '3' }
    case 4:
      return { ...help, class: '重病', multiple: '15' }
    case 5:
      return { ...help, class: '教育', multiple: '' }
    default:
      return occasion.nth % 4 === 1
        ? { ...help, person: null, class: '教育', multiple: education }
        : { ...help, class: '重病', multiple: illness }
  }
}

/** Of the latest call-up: outside its months the grants on record are those of the year before. */
function makeEducation({ random, month }: Maker, { persons }: Approved): DemoEnrolment {
  let from = month
  while (!TERM_BEGINS.includes(from.slice(5))) from = addMonths(from, -1)
  const word = random.perMille(600) ? '本科' : '专科'
  return { ...OPEN, programme: '教育资助', person: persons.at(-1)!, class: word, from, to: from }
}

/** By the family, some by the person; one is on record without its amount. */
function makeDisaster({ random, month }: Maker, { occasion, persons }: Approved): DemoEnrolment {
  const approvedFen = occasion.nth === 7 ? null : BigInt(random.between(6, 60) * 10_000)
  const person = occasion.nth % 5 === 4 ? persons[0]! : null
  return { ...OPEN, programme: '受灾救助', person, approvedFen, from: month, to: month }
}

/** A month since the family came. */
function within({ random, month }: Maker, since: Month): Month {
  return monthsAgo(month, random, 0, monthsBetween(since, month))
}
