import { chooseByClass } from '../person/class-choice.ts'
import { flatAmount } from '../person/flat-amount.ts'

const CLASSES = new Map([
  ['专科', '专科'],
  ['本科', '本科'],
] as const)

/** 教育资助: once, on entering college. */
export const educationGrant = flatAmount({
  id: 'one-off.education-grant',
  title: '教育资助',
  component: 'education-grant',
  parameter: 'education-grant',
  by: 'class',
  choose(grants, facts) {
    const course = chooseByClass<'专科' | '本科'>(facts, CLASSES)
    return 'chosen' in course ? grants[course.chosen] : course
  },
})
