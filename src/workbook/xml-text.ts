/** What XML 1.0 cannot hold, and what would be read as an escape of such a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NEEDS_CODE = /[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const MARKUP = /[&<>"]/
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as it stands between tags or in an attribute. */
export function xmlText(text: string): string {
  return MARKUP.test(text) ? text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]!) : text
}

/** A cell's text: what XML cannot hold is written as `_x000D_` and the like, which spreadsheets read back as it was. */
export function cellXmlText(text: string): string {
  return xmlText(text.replace(LONE_SURROGATE, '\ufffd').replace(NEEDS_CODE, escaped))
}

function escaped(sign: string): string {
  return `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

export const NAMESPACE = {
  main: 'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  relationships: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  package: 'http://schemas.openxmlformats.org/package/2006',
  drawing: 'http://schemas.openxmlformats.org/drawingml/2006/main',
  chart: 'http://schemas.openxmlformats.org/drawingml/2006/chart',
  anchors: 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing',
} as const
