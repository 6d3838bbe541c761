import { formatYuan } from '../kernel/money.ts'
import type { Means } from '../rules/used.ts'
import type { ChangedLine } from './change-lines.store.ts'

/** A line that tells what it used. */
export interface ToldLine extends ChangedLine {
  readonly means: Means
}

type Way = 'floor' | 'tier' | 'share' | 'difference'

/** How a dibao amount came about. */
function wayOf({ floor, tier, ratio }: Means): Way {
  if (floor !== undefined) return 'floor'
  if (tier !== undefined) return 'tier'
  return ratio === undefined ? 'difference' : 'share'
}

/** Why a household's dibao is not what it was; only what had a say in one of the two amounts counts. */
export function dibaoCauses(before: ToldLine, now: ToldLine): (string | null)[] {
  const ways = [wayOf(before.means), wayOf(now.means)]
  const one = (way: Way) => ways[0] !== ways[1] && ways.includes(way)
  const both = (way: Way) => ways[0] === way && ways[1] === way
  return [
    standardHadASay(before, now, both('floor')) && standardOf(before) !== standardOf(now) ? '标准' : null,
    one('share') ? '类别' : null,
    before.means.tier !== now.means.tier ? '档次' : null,
    (both('tier') || both('share')) && sameTier(before, now) && before.means.ratio !== now.means.ratio ? '比例' : null,
    personsDiffer(before, now, ways) ? '人数' : null,
    ways.includes('difference') && before.means.income !== now.means.income ? '收入' : null,
    one('floor') || (both('floor') && floorDiffers(before, now)) ? '保底' : null,
  ]
}

/** The figure of a tier is compared with that of the same tier alone; of two floors in yuan none is a share of it. */
function standardHadASay(before: ToldLine, now: ToldLine, floors: boolean): boolean {
  if (floors && (before.means.standard ?? now.means.standard) !== undefined) return false
  const inYuan = ({ means }: ToldLine) => means.tier !== undefined && means.ratio === undefined
  return sameTier(before, now) || !(inYuan(before) || inYuan(now))
}

function sameTier(before: ToldLine, now: ToldLine): boolean {
  return before.means.tier === now.means.tier
}

function personsDiffer(before: ToldLine, now: ToldLine, ways: readonly Way[]): boolean {
  if (before.means.floor === 'household' && now.means.floor === 'household') return false
  if (before.persons !== now.persons) return true
  const size = ({ means, persons }: ToldLine) => means.size ?? persons
  return ways.includes('difference') && size(before) !== size(now)
}

/** Another floor: in yuan, by another percentage, or counted otherwise. */
function floorDiffers(before: ToldLine, now: ToldLine): boolean {
  if (before.means.floor !== now.means.floor || before.means.ratio !== now.means.ratio) return true
  return before.means.standard !== undefined && before.standardFen !== now.standardFen
}

/** 标准 that the arithmetic began with, also where a floor decided in the end. */
function standardOf({ means, standardFen }: ToldLine): string | null {
  return means.standard ?? (standardFen === null ? null : formatYuan(standardFen))
}
