import { flatAmount } from '../person/flat-amount.ts'
import { tekunClass } from './tekun-class.ts'

/** 特困基本生活费: the published standard of the household's 城乡类别, scattered or centralised. */
export const tekunBasic = flatAmount({
  id: 'tekun.basic',
  title: '特困基本生活费',
  component: 'tekun-basic',
  parameter: 'tekun.basic',
  rounding: 'tekun.rounding',
  by: 'class',
  choose(standards, facts) {
    const tekun = tekunClass(facts)
    return 'chosen' in tekun ? standards[facts.residence][tekun.chosen.support] : tekun
  },
})
