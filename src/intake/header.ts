import type { Problem } from '../kernel/problem.ts'
import type { ColumnNames } from './column-names.ts'
import type { IntakeKind } from './kind.ts'
import { withoutPersonalNumbers } from './masked-text.ts'

export type HeaderReading =
  | { readonly ok: true; readonly positions: ReadonlyMap<string, number> }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Finds each column of the kind in a header row. Unknown, repeated and missing columns refuse the file by name. */
export function readHeader(
  kind: IntakeKind,
  file: string,
  header: readonly string[],
  names: ColumnNames,
): HeaderReading {
  const titles = header.map((cell) => cell.trim()).map((title) => names.get(title) ?? title)
  const positions = new Map(titles.map((title, position) => [title, position]))
  const known = new Set(kind.columns.map(({ name }) => name))
  const problem = (what: string, column: string, message: string, remedy: string): Problem => ({
    ...{ code: `import.${what}`, severity: 'error', file, line: 1, column: withoutPersonalNumbers(column) },
    ...{ message, remedy },
  })
  const allowed = kind.columns.map(({ name }) => name).join('、')
  const unknown = titles.filter((title) => !known.has(title))
  const repeated = [...new Set(titles.filter((title, i) => known.has(title) && titles.indexOf(title) !== i))]
  const missing = kind.columns.filter(({ name, required }) => required && !positions.has(name))
  const problems = [
    ...unknown.map((title) => {
      const shown = title === '' ? '有一列没有列名。' : `不认识列「${withoutPersonalNumbers(title)}」。`
      return problem(
        'columns-unknown',
        title,
        shown,
        `${kind.name}的列只有:${allowed};其他列名请用 --columns 对照或删去。`,
      )
    }),
    ...repeated.map((title) =>
      problem('columns-duplicate', title, `列「${title}」出现了不止一次。`, '请只保留一列后重新导入。'),
    ),
    ...missing.map(({ name }) =>
      problem(
        'columns-missing',
        name,
        `缺少必需的列「${name}」。`,
        '请在首行补上这一列,或用 --columns 对照本单位的列名。',
      ),
    ),
  ]
  return problems.length > 0 ? { ok: false, problems } : { ok: true, positions }
}
