import type { Problem } from '../kernel/problem.ts'
import { Cells } from './cells.ts'
import type { CsvRow } from './csv-rows.ts'
import type { CheckedRow, IntakeKind } from './kind.ts'

/** Checks one row after another of a file whose header has been read; collects problems in `problems`. */
export class RowCheck {
  readonly #kind: IntakeKind
  readonly #file: string
  readonly #width: number
  readonly #cells: Cells

  constructor(kind: IntakeKind, file: string, positions: ReadonlyMap<string, number>) {
    this.#kind = kind
    this.#file = file
    this.#width = positions.size
    this.#cells = new Cells(kind, file, positions)
  }

  /** What has been found since `problems` was last emptied. */
  get problems(): Problem[] {
    return this.#cells.problems
  }

  /** The checked row, or null when it is refused. */
  check(row: CsvRow): CheckedRow | null {
    if (row.fault) {
      this.problems.push(this.#unreadable(row))
      return null
    }
    this.#cells.turnTo(row.cells, row.line)
    const checked = this.#kind.check(this.#cells)
    return this.#cells.failed ? null : checked
  }

  #unreadable({ line, cells, fault }: CsvRow): Problem {
    const place = { severity: 'error' as const, file: this.#file, line }
    if (fault === 'quote-inside')
      return {
        ...place,
        code: `${this.#kind.code}.quote-inside`,
        message: '这一行有一格中间夹着双引号,分不清各格的界线。',
        remedy: '请去掉该双引号,或把整格用双引号括起、里面的双引号写两遍。',
      }
    return {
      ...place,
      code: `${this.#kind.code}.cell-count`,
      message: `这一行有 ${cells.length} 格,列名行有 ${this.#width} 格。`,
      remedy: '请检查这一行是否少了或多了逗号;内容含逗号的格请用双引号括起。',
    }
  }
}

/** A line without any content, as spreadsheets leave below their tables. */
export function isBlank(row: CsvRow): boolean {
  return row.fault !== 'quote-inside' && row.cells.every((cell) => cell.trim() === '')
}
