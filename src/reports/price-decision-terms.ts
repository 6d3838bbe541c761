import { describeValue } from '../policy/describe-value.ts'
import type { ParameterName, ParameterTypes, PriceAmount } from '../policy/parameters.ts'
import { isDibao, programmeName } from '../policy/programmes.ts'
import { formatBasis } from '../rules/citations.ts'
import type { Lookup } from '../rules/define-rule.ts'
import { INDEX_NAMES } from '../rules/price-subsidy/describe-decision.ts'
import type { PriceTerm } from './price-decision.ts'

/** How the documents of an area and month price a subsidy: form, multiplier, floor and rounding, each with its article. */
export function priceTerms(lookup: Lookup): PriceTerm[] {
  return [
    term(lookup, 'price-subsidy.amount', '每人补贴', '没有文件规定', describePrice),
    term(lookup, 'price-subsidy.multiplier', '倍数', '1 倍(没有文件规定加倍)', (times) => `${times} 倍`),
    term(lookup, 'price-subsidy.floor', '最低额', '不设', (yuan) => `每人不足 ${yuan} 元的发 ${yuan} 元`),
    term(lookup, 'price-subsidy.rounding', '取整', '四舍五入到分', (rounding) => describeValue(rounding)),
  ]
}

/** The article that sets a parameter; empty where none does. */
export function basisOf(lookup: Lookup, parameter: ParameterName): string {
  const found = lookup(parameter)
  return found ? formatBasis([found.citation]) : ''
}

function term<P extends ParameterName>(
  lookup: Lookup,
  parameter: P,
  what: string,
  absent: string,
  words: (value: ParameterTypes[P]) => string,
): PriceTerm {
  const found = lookup(parameter)
  if (!found) return { what, words: absent, basis: '' }
  return { what, words: words(found.value), basis: basisOf(lookup, parameter) }
}

const PARTIAL = { up: '不足 1 个的按 1 个', down: '不足 1 个的不计', exact: '不足 1 个的按实际' } as const

/** A price in words: `所适用标准×食品价格同比涨幅`. */
function describePrice(amount: PriceAmount): string {
  if ('fixed' in amount) return `${amount.fixed.yuan} 元`
  if ('standardTimesIndex' in amount) return `所适用标准×${INDEX_NAMES[amount.standardTimesIndex.index]}同比涨幅`
  if ('perPoint' in amount) {
    const { index, yuan, partial } = amount.perPoint
    return `${INDEX_NAMES[index]}每上涨 1 个百分点 ${yuan} 元,${PARTIAL[partial]}`
  }
  const steps =
    'bands' in amount
      ? amount.bands.map(({ index, atLeast, yuan }) => `${INDEX_NAMES[index]}达到 ${atLeast}% 的 ${yuan} 元`)
      : amount.standardFraction.map(
          ({ index, atLeast, fraction: [top, bottom] }) =>
            `${INDEX_NAMES[index]}达到 ${atLeast}% 的为所适用标准的 ${top}/${bottom}`,
        )
  return steps.length > 1 ? `${steps.join(';')};同时达到的取最高` : steps.join('')
}

const OWN_STANDARDS: Readonly<Record<string, string>> = { taper: '渐退前低保标准', tekun: '所在城乡低保标准' }

/** The standard that a group is priced on, in words; empty where the price rests on none. */
export function describeStandard(
  programme: string,
  choice: 'urban' | 'rural' | 'own',
  amount: PriceAmount | null,
): string {
  if (amount && !('standardTimesIndex' in amount) && !('standardFraction' in amount)) return ''
  if (choice === 'urban') return '城市低保标准'
  if (choice === 'rural') return '农村低保标准'
  if (isDibao(programme)) return `${programmeName(programme)}标准`
  return OWN_STANDARDS[programme] ?? '本人补助标准'
}
