import { invariant } from '../../kernel/invariant.ts'
import type { Day, Month } from '../../kernel/month.ts'
import type { DecimalText, IndexName } from '../../policy/parameters.ts'

/** A price index as published for an area (or for the nation, "") and a month. */
export interface IndexFigure {
  readonly area: string
  readonly month: Month
  readonly index: IndexName
  /** 同比涨幅 in percent as published, e.g. `5.4` or `-0.5`. */
  readonly rise: DecimalText
  readonly publishedOn: Day
  /** The number of the import that brought the figure: of two figures for one key the greater holds. */
  readonly known: number
}

/** The published figures as known at one instant. */
export interface IndexBook {
  /** The figure of the longest prefix of `area` that has one for the month; null when nothing was published. */
  find(index: IndexName, area: string, month: Month): IndexFigure | null
}

/** Orders the figures for looking up; which of them were known when is the caller's choice. */
export function buildIndexBook(figures: Iterable<IndexFigure>): IndexBook {
  const byKey = new Map<string, IndexFigure>()
  for (const figure of figures) {
    const key = keyOf(figure.index, figure.area, figure.month)
    const other = byKey.get(key)
    invariant(other?.known !== figure.known, `two figures for ${key} known from import ${figure.known}`)
    if (!other || other.known < figure.known) byKey.set(key, figure)
  }
  return {
    find: (index, area, month) => {
      for (let length = area.length; length >= 0; length--) {
        const figure = byKey.get(keyOf(index, area.slice(0, length), month))
        if (figure) return figure
      }
      return null
    },
  }
}

function keyOf(index: IndexName, area: string, month: Month): string {
  return `${index} ${month} ${area}`
}
