import type { IndexName } from '../policy/parameters.ts'
import { choice } from './cell-text.ts'
import { areaPrefix, day, month, percentage } from './cell-values.ts'
import { columns } from './column.ts'
import type { IntakeKind } from './kind.ts'

const INDICES: Readonly<Record<string, IndexName>> = {
  居民消费价格: 'consumer',
  食品价格: 'food',
  低收入居民基本生活费用: 'low-income-living-cost',
}

/** 价格指数: year-on-year rises as published, for an area or all below it. */
export const indices: IntakeKind = {
  code: 'indices',
  name: '价格指数',
  columns: [
    { name: '区划代码', required: true, mayBeEmpty: true },
    ...columns('★月份', '★指标', '★同比涨幅', '★发布日期'),
  ],
  check: (cells) => ({
    area: areaPrefix(cells, '区划代码'),
    month: month(cells, '月份'),
    index: choice(cells, '指标', 'index', INDICES),
    rise: percentage(cells, '同比涨幅'),
    published_on: day(cells, '发布日期'),
  }),
}
