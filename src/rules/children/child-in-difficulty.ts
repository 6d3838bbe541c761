import { flatAmount } from '../person/flat-amount.ts'

/** 重点困境儿童基本生活费: one published amount. */
export const childInDifficulty = flatAmount({
  id: 'children.child-in-difficulty',
  title: '重点困境儿童基本生活费',
  component: 'child-in-difficulty',
  parameter: 'child-in-difficulty',
  choose: (amount) => amount,
})
