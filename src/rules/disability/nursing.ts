import { flatAmount } from '../person/flat-amount.ts'
import { chooseByGrade } from './by-grade.ts'

/** 重度残疾人护理补贴: by 残疾等级. */
export const disabilityNursing = flatAmount({
  id: 'disability.nursing',
  title: '重度残疾人护理补贴',
  component: 'disability-nursing',
  parameter: 'disability.nursing',
  by: 'grade',
  choose: chooseByGrade,
})
