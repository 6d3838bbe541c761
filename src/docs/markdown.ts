/** A Markdown table; cells are plain text. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

function cellText(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** A link to a file of the repository, from a file in `docs/`. */
export function fileLink(text: string, path: string): string {
  return `[${text}](../${path.split('/').map(encodeName).join('/')})`
}

/** Brackets in a name would end the link. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('(', '%28').replaceAll(')', '%29')
}

/** A month as a reader meets it; null is open. */
export function untilText(month: string | null): string {
  return month ?? '不限'
}

/** An area prefix as a reader meets it. */
export function areaText(area: string): string {
  return area === '' ? '全国' : area
}
