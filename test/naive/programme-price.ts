import { computePriceCase } from '../../src/calculation/price-case.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import { decidePrice } from '../../src/rules/price-subsidy/decide-price.ts'
import { buildIndexBook, type IndexFigure } from '../../src/rules/price-subsidy/index-book.ts'
import type { PriceDecision } from '../../src/rules/price-subsidy/price-decision.ts'
import { INDICES } from './price-index.ts'
import type { ProgrammeWorld } from './programme-result.ts'
import { cell, type Imported, type NaiveCounty } from './rows.ts'

/** What the programme gives one person in an index month, or that it lists the person. */
export interface ProgrammeSubsidy {
  readonly person: string
  /** Null where the person is listed instead. */
  readonly yuan: string | null
  /** `待遇编号 家庭`, and whom it pays. */
  readonly by: string
}

/** An index month of a county by the programme: what each area's figures mean, and what everybody gets. */
export interface ProgrammePrice {
  decisionFor(area: string, month: string): PriceDecision
  subsidiesIn(month: string): ProgrammeSubsidy[]
}

/** The price months of a county by the programme. */
export function programmePrice(county: NaiveCounty, { histories, context, ids }: ProgrammeWorld): ProgrammePrice {
  const indices = buildIndexBook(county.indices.map(figureOf))
  const decisionFor = (area: string, month: string) =>
    decidePrice({ area, month }, context.lookup(area, month), indices)
  const subsidiesIn = (month: string) => {
    const priceContext = { ...context, decisionFor: (area: string) => decisionFor(area, month) }
    return histories.flatMap((history) => {
      const { lines, exceptions } = computePriceCase(history, month, priceContext)
      const paid = lines.map(({ personNo, amountFen, enrolmentNo, householdNo, payeeNo }) => ({
        person: ids.get(personNo)!,
        yuan: formatYuan(amountFen),
        by: `${enrolmentNo} ${householdNo} ${ids.get(payeeNo)}`,
      }))
      const listed = exceptions.map(({ personNo, enrolmentNo, householdNo }) => ({
        person: ids.get(personNo!)!,
        yuan: null,
        by: `${enrolmentNo} ${householdNo}`,
      }))
      return [...paid, ...listed]
    })
  }
  return { decisionFor, subsidiesIn }
}

function figureOf({ no, row }: Imported): IndexFigure {
  const [index] = Object.entries(INDICES).find(([, name]) => name === row.指标)! as [IndexFigure['index'], string]
  return {
    area: cell(row, '区划代码'),
    month: cell(row, '月份'),
    index,
    rise: cell(row, '同比涨幅'),
    publishedOn: cell(row, '发布日期'),
    known: no,
  }
}
