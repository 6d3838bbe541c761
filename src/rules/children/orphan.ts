import { chooseByClass } from '../person/class-choice.ts'
import { flatAmount } from '../person/flat-amount.ts'

const CLASSES = new Map([
  ['机构', 'institution'],
  ['散居', 'scattered'],
] as const)

/** 孤儿基本生活费: in an institution, or living with relatives or others. */
export const orphan = flatAmount({
  id: 'children.orphan',
  title: '孤儿基本生活费',
  component: 'orphan',
  parameter: 'orphan',
  by: 'class',
  choose(amounts, facts) {
    const living = chooseByClass<'institution' | 'scattered'>(facts, CLASSES)
    return 'chosen' in living ? amounts[living.chosen] : living
  },
})
