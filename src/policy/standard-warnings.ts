import { Exact } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { RankedPolicyBook } from './build-book.ts'
import { type Entry, placeOf } from './entry.ts'
import type { ParameterName, ParameterTypes } from './parameters.ts'
import { policyWarning } from './policy-problem.ts'

const NAMES = { urban: '城市', rural: '农村' } as const
const RESIDENCES = ['urban', 'rural'] as const

/** Published standards that lie outside what another document expects of them. They hold all the same. */
export function standardWarnings(book: RankedPolicyBook): Problem[] {
  return [
    ...book.entriesOf('dibao.standard').flatMap((entry) => outsideBand(book, entry)),
    ...book.entriesOf('tekun.basic').flatMap((entry) => belowFloor(book, entry)),
  ]
}

function outsideBand(book: RankedPolicyBook, entry: Entry): Problem[] {
  const standard = entry.set.value as ParameterTypes['dibao.standard'] | null
  const bands = valueAt(book, 'dibao.standard-band', entry)
  const consumption = valueAt(book, 'consumption-per-person.previous-year', entry)
  if (!standard || !bands || !consumption) return []
  return RESIDENCES.flatMap((residence) => {
    const monthly = new Exact(consumption[residence]).div(12)
    const [low, high] = bands[residence].map((share) => monthly.times(share)) as [Exact, Exact]
    if (low.lte(standard[residence]) && high.gte(standard[residence])) return []
    const message =
      `${NAMES[residence]}低保标准 ${standard[residence]} 元不在上年人均消费支出的` +
      `区间 ${low.toFixed(2)} 至 ${high.toFixed(2)} 元之内。`
    return [policyWarning('policy.standard-outside-band', placeOf(entry), message, '请核对标准;文件如此规定则照发。')]
  })
}

function belowFloor(book: RankedPolicyBook, entry: Entry): Problem[] {
  const basic = entry.set.value as ParameterTypes['tekun.basic'] | null
  const floors = valueAt(book, 'tekun.ratio-floor', entry)
  const standard = valueAt(book, 'dibao.standard', entry)
  if (!basic || !floors || !standard) return []
  return RESIDENCES.flatMap((residence) => {
    const floor = new Exact(standard[residence]).times(floors[residence])
    const lower = Exact.min(basic[residence].scattered, basic[residence].centralised)
    if (lower.gte(floor)) return []
    const message =
      `${NAMES[residence]}特困基本生活标准 ${lower.toString()} 元低于低保标准的 ${floors[residence]} 倍` +
      `(${floor.toFixed(2)} 元)。`
    return [policyWarning('policy.ratio-below-floor', placeOf(entry), message, '请核对标准;文件如此规定则照发。')]
  })
}

function valueAt<P extends ParameterName>(
  book: RankedPolicyBook,
  parameter: P,
  entry: Entry,
): ParameterTypes[P] | null {
  return book.find(parameter, entry.document.area, entry.set.from)?.value ?? null
}
