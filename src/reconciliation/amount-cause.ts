import { isDibao } from '../policy/programmes.ts'
import type { Means } from '../rules/used.ts'
import type { ChangedLine } from './change-lines.store.ts'
import { dibaoCauses, type ToldLine } from './dibao-cause.ts'
import { type Months, supplementCause } from './supplement-cause.ts'

const ORDER = [
  '标准', '标准或类别', '类别', '档次', '比例', '人数', '收入', '收入等', '渐退季度', '渐退基数', '渐退季度或基数',
  '价格指数', '价格指数等', '倍数', '保底', '年龄', '分类施保',
] // biome-ignore format: one order

/** Why the normal lines of a household or person under a programme come to something else than the month before. */
export function amountCauses(
  programme: string,
  before: readonly ChangedLine[],
  now: readonly ChangedLine[],
  months: Months,
): string[] {
  const words = new Set<string>()
  for (const [one, other] of pairs(before, now)) {
    const isSupplement = (one ?? other)!.component === 'classified-supplement'
    const causes = isSupplement ? [supplementCause(one, other, months)] : lineCauses(programme, one, other)
    for (const cause of causes) if (cause !== null) words.add(cause)
  }
  return ORDER.filter((word) => words.has(word))
}

function pairs(before: readonly ChangedLine[], now: readonly ChangedLine[]) {
  const paired = new Map<string, [ChangedLine | null, ChangedLine | null]>()
  const key = ({ component, personNo }: ChangedLine) => `${component} ${personNo}`
  for (const line of before) paired.set(key(line), [line, null])
  for (const line of now) paired.set(key(line), [paired.get(key(line))?.[0] ?? null, line])
  return paired.values()
}

function lineCauses(programme: string, before: ChangedLine | null, now: ChangedLine | null): (string | null)[] {
  if (!before || !now) return ['类别']
  if (before.amountFen === now.amountFen) return []
  const [one, other] = [told(before), told(now)]
  if (!one || !other) return untoldCauses(programme, before, now)
  if (isDibao(programme)) return dibaoCauses(one, other)
  if (programme === 'taper') return taperCauses(one.means, other.means)
  return programme === 'price-subsidy' ? priceCauses(one, other) : figureCauses(one, other)
}

function told(line: ChangedLine): ToldLine | null {
  return line.used && { ...line, means: line.used.means }
}

function taperCauses(before: Means, now: Means): (string | null)[] {
  const quarter = before.quarter !== now.quarter
  return [
    quarter ? '渐退季度' : null,
    !quarter && before.ratio !== now.ratio ? '比例' : null,
    before.base !== now.base ? '渐退基数' : null,
  ]
}

/** Of two floors nothing else had a say. */
function priceCauses({ means: before, ...one }: ToldLine, { means: now, ...other }: ToldLine): (string | null)[] {
  if (before.floor && now.floor) return ['保底']
  return [
    one.standardFen !== other.standardFen ? '标准' : null,
    before.ratio !== now.ratio || before.index !== now.index ? '价格指数' : null,
    before.multiplier !== now.multiplier ? '倍数' : null,
    before.floor !== now.floor ? '保底' : null,
  ]
}

/** A figure of a document: another document, or another figure of the same. */
function figureCauses(before: ToldLine, now: ToldLine): (string | null)[] {
  const chosen = before.means.choice !== now.means.choice
  const document = before.used?.cites !== now.used?.cites
  const figure = before.standardFen !== now.standardFen
  return [
    figure && document ? '标准' : null,
    figure && (chosen || !document) ? '类别' : null,
    before.means.ratio !== now.means.ratio ? '倍数' : null,
  ]
}

/** What can be told where one of the two months was calculated by a version that kept no data. */
function untoldCauses(programme: string, before: ChangedLine, now: ChangedLine): (string | null)[] {
  if (programme === 'taper') return ['渐退季度或基数']
  const standard = before.standardFen !== now.standardFen
  if (programme === 'price-subsidy') return [standard ? '标准' : '价格指数等']
  if (!isDibao(programme)) return [standard ? '标准或类别' : null]
  const persons = before.persons !== now.persons
  return [standard ? '标准' : null, persons ? '人数' : null, standard || persons ? null : '收入等']
}
