import { type Fen, formatYuanGrouped } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import type { PublicEntry } from './public-list.ts'

const STYLE = `
@page { size: A4 portrait; margin: 16mm 18mm; }
body { margin: 0 auto; max-width: 172mm; color: #000; background: #fff;
  font: 12pt/1.5 FangSong, STFangsong, "仿宋", SimSun, "Noto Serif CJK SC", serif; }
section { break-after: page; }
section:last-child { break-after: auto; }
h1 { margin: 0 0 3mm; text-align: center; letter-spacing: 1.5mm; font-size: 20pt; }
.facts { display: flex; justify-content: space-between; margin-bottom: 2mm; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.75pt solid #000; padding: 0.8mm 2mm; }
td.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.total td { font-weight: bold; }
.notes { margin: 3mm 0 0; padding-left: 6mm; font-size: 10pt; }
.foot { display: flex; justify-content: space-between; margin-top: 8mm; }
`

const COLUMNS = ['序号', '姓名', '补贴项目', '人数', '享受月份', '金额(元)']

/** The page before its first village. */
export function publicPageHead(title: string): string {
  return `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
`
}

export const PUBLIC_PAGE_END = '</body>\n</html>\n'

/** One village's list, which prints on sheets of its own: the lines, their sum, the notes, and room to fill in by hand. */
export function villageHtml(
  area: string,
  month: string,
  entries: readonly PublicEntry[],
  notes: readonly string[],
): string {
  const total = entries.reduce((sum, { amountFen }) => sum + amountFen, 0n)
  const persons = entries.reduce((sum, one) => sum + one.persons, 0)
  const rows = entries.map((one, i) =>
    rowHtml([String(i + 1), one.name, programmeName(one.programme), String(one.persons), one.months], one.amountFen),
  )
  return `<section>
<h1>困难群众补贴公示名单</h1>
<div class="facts"><span>乡镇 ${area.slice(0, 9)} 村 ${area}(村名:          )</span><span>${month}</span></div>
<table>
<thead><tr>${COLUMNS.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
${rowHtml(['合计', '', '', String(persons), ''], total, 'total')}
</tbody>
</table>
<ol class="notes">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ol>
<div class="foot"><span>公示期:      年   月   日至   月   日</span><span>监督电话:            </span><span>(盖章)</span></div>
</section>
`
}

function rowHtml(cells: readonly string[], fen: Fen, kind = ''): string {
  const own = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')
  return `<tr${kind && ` class="${kind}"`}>${own}<td class="right">${formatYuanGrouped(fen)}</td></tr>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
