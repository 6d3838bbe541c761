import type { BarChart } from './table-sheet.ts'
import { NAMESPACE, XML_DECLARATION, xmlText } from './xml-text.ts'

/** Told apart by everybody, and in grey print. */
const COLOURS = ['1F4E79', 'F4B183', '7F7F7F', '70AD47']
/** More bars than this are not labelled one by one: the figures stand beside them. */
const MOST_LABELS = 24

/** Where a chart's figures stand: the first category is in row `firstRow` of column A, the series from column B on. */
export interface ChartPlace {
  /** As references write it, e.g. `'图'`. */
  readonly sheet: string
  readonly headerRow: number
  readonly firstRow: number
}

/** A chart part: lying bars, the first category on top, each value as the figures beside it say. */
export function chartXml(chart: BarChart, place: ChartPlace): string {
  const series = chart.series.map((_, i) => seriesXml(chart, i, place)).join('')
  return (
    `${XML_DECLARATION}<c:chartSpace xmlns:c="${NAMESPACE.chart}" xmlns:a="${NAMESPACE.drawing}" ` +
    `xmlns:r="${NAMESPACE.relationships}"><c:roundedCorners val="0"/><c:chart>` +
    `<c:title><c:tx>${richText(chart.title, 1200)}</c:tx><c:overlay val="0"/></c:title>` +
    '<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/>' +
    `<c:grouping val="clustered"/><c:varyColors val="0"/>${series}<c:gapWidth val="60"/>` +
    `<c:axId val="111111111"/><c:axId val="222222222"/></c:barChart>${CATEGORY_AXIS}${VALUE_AXIS}</c:plotArea>` +
    `${chart.series.length > 1 ? `<c:legend><c:legendPos val="b"/><c:overlay val="0"/>${textSize(900)}</c:legend>` : ''}` +
    '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
  )
}

const GREY_LINE = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill></a:ln></c:spPr>'

const CATEGORY_AXIS =
  '<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>' +
  '<c:axPos val="l"/><c:numFmt formatCode="@" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>' +
  `<c:tickLblPos val="low"/>${GREY_LINE}${textSize(900)}<c:crossAx val="222222222"/><c:crosses val="autoZero"/></c:catAx>`

const VALUE_AXIS =
  '<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>' +
  `<c:axPos val="b"/><c:majorGridlines>${GREY_LINE}</c:majorGridlines><c:numFmt formatCode="#,##0" sourceLinked="0"/>` +
  '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>' +
  `${GREY_LINE}${textSize(800)}<c:crossAx val="111111111"/><c:crosses val="max"/></c:valAx>`

function seriesXml({ categories, series }: BarChart, index: number, place: ChartPlace): string {
  const { name, values } = series[index]!
  const column = String.fromCharCode(66 + index)
  const lastRow = place.firstRow + categories.length - 1
  const range = (letter: string) => xmlText(`${place.sheet}!$${letter}$${place.firstRow}:$${letter}$${lastRow}`)
  const header = xmlText(`${place.sheet}!$${column}$${place.headerRow}`)
  const labelled = categories.length * series.length <= MOST_LABELS
  return (
    `<c:ser><c:idx val="${index}"/><c:order val="${index}"/>` +
    `<c:tx><c:strRef><c:f>${header}</c:f><c:strCache>${points([name])}</c:strCache></c:strRef></c:tx>` +
    `<c:spPr><a:solidFill><a:srgbClr val="${COLOURS[index % COLOURS.length]}"/></a:solidFill></c:spPr>` +
    `<c:invertIfNegative val="0"/>${labelled ? LABELS : ''}` +
    `<c:cat><c:strRef><c:f>${range('A')}</c:f><c:strCache>${points(categories)}</c:strCache></c:strRef></c:cat>` +
    `<c:val><c:numRef><c:f>${range(column)}</c:f><c:numCache><c:formatCode>#,##0.00</c:formatCode>${points(values)}</c:numCache></c:numRef></c:val></c:ser>`
  )
}

const LABELS =
  `<c:dLbls><c:numFmt formatCode="#,##0.00" sourceLinked="0"/>${textSize(800)}<c:showLegendKey val="0"/><c:showVal val="1"/>` +
  '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'

function points(texts: readonly string[]): string {
  const written = texts.map((text, i) => `<c:pt idx="${i}"><c:v>${xmlText(text)}</c:v></c:pt>`)
  return `<c:ptCount val="${texts.length}"/>${written.join('')}`
}

/** `size` in hundredths of a point. */
function textSize(size: number): string {
  return `<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="${size}"/></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>`
}

function richText(text: string, size: number): string {
  return `<c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="${size}" b="1"/></a:pPr><a:r><a:rPr lang="zh-CN" sz="${size}" b="1"/><a:t>${xmlText(text)}</a:t></a:r></a:p></c:rich>`
}
