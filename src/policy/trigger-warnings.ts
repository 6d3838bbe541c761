import { Decimal } from './decimal.ts'
import { cited, type Expectation, valueIn } from './expectation.ts'
import type { DecimalText, IndexName, ParameterTypes } from './parameters.ts'

const NATION = ''
const INDEX_NAMES: Readonly<Record<IndexName, string>> = {
  consumer: '居民消费价格',
  food: '食品价格',
  'low-income-living-cost': '低收入居民基本生活费用',
}

/** 价格补贴启动条件: a place may lower the nation's thresholds, not raise them. Only the same index is compared. */
export const triggerNotRaised: Expectation = {
  parameters: ['price-subsidy.trigger'],
  unexpectedIn(book, area, month) {
    const local = valueIn(book, 'price-subsidy.trigger', area, month)
    const national = valueIn(book, 'price-subsidy.trigger', NATION, month)
    if (!local || !national || local.entry === national.entry) return []
    const allowed = thresholds(national.value)
    return [...thresholds(local.value)].flatMap(([index, atLeast]) => {
      const most = allowed.get(index)
      if (most === undefined || new Decimal(atLeast).lte(most)) return []
      const message =
        `价格补贴启动条件「${INDEX_NAMES[index]}」定为 ${atLeast}%,高于国家的 ${most}%` +
        `(${cited(national.entry)}:只能降低,不能提高)。`
      return [{ code: 'policy.trigger-above-national', entry: local.entry, message }]
    })
  },
}

/** Any clause fires, so of several on one index the lowest is the one that counts. */
function thresholds({ any }: ParameterTypes['price-subsidy.trigger']): Map<IndexName, DecimalText> {
  const lowest = new Map<IndexName, DecimalText>()
  for (const { index, atLeast } of any) {
    const known = lowest.get(index)
    if (known === undefined || new Decimal(atLeast).lt(known)) lowest.set(index, atLeast)
  }
  return lowest
}
