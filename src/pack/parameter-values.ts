import { compare } from '../kernel/order.ts'
import { inertText } from '../kernel/report-csv.ts'
import type { RankedPolicyBook } from '../policy/build-book.ts'
import { describeValue } from '../policy/describe-value.ts'
import { PARAMETERS } from '../policy/parameter-definitions.ts'
import type { ParameterName } from '../policy/parameters.ts'

/** A place and month that lines of a run rest on. */
export interface PlaceMonth {
  readonly area: string
  readonly month: string
}

export const PARAMETER_COLUMNS = ['区划', '月份', '参数', '含义', '取值', '单位', '文号', '条', '起始月份', '终止月份']
const COUNTY_DIGITS = 6

/** What every parameter came to at the places and in the months of the lines; where none is set, what then holds. */
export function parameterValueCells(book: RankedPolicyBook, wanted: Iterable<PlaceMonth>): string[][] {
  const bound = book.documents.map(({ area }) => area).filter((area) => area.length > COUNTY_DIGITS)
  const asked = new Map<string, PlaceMonth>()
  for (const { area, month } of wanted) {
    const place = smallestBound(area, bound)
    asked.set(`${place} ${month}`, { area: place, month })
  }
  const names = Object.keys(PARAMETERS) as ParameterName[]
  const inOrder = [...asked].sort(([a], [b]) => compare(a, b)).map(([, one]) => one)
  return inOrder.flatMap((one) => names.map((name) => cellsOf(book, name, one)))
}

/** Values differ by county, or by the smallest place below it that a document binds. */
function smallestBound(area: string, bound: readonly string[]): string {
  return bound
    .filter((place) => area.startsWith(place))
    .reduce((smallest, place) => (place.length > smallest.length ? place : smallest), area.slice(0, COUNTY_DIGITS))
}

function cellsOf(book: RankedPolicyBook, name: ParameterName, { area, month }: PlaceMonth): string[] {
  const { meaning, unit, whenAbsent } = PARAMETERS[name]
  const head = [area.length > 9 ? `="${area}"` : area, month, name, meaning]
  const entry = book.winner(name, area, month)
  if (!entry?.found) {
    const absent = whenAbsent === null ? '(没有规定;需要它的不发并列出)' : `(没有规定)${whenAbsent}`
    return [...head, absent, unit, entry?.document.document ?? '', entry?.set.article ?? '', '', '']
  }
  const { document, set } = entry
  const value = inertText(describeValue(set.written))
  return [...head, value, unit, document.document, set.article, set.from, set.until ?? '']
}
