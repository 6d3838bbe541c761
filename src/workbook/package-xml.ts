import { quotedSheet } from './sheet-name.ts'
import { NAMESPACE, XML_DECLARATION, xmlText } from './xml-text.ts'

/** A sheet that has been written. */
export interface WrittenSheet {
  readonly name: string
  /** The row of its header, printed again on every page; null where there is none. */
  readonly headerRow: number | null
  /** The number of its charts. */
  readonly charts: number
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'

/** Content types of a workbook of these sheets. Drawing n belongs to sheet n, charts are numbered through. */
export function contentTypesXml(sheets: readonly WrittenSheet[]): string {
  const of = (part: string, type: string) => `<Override PartName="/xl/${part}" ContentType="${OFFICE}.${type}+xml"/>`
  const charts = sheets.reduce((count, sheet) => count + sheet.charts, 0)
  const parts = [
    of('workbook.xml', 'spreadsheetml.sheet.main'),
    of('styles.xml', 'spreadsheetml.styles'),
    ...sheets.map((_, i) => of(`worksheets/sheet${i + 1}.xml`, 'spreadsheetml.worksheet')),
    ...sheets.flatMap((sheet, i) => (sheet.charts > 0 ? [of(`drawings/drawing${i + 1}.xml`, 'drawing')] : [])),
    ...Array.from({ length: charts }, (_, i) => of(`charts/chart${i + 1}.xml`, 'drawingml.chart')),
  ]
  return (
    `${XML_DECLARATION}<Types xmlns="${NAMESPACE.package}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Default Extension="xml" ContentType="application/xml"/>${parts.join('')}</Types>`
  )
}

/** A relationships part: each part's kind and where it stands, numbered `rId1`, `rId2`, … */
export function relationshipsXml(links: readonly (readonly [type: string, target: string])[]): string {
  const written = links.map(
    ([type, target], i) =>
      `<Relationship Id="rId${i + 1}" Type="${NAMESPACE.relationships}/${type}" Target="${target}"/>`,
  )
  return `${XML_DECLARATION}<Relationships xmlns="${NAMESPACE.package}/relationships">${written.join('')}</Relationships>`
}

export const ROOT_RELATIONSHIPS = relationshipsXml([['officeDocument', 'xl/workbook.xml']])

export function workbookRelationships(sheets: readonly WrittenSheet[]): string {
  const links = sheets.map((_, i) => ['worksheet', `worksheets/sheet${i + 1}.xml`] as const)
  return relationshipsXml([...links, ['styles', 'styles.xml']])
}

/** The workbook part: its sheets in their order, and which rows are printed on every page. */
export function workbookXml(sheets: readonly WrittenSheet[]): string {
  const listed = sheets.map(({ name }, i) => `<sheet name="${xmlText(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
  const titles = sheets.flatMap(({ name, headerRow }, i) => {
    if (headerRow === null) return []
    const rows = xmlText(`${quotedSheet(name)}!$${headerRow}:$${headerRow}`)
    return [`<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${rows}</definedName>`]
  })
  const names = titles.length > 0 ? `<definedNames>${titles.join('')}</definedNames>` : ''
  return (
    `${XML_DECLARATION}<workbook xmlns="${NAMESPACE.main}" xmlns:r="${NAMESPACE.relationships}">` +
    `<bookViews><workbookView/></bookViews><sheets>${listed.join('')}</sheets>${names}</workbook>`
  )
}
