import { flatAmount } from '../person/flat-amount.ts'

/** 艾滋病病毒感染儿童基本生活费: the scattered orphan's amount, nothing set off. */
export const hivChild = flatAmount({
  id: 'children.hiv-child',
  title: '艾滋病病毒感染儿童基本生活费',
  component: 'hiv-child',
  parameter: 'orphan',
  choose: ({ scattered }) => scattered,
})
