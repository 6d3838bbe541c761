import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { Problem } from '../kernel/problem.ts'
import type { ColumnNames } from './column-names.ts'
import type { IntakeKind } from './kind.ts'
import { INTAKE_REFUSALS } from './refusals.ts'
import { refusedFile } from './refused-file.ts'

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
  const separator = otherSeparator(kind, header)
  if (separator)
    return {
      ok: false,
      problems: refusedFile(file, INTAKE_REFUSALS['import.separator'](SEPARATORS[separator]!), 1).problems,
    }
  const own = header.map((cell) => cell.trim())
  const titles = own.map((title) => names.get(title) ?? title)
  const positions = new Map(titles.map((title, position) => [title, position]))
  const known = new Set(kind.columns.map(({ name }) => name))
  const problem = (what: string, column: string, message: string, remedy: string): Problem => ({
    ...{ code: `import.${what}`, severity: 'error', file, line: 1, column: withoutPersonalNumbers(column) },
    ...{ message, remedy },
  })
  const allowed = kind.columns.map(({ name }) => name).join('、')
  const unknown = titles.flatMap((title, i) => (known.has(title) ? [] : [{ title, own: own[i]! }]))
  const repeated = [...new Set(titles.filter((title, i) => known.has(title) && titles.indexOf(title) !== i))]
  const missing = kind.columns.filter(({ name, required }) => required && !positions.has(name))
  const problems = [
    ...unknown.map(({ title, own }) => {
      const mapped = title === own ? '' : `(对照文件里「${withoutPersonalNumbers(own)}」的标准列名)`
      const shown = title === '' ? '有一列没有列名。' : `不认识列「${withoutPersonalNumbers(title)}」${mapped}。`
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

const SEPARATORS: Readonly<Record<string, string>> = {
  ';': '分号',
  '\t': '制表符(TAB)',
  '|': '竖线',
  '\uff0c': '全角逗号',
  '\uff1b': '全角分号',
}

/** What stands between the columns where the whole header came as one cell that names several of them; else null. */
function otherSeparator({ columns }: IntakeKind, header: readonly string[]): string | null {
  const [only = ''] = header
  if (header.length !== 1) return null
  const known = new Set(columns.map(({ name }) => name))
  const names = (sign: string) => only.split(sign).filter((title) => known.has(title.trim())).length
  return Object.keys(SEPARATORS).find((sign) => names(sign) > 1) ?? null
}
