import type { RankedPolicyBook } from '../policy/build-book.ts'
import { areasOf, type Gap, gapsOf } from '../policy/coverage.ts'
import { describeValue } from '../policy/describe-value.ts'
import { PARAMETERS } from '../policy/parameter-definitions.ts'
import type { ParameterName } from '../policy/parameters.ts'
import { type Span, timelineFor } from '../policy/timeline.ts'
import { areaText, fileLink, markdownTable, untilText } from './markdown.ts'

const HEAD = `# 参数时间表

随附的政策文件规定的每个参数:哪个区划、从哪个月到哪个月、是多少、依据哪份文件哪一条。区划越具体的文件越优先;
一个区划自己没有值的月份,用上一级的值。本文件由 \`npm run docs\` 按随附文件生成,请勿手改。
`

const GAPS_HEAD = `## 各地还缺什么

规则必须用到、而该区划从自己的第一份文件起没有任何文件(包括上级文件)规定的参数。缺的月份里,用到它的对象列出不发;
由当地按自己的文件补上。
`

/** The first digits that stand for a city: payroll is run by no wider area. */
const CITY_DIGITS = 4

/** `docs/TIMELINE.md`: parameter → area → months → value → article, and what each area lacks of what rules need. */
export function renderTimeline(book: RankedPolicyBook, needed: readonly ParameterName[]): string {
  const parameters = Object.keys(PARAMETERS) as ParameterName[]
  const set = parameters.filter((parameter) => book.entriesOf(parameter).length > 0)
  const unset = parameters.filter((parameter) => !set.includes(parameter))
  const unsetRows = unset.map((parameter) => [
    `\`${parameter}\``,
    PARAMETERS[parameter].meaning,
    PARAMETERS[parameter].whenAbsent ?? '需要时列出不发',
  ])
  const parts = [
    HEAD,
    ...set.map((parameter) => parameterSection(parameter, book)),
    `## 随附文件都没有规定的参数\n\n${markdownTable(['参数', '含义', '没有规定时'], unsetRows)}\n`,
    `${GAPS_HEAD}\n${gapsTable(book, needed)}\n`,
  ]
  return parts.join('\n')
}

function parameterSection(parameter: ParameterName, book: RankedPolicyBook): string {
  const { meaning, unit } = PARAMETERS[parameter]
  const rows = areasOf(book).flatMap((area) => ownSpans(book, parameter, area).map(spanCells))
  const table = markdownTable(['区划', '从', '到', '值', '文件', '条款', '内容'], rows)
  return `## ${meaning} \`${parameter}\`\n\n${unit && `单位:${unit}\n\n`}${table}\n`
}

/** What documents of the area itself set; what it has from wider areas stands there. */
function ownSpans(book: RankedPolicyBook, parameter: ParameterName, area: string): Span[] {
  return timelineFor(book, parameter, area).filter(({ entry }) => entry.document.area === area)
}

function spanCells({ from, until, entry: { document, set } }: Span): string[] {
  return [
    areaText(document.area),
    from,
    untilText(until),
    describeValue(set.written),
    fileLink(document.document, `policies/${document.issued}-${document.document}.yaml`),
    set.article,
    document.articles[set.article] ?? '',
  ]
}

/** One row for all parameters that an area lacks in the same months. */
function gapsTable(book: RankedPolicyBook, needed: readonly ParameterName[]): string {
  const gaps = areasOf(book)
    .filter((area) => area.length >= CITY_DIGITS)
    .flatMap((area) => gapsOf(book, area, needed))
  const rows = new Map<string, Gap[]>()
  for (const gap of gaps) {
    const key = `${gap.area} ${gap.from} ${gap.until}`
    rows.set(key, [...(rows.get(key) ?? []), gap])
  }
  return markdownTable(
    ['区划', '从', '到', '缺少的参数'],
    [...rows.values()].map((same) => {
      const { area, from, until } = same[0]!
      return [area, from, untilText(until), same.map(({ parameter }) => `\`${parameter}\``).join('、')]
    }),
  )
}
