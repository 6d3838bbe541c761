import { Yuan } from './amounts.ts'
import { cell } from './rows.ts'
import type { World } from './world.ts'

/** Indices as documents name them, and as files of figures do. */
export const INDICES: Readonly<Record<string, string>> = {
  'low-income-living-cost': '低收入居民基本生活费用',
  consumer: '居民消费价格',
  food: '食品价格',
}

/** Rises in percent by index; undefined where nothing was published. */
export type Rises = (index: string) => Yuan | undefined

/** What was published for the month and the longest prefix of the area. */
export function risesIn({ registry }: World, area: string, month: string): Rises {
  return (index) => {
    const published = registry.indices
      .filter((row) => row.月份 === month && row.指标 === INDICES[index])
      .filter((row) => area.startsWith(cell(row, '区划代码')))
      .sort((one, other) => cell(other, '区划代码').length - cell(one, '区划代码').length)
    return published[0] && new Yuan(cell(published[0], '同比涨幅'))
  }
}
