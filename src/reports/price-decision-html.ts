import type { DecisionPage, PageSection, PageTable } from './decision-page.ts'

/** Fonts that a bureau's machines have, then those of others; nothing is fetched. */
const STYLE = `
@page { size: A4 portrait; margin: 12mm 18mm 11mm 20mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 172mm; color: #000; background: #fff;
  font: 10.5pt/1.45 FangSong, STFangsong, "仿宋", SimSun, "Noto Serif CJK SC", "Source Han Serif SC", serif; }
h1 { margin: 0 0 2mm; text-align: center; letter-spacing: 1.5mm; font-size: 20pt; font-weight: bold;
  font-family: "FZXiaoBiaoSong-B05S", "方正小标宋简体", SimSun, STSong, "Noto Serif CJK SC", serif; }
.facts { display: flex; justify-content: space-between; padding-bottom: 1.5mm; border-bottom: 2px solid #c00; }
.notice { margin: 2mm 0; padding: 1mm 3mm; border: 1.5px solid #c00; color: #c00; font-weight: bold; text-align: center; }
.decided { margin: 2mm 0; text-indent: 2em; font-size: 12pt; line-height: 1.5; }
h2 { margin: 2mm 0 0.8mm; font: bold 10.5pt/1.3 SimHei, "黑体", "Noto Sans CJK SC", sans-serif; break-after: avoid; }
table { width: 100%; border-collapse: collapse; break-inside: avoid; font-size: 9pt; line-height: 1.25; }
th, td { border: 0.75pt solid #000; padding: 0.35mm 1.4mm; text-align: left; vertical-align: middle; overflow-wrap: anywhere; }
th { font-weight: bold; text-align: center; background: #f2f2f2; white-space: nowrap; }
td.short { white-space: nowrap; }
td.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.total td { font-weight: bold; }
p.note { margin: 0.8mm 0; font-size: 9.5pt; line-height: 1.35; }
.signatures { display: flex; justify-content: space-between; gap: 6mm; margin-top: 5mm; break-inside: avoid; font-size: 12pt; }
.signatures div { flex: 1; display: flex; align-items: flex-end; }
.signatures span.blank { flex: 1; min-height: 9mm; margin-left: 1mm; padding: 0 2mm; border-bottom: 1px solid #000; display: flex; align-items: flex-end; }
.footer { margin: 2.5mm 0 0; font-size: 8.5pt; color: #444; }
@media print { th { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media screen { body { padding: 12mm 0; } }
`

/** The page as one HTML file without scripts or anything from outside, to be printed on A4 and signed. */
export function renderPageHtml(page: DecisionPage): string {
  const { title, facts, notice, decided, sections, signatures, footer } = page
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(`${title} ${facts.map(([, value]) => value).join(' ')}`)}</title>`,
    `<style>${STYLE}</style>`,
  ]
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<div class="facts">${facts.map(([name, value]) => `<span>${sentence(`${name}:`)}${escapeHtml(value)}</span>`).join('')}</div>`,
    ...(notice === null ? [] : [`<p class="notice">${sentence(notice)}</p>`]),
    ...decided.map((words) => `<p class="decided">${sentence(words)}</p>`),
    ...sections.map(sectionHtml),
    `<div class="signatures">${signatures.map(signatureHtml).join('')}</div>`,
    `<p class="footer">${sentence(footer)}</p>`,
  ]
  const parts = [
    '<!DOCTYPE html>',
    '<html lang="zh-CN">',
    '<head>',
    ...head,
    '</head>',
    '<body>',
    ...body,
    '</body>',
    '</html>',
  ]
  return `${parts.join('\n')}\n`
}

function sectionHtml({ heading, table, notes }: PageSection): string {
  return [
    `<h2>${sentence(heading)}</h2>`,
    ...(table ? [tableHtml(table)] : []),
    ...notes.map((note) => `<p class="note">${sentence(note)}</p>`),
  ].join('\n')
}

function tableHtml({ columns, rows, totalled }: PageTable): string {
  const head = columns.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join('')
  const body = rows.map((row, i) => {
    const cells = row.map((cell, at) => cellHtml(cell, columns[at]?.align ?? 'left'))
    return `<tr${totalled && i === rows.length - 1 ? ' class="total"' : ''}>${cells.join('')}</tr>`
  })
  return ['<table>', `<thead><tr>${head}</tr></thead>`, '<tbody>', ...body, '</tbody>', '</table>'].join('\n')
}

/** What is short stands on one line; what is long may break anywhere. */
const SHORT = 12

function cellHtml(cell: string, align: 'left' | 'right'): string {
  const kind = align === 'right' ? ' class="right"' : cell.length <= SHORT ? ' class="short"' : ''
  return `<td${kind}>${escapeHtml(cell)}</td>`
}

function signatureHtml([role, name]: readonly [string, string]): string {
  return `<div>${sentence(`${role}:`)}<span class="blank">${escapeHtml(name)}</span></div>`
}

/** Words of our own as paper has them: full-width marks beside Chinese characters. Cells stay as they are. */
function sentence(words: string): string {
  const marks: Readonly<Record<string, string>> = { ',': '\uff0c', ';': '\uff1b', ':': '\uff1a' }
  return escapeHtml(
    words.replace(/(?<=[\p{Script=Han})%])[,;:]|[,;:](?=\p{Script=Han})/gu, (mark) => marks[mark] ?? mark),
  )
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
