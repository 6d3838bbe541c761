import { flatAmount } from '../person/flat-amount.ts'
import { chooseByGrade } from './by-grade.ts'

/** 困难残疾人生活补贴: by 残疾等级. */
export const disabilityLiving = flatAmount({
  id: 'disability.living',
  title: '困难残疾人生活补贴',
  component: 'disability-living',
  parameter: 'disability.living',
  by: 'grade',
  choose: chooseByGrade,
})
