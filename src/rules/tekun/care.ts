import { flatAmount } from '../person/flat-amount.ts'
import { tekunClass } from './tekun-class.ts'

/** 特困照料护理费: by how much care the person needs, the same in town and country. */
export const tekunCare = flatAmount({
  id: 'tekun.care',
  title: '特困照料护理费',
  component: 'tekun-care',
  parameter: 'tekun.care',
  rounding: 'tekun.rounding',
  by: 'class',
  choose(standards, facts) {
    const tekun = tekunClass(facts)
    return 'chosen' in tekun ? standards[tekun.chosen.care] : tekun
  },
})
