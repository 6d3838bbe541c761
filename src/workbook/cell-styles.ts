import type { ColumnKind } from './table-sheet.ts'
import { NAMESPACE, XML_DECLARATION } from './xml-text.ts'

/** The styles of written cells, by their number in the styles part. */
export const STYLE = {
  plain: 0,
  title: 1,
  header: 2,
  text: 3,
  money: 4,
  count: 5,
  totalText: 6,
  totalMoney: 7,
  totalCount: 8,
  wrapped: 9,
}

export function styleOf(kind: ColumnKind, total: boolean): number {
  if (kind === 'money') return total ? STYLE.totalMoney : STYLE.money
  if (kind === 'count') return total ? STYLE.totalCount : STYLE.count
  return total ? STYLE.totalText : STYLE.text
}

const TEXT = 49 // @: what is in it stays text when somebody edits it
const MONEY = 4 // #,##0.00
const COUNT = 3 // #,##0

const FONT = '<name val="宋体"/><family val="3"/><charset val="134"/>'
const LINE = '<color rgb="FFBFBFBF"/>'
const BOX = ['left', 'right', 'top', 'bottom'].map((side) => `<${side} style="thin">${LINE}</${side}>`).join('')

function xf(format: number, font: number, fill: number, border: number, alignment: string): string {
  return (
    `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0" applyNumberFormat="1" ` +
    `applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment ${alignment}/></xf>`
  )
}

const LEFT = 'vertical="center"'
const INDENTED = 'horizontal="left" vertical="center" indent="1"'
const WRAPPED = `${INDENTED} wrapText="1"`
const RIGHT = 'horizontal="right" vertical="center" indent="1"'
const CENTRE = 'horizontal="center" vertical="center" wrapText="1"'

/** In the order of `STYLE`. */
const CELL_STYLES = [
  xf(0, 0, 0, 0, LEFT),
  xf(TEXT, 2, 0, 0, LEFT),
  xf(TEXT, 1, 2, 1, CENTRE),
  xf(TEXT, 0, 0, 1, INDENTED),
  xf(MONEY, 0, 0, 1, RIGHT),
  xf(COUNT, 0, 0, 1, RIGHT),
  xf(TEXT, 1, 3, 1, INDENTED),
  xf(MONEY, 1, 3, 1, RIGHT),
  xf(COUNT, 1, 3, 1, RIGHT),
  xf(TEXT, 0, 0, 1, WRAPPED),
]

function solid(colour: string): string {
  return `<fill><patternFill patternType="solid"><fgColor rgb="${colour}"/><bgColor indexed="64"/></patternFill></fill>`
}

/** The styles part. */
export const STYLES_XML = `${XML_DECLARATION}<styleSheet xmlns="${NAMESPACE.main}">
<fonts count="3"><font><sz val="10"/>${FONT}</font><font><b/><sz val="10"/>${FONT}</font><font><b/><sz val="14"/>${FONT}</font></fonts>
<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${solid('FFDDEBF7')}${solid('FFF2F2F2')}</fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${BOX}<diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="${CELL_STYLES.length}">${CELL_STYLES.join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`
