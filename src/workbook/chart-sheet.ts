import { STYLE } from './cell-styles.ts'
import { columnCell, textCell } from './cell-xml.ts'
import { chartXml } from './chart-xml.ts'
import { relationshipsXml } from './package-xml.ts'
import { quotedSheet } from './sheet-name.ts'
import { headingRow, sheetClosing, sheetOpening } from './sheet-xml.ts'
import type { BarChart, ChartSheet } from './table-sheet.ts'
import { NAMESPACE, XML_DECLARATION } from './xml-text.ts'

/** Columns of figures beside a chart: the categories and at most three series. */
const WIDTHS = [22, 17, 17, 17, 3]
const CHART_FROM_COLUMN = 5
const CHART_TO_COLUMN = 16
/** As high as a page, so that thin bars can be told apart; longer lists take two rows a category. */
const LEAST_ROWS = 30

/** Where one chart and its figures stand on their sheet; rows count from 1. */
interface Block {
  readonly chart: BarChart
  readonly titleRow: number
  readonly lastRow: number
}

/** The parts of a sheet of pictures: figures on the left, bars beside them, one page for each. */
export function chartSheetParts(sheet: ChartSheet, name: string, sheetNo: number, firstChart: number) {
  const blocks = blocksOf(sheet.charts)
  const breaks = blocks.slice(0, -1).map(({ lastRow }) => `<brk id="${lastRow}" max="16383" man="1"/>`)
  const pages =
    breaks.length > 0
      ? `<rowBreaks count="${breaks.length}" manualBreakCount="${breaks.length}">${breaks.join('')}</rowBreaks>`
      : ''
  const drawing = blocks.length > 0 ? '<drawing r:id="rId1"/>' : ''
  return {
    sheet: sheetOpening(WIDTHS, 0) + blocks.map(rowsOf).join('') + sheetClosing(pages + drawing),
    sheetRelationships: relationshipsXml([['drawing', `../drawings/drawing${sheetNo}.xml`]]),
    drawing: drawingXml(blocks),
    drawingRelationships: relationshipsXml(
      blocks.map((_, i) => ['chart', `../charts/chart${firstChart + i}.xml`] as const),
    ),
    charts: blocks.map(({ chart, titleRow }) =>
      chartXml(chart, { sheet: quotedSheet(name), headerRow: titleRow + 1, firstRow: titleRow + 2 }),
    ),
  }
}

function blocksOf(charts: readonly BarChart[]): Block[] {
  const blocks: Block[] = []
  for (const chart of charts) {
    const titleRow = (blocks.at(-1)?.lastRow ?? 0) + 1
    blocks.push({ chart, titleRow, lastRow: titleRow + Math.max(LEAST_ROWS, chart.categories.length * 2) })
  }
  return blocks
}

function rowsOf({ chart, titleRow }: Block): string {
  const { title, over, categories, series } = chart
  const header = [over, ...series.map(({ name }) => name)]
  const rows = [
    headingRow(titleRow, [title], true),
    row(
      titleRow + 1,
      header.map((text, at) => textCell(letter(at) + (titleRow + 1), text, STYLE.header)),
    ),
    ...categories.map((category, i) => {
      const at = titleRow + 2 + i
      const values = series.map(({ values }, s) => columnCell(letter(s + 1) + at, values[i]!, 'money'))
      return row(at, [columnCell(`A${at}`, category, 'text'), ...values])
    }),
  ]
  return rows.join('')
}

function row(number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.join('')}</row>`
}

function letter(column: number): string {
  return String.fromCharCode(65 + column)
}

function drawingXml(blocks: readonly Block[]): string {
  const frames = blocks.map(({ chart, titleRow, lastRow }, i) => {
    const from = marker('from', CHART_FROM_COLUMN, titleRow)
    const to = marker('to', CHART_TO_COLUMN, lastRow - 1)
    const frame =
      `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${i + 2}" name="图 ${i + 1}" descr="${chart.over}"/>` +
      '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>' +
      `<a:graphic><a:graphicData uri="${NAMESPACE.chart}"><c:chart xmlns:c="${NAMESPACE.chart}" r:id="rId${i + 1}"/>` +
      '</a:graphicData></a:graphic></xdr:graphicFrame>'
    return `<xdr:twoCellAnchor>${from}${to}${frame}<xdr:clientData/></xdr:twoCellAnchor>`
  })
  return (
    `${XML_DECLARATION}<xdr:wsDr xmlns:xdr="${NAMESPACE.anchors}" xmlns:a="${NAMESPACE.drawing}" ` +
    `xmlns:r="${NAMESPACE.relationships}">${frames.join('')}</xdr:wsDr>`
  )
}

function marker(which: 'from' | 'to', column: number, row: number): string {
  return (
    `<xdr:${which}><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff>` +
    `<xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${which}>`
  )
}
