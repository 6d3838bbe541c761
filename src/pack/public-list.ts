import type { Fen } from '../kernel/money.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { ageReachedIn, type Day, type Month } from '../kernel/month.ts'
import { inertText } from '../kernel/report-csv.ts'
import { programmeName } from '../policy/programmes.ts'
import { publicName } from './public-name.ts'

/** What one household or person gets under one programme, as stored. */
export interface PublicGroup {
  /** The village. */
  readonly area: string
  readonly name: string
  readonly birth: Day
  readonly programme: string
  /** Being on this list would tell of a disability or an illness. */
  readonly revealing: boolean
  /** It is paid by one of the children's programmes. */
  readonly childs: boolean
  readonly persons: number
  readonly fromMonth: Month
  readonly toMonth: Month
  readonly amountFen: Fen
}

/** One line of the posted list. */
export interface PublicEntry {
  readonly area: string
  readonly name: string
  readonly programme: string
  readonly persons: number
  readonly months: string
  readonly amountFen: Fen
}

/** Adds up what is not told by name, and turns everything else into lines that may be posted. */
export class PublicList {
  readonly #month: Month
  #persons = 0
  #fen = 0n

  constructor(month: Month) {
    this.#month = month
  }

  /** The line for a group; null where nobody is named, or nothing is paid on balance. */
  take(group: PublicGroup): PublicEntry | null {
    if (group.amountFen <= 0n) return null
    if (group.revealing) {
      this.#persons += group.persons
      this.#fen += group.amountFen
      return null
    }
    const minor = group.childs || ageReachedIn(group.birth, this.#month) < ADULT
    return {
      area: group.area,
      name: minor ? MINOR : publicName(group.name),
      programme: group.programme,
      persons: group.persons,
      months: group.fromMonth === group.toMonth ? group.toMonth : `${group.fromMonth}至${group.toMonth}`,
      amountFen: group.amountFen,
    }
  }

  /** How many payments stand on no list by name, and what they come to. */
  get unnamed(): { readonly persons: number; readonly fen: Fen } {
    return { persons: this.#persons, fen: this.#fen }
  }
}

const ADULT = 18
const MINOR = '未成年人'
/** Fewer than these could be guessed in a village. */
const FEWEST_TOLD = 5

export const PUBLIC_COLUMNS = ['乡镇', '村', '序号', '姓名', '补贴项目', '人数', '享受月份', '金额']

/** A line of the list; `order` counts from 1 in each village. */
export function publicCells(entry: PublicEntry, order: number): string[] {
  return [
    entry.area.slice(0, 9),
    `="${entry.area}"`,
    String(order),
    inertText(entry.name),
    programmeName(entry.programme),
    String(entry.persons),
    entry.months,
    formatYuan(entry.amountFen),
  ]
}

/** What is said under the list: what is left out, why, and as one sum what nobody is named for. */
export function publicNotes({ persons, fen }: PublicList['unnamed']): string[] {
  const which = '涉及残疾、疾病隐私的补贴(残疾人两项补贴、因重病的临时救助、患病儿童基本生活费及相应的价格临时补贴)'
  const few = '不逐人公示;本次没有,或不足 5 人,人数和金额从略。'
  const many = `不逐人公示,合计 ${persons} 人、${formatYuanGrouped(fen)} 元。`
  return [
    '姓名只公示姓氏;身份证号、账号、住址、收入、残疾和疾病情况一律不公示。金额为本批次核定金额(元)。',
    '未满 18 周岁的和儿童类补贴的对象不公示姓名,写作「未成年人」。',
    `${which}${persons < FEWEST_TOLD ? few : many}`,
  ]
}
