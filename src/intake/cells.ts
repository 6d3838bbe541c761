import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { Problem } from '../kernel/problem.ts'
import type { CellProblem } from './cell-problem.ts'
import type { Column } from './column.ts'
import type { SourceRow } from './source-row.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f\u0085\u2028\u2029\ufffe\uffff]/
const LONGEST_SHOWN = 60

/** What a kind of input file says of its cells: its code, for problems, and its columns. */
interface CheckedColumns {
  readonly code: string
  readonly columns: readonly Column[]
}

/** Reads the cells of one row after another and collects what is wrong with them. */
export class Cells {
  readonly #code: string
  readonly #file: string
  readonly #positions: ReadonlyMap<string, number>
  readonly #mayBeEmpty: ReadonlySet<string>
  readonly problems: Problem[] = []
  #row: SourceRow = { line: 0, cells: [] }
  #failed = false

  constructor({ code, columns }: CheckedColumns, file: string, positions: ReadonlyMap<string, number>) {
    this.#code = code
    this.#file = file
    this.#positions = positions
    const optional = columns.filter(({ required, mayBeEmpty }) => !required || mayBeEmpty)
    this.#mayBeEmpty = new Set(optional.map(({ name }) => name))
  }

  /** Turns to the next row. */
  turnTo(row: SourceRow): void {
    this.#row = row
    this.#failed = false
  }

  /** Whether the row has had an error so far. */
  get failed(): boolean {
    return this.#failed
  }

  /** The trimmed text of a cell; empty when it is empty, absent or unreadable, which is reported. */
  take(column: string, multiline = false): string {
    const position = this.#positions.get(column)
    if (position !== undefined && this.#row.unusable?.has(position)) {
      const { shown = '', ...problem } = this.#row.unusable.get(position)!
      this.report(column, shown, problem)
      return ''
    }
    let text = position === undefined ? '' : (this.#row.cells[position] ?? '').trim()
    if (text === '') {
      if (!this.#mayBeEmpty.has(column)) this.#reportEmpty(column)
      return ''
    }
    if (multiline) text = text.replace(/[\r\n]+/g, ' ')
    if (CONTROL.test(text)) return this.#reportControl(column, text)
    if (text.startsWith("'") || text.startsWith('’')) return this.#reportApostrophe(column, text)
    return text
  }

  /** Reports something wrong with a cell; an error refuses the row. */
  report(column: string, text: string, { what, message, remedy, severity = 'error', shown }: CellProblem): void {
    if (severity === 'error') this.#failed = true
    const value = shown ?? withoutPersonalNumbers(text)
    this.problems.push({
      code: `${this.#code}.${what}`,
      severity,
      file: this.#file,
      line: this.#row.line,
      column,
      value: value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value,
      message,
      remedy,
    })
  }

  #reportEmpty(column: string): void {
    this.report(column, '', {
      what: 'required',
      message: `「${column}」是必填项,这里是空的。`,
      remedy: '请补填后重新导入。',
    })
  }

  #reportControl(column: string, text: string): '' {
    const code = CONTROL.exec(text)![0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    // no value: what a control character cuts in two would no longer be known for a personal number
    this.report(column, '', {
      what: 'control-character',
      message: `「${column}」中有看不见的控制字符或换行(U+${code})。`,
      remedy: '请在表格中清除该字符(可用 CLEAN 函数)后重新导入。',
    })
    return ''
  }

  #reportApostrophe(column: string, text: string): '' {
    this.report(column, text, {
      what: 'apostrophe',
      message: `「${column}」以撇号开头,这是表格软件的文本标记,不是内容。`,
      remedy: '请去掉开头的撇号(该列设为文本格式即可)后重新导入。',
    })
    return ''
  }
}
