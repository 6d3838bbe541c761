import type { IndexName } from '../../policy/parameters.ts'
import type { NotPaid } from '../define-rule.ts'
import type { NoPriceRule, PriceDecision, TriedClause, UndecidedPrice } from './price-decision.ts'

/** Every reason why an area's index month is listed as a whole. */
const PRICE_LISTING_CODES = ['price-subsidy.undecided', 'policy.parameter-absent'] as const

/** The indices as operators and files name them. */
export const INDEX_NAMES: Readonly<Record<IndexName, string>> = {
  'low-income-living-cost': '低收入居民基本生活费用',
  consumer: '居民消费价格',
  food: '食品价格',
}

/** What was decided for the area and index month, as one Chinese sentence with every figure and its publication day. */
export function describeDecision(decision: PriceDecision): string {
  const place = `${decision.month} ${areaName(decision.area)}`
  switch (decision.outcome) {
    case 'fired':
      return `${place} 启动价格补贴:${describeClauses(decision.clauses)}。`
    case 'not-fired':
      return `${place} 不启动价格补贴:${describeClauses(decision.clauses)}。`
    case 'undecided':
      return `${place} ${describeUndecided(decision)}`
    case 'no-rule':
      return `${place} 没有文件规定参数 ${decision.parameter},价格补贴不发;请装入规定该参数的政策文件。`
  }
}

/** How an area's month that could not be decided is listed: once per area, nobody being paid. */
export function listDecision(decision: UndecidedPrice | NoPriceRule): NotPaid {
  const code: (typeof PRICE_LISTING_CODES)[number] =
    decision.outcome === 'undecided' ? 'price-subsidy.undecided' : 'policy.parameter-absent'
  return { code, message: describeDecision(decision), basis: decision.basis }
}

function describeUndecided({ clauses, missing, neededBy, month }: UndecidedPrice): string {
  const names = missing.map((index) => INDEX_NAMES[index]).join('、')
  const what = neededBy === 'trigger' ? '无法判定是否启动价格补贴' : '已达到启动条件,但无法计算价格补贴金额'
  const remedy = `请导入 ${month} 已发布的${names}指数后重新计算`
  return `${what}:缺少${names}指数(${describeClauses(clauses)});${remedy}。`
}

function describeClauses(clauses: readonly TriedClause[]): string {
  return clauses.map(describeClause).join(';')
}

function describeClause({ index, atLeast, figure, holds }: TriedClause): string {
  if (!figure) return `${INDEX_NAMES[index]}未见发布,启动线 ${atLeast}%`
  const published = `${areaName(figure.area)},${figure.publishedOn} 发布`
  return `${INDEX_NAMES[index]}同比涨幅 ${figure.rise}%(${published})${holds ? '达到' : '未达到'} ${atLeast}%`
}

/** `全国`, or `区划 3713`. */
export function areaName(area: string): string {
  return area === '' ? '全国' : `区划 ${area}`
}
