import type { Chance } from './chance.ts'
import { AREAS } from './make-documents.ts'
import { LINES } from './make-price-values.ts'
import { INDICES } from './price-index.ts'
import { type CsvRow, cell, type Imported, later } from './rows.ts'

const ELSEWHERE = ['3702', '379902', '379901003002']

/** Figures of each month and index: mostly the nation's, some of narrower areas, some missing, some revised later. */
export function makeIndices(chance: Chance, month: string, months: number): Imported[] {
  const first: CsvRow[] = []
  for (let i = 0; i < months; i++)
    for (const index of Object.values(INDICES)) {
      const areas = [...(chance.percent(80) ? [''] : []), ...chance.some([...AREAS.slice(1), ...ELSEWHERE], 7)]
      for (const area of areas) first.push(figure(chance, area, later(month, i), index))
    }
  const revised = chance.some(first, 5).map((row) => {
    return figure(chance, cell(row, '区划代码'), cell(row, '月份'), cell(row, '指标'))
  })
  return [...first.map((row) => ({ no: 1, row })), ...revised.map((row) => ({ no: 2, row }))]
}

function figure(chance: Chance, area: string, month: string, index: string): CsvRow {
  return { 区划代码: area, 月份: month, 指标: index, 同比涨幅: rise(chance), 发布日期: `${later(month, 1)}-10` }
}

/** Exactly on a document's line, a little beside it, or anywhere; also not positive. */
function rise(chance: Chance): string {
  const near = chance.pick(LINES) + chance.pick([0, 0, 0, -0.1, 0.1])
  const drawn = chance.percent(60) ? near : chance.whole(-300, 1300) / 100
  return drawn.toFixed(chance.pick([1, 1, 2]))
}
