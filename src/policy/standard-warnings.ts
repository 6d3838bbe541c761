import { Decimal } from './decimal.ts'
import { cited, type Expectation, valueIn } from './expectation.ts'

const NAMES = { urban: '城市', rural: '农村' } as const
const RESIDENCES = ['urban', 'rural'] as const

/** 低保标准 against the band of last year's consumption per person that a document names. */
export const standardInBand: Expectation = {
  parameters: ['dibao.standard', 'dibao.standard-band', 'consumption-per-person.previous-year'],
  unexpectedIn(book, area, month) {
    const standard = valueIn(book, 'dibao.standard', area, month)
    const bands = valueIn(book, 'dibao.standard-band', area, month)
    const consumption = valueIn(book, 'consumption-per-person.previous-year', area, month)
    if (!standard || !bands || !consumption) return []
    return RESIDENCES.flatMap((residence) => {
      const monthly = new Decimal(consumption.value[residence]).div(12)
      const [low, high] = bands.value[residence].map((share) => monthly.times(share)) as [Decimal, Decimal]
      const yuan = standard.value[residence]
      if (low.lte(yuan) && high.gte(yuan)) return []
      const message =
        `${NAMES[residence]}低保标准 ${yuan} 元不在上年人均消费支出的` +
        `区间 ${low.toFixed(2)} 至 ${high.toFixed(2)} 元之内(${cited(bands.entry)})。`
      return [{ code: 'policy.standard-outside-band', entry: standard.entry, message }]
    })
  },
}

/** 特困基本生活标准 against the multiple of the dibao standard that a document asks for at least. */
export const tekunAboveFloor: Expectation = {
  parameters: ['tekun.basic', 'tekun.ratio-floor', 'dibao.standard'],
  unexpectedIn(book, area, month) {
    const basic = valueIn(book, 'tekun.basic', area, month)
    const floors = valueIn(book, 'tekun.ratio-floor', area, month)
    const standard = valueIn(book, 'dibao.standard', area, month)
    if (!basic || !floors || !standard) return []
    return RESIDENCES.flatMap((residence) => {
      const ratio = floors.value[residence]
      if (ratio === undefined) return []
      const floor = new Decimal(standard.value[residence]).times(ratio)
      const lower = Decimal.min(basic.value[residence].scattered, basic.value[residence].centralised)
      if (lower.gte(floor)) return []
      const message =
        `${NAMES[residence]}特困基本生活标准 ${lower.toString()} 元低于低保标准的 ${ratio} 倍` +
        `(${floor.toFixed(2)} 元,${cited(floors.entry)})。`
      return [{ code: 'policy.ratio-below-floor', entry: basic.entry, message }]
    })
  },
}
