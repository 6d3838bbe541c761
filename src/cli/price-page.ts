import stringWidth from 'string-width'
import type { DecisionPage } from '../reports/decision-page.ts'
import { table } from './terminal/table.ts'

const WIDTH = 92

/** The page of a price decision as text, columns aligned for Chinese characters. */
export function describePage({ title, facts, notice, decided, sections, signatures, footer }: DecisionPage): string {
  const spaced = title.split('').join(' ')
  return [
    `${' '.repeat(Math.max(0, Math.floor((WIDTH - stringWidth(spaced)) / 2)))}${spaced}`,
    facts.map(([name, value]) => `${name}:${value}`).join('    '),
    '═'.repeat(WIDTH),
    ...(notice === null ? [] : [`【${notice}】`]),
    ...decided,
    ...sections.map(({ heading, table: rows, notes }) =>
      ['', heading, ...(rows ? [table(rows.columns, rows.rows)] : []), ...notes].join('\n'),
    ),
    '',
    signatures.map(([role, name]) => `${role}:${name || '____________'}`).join('      '),
    '',
    footer,
  ].join('\n')
}
