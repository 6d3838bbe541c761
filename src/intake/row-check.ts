import type { Problem } from '../kernel/problem.ts'
import { Cells } from './cells.ts'
import type { CheckedRow, IntakeKind } from './kind.ts'
import type { RowFault, SourceRow } from './source-row.ts'

/** Checks one row after another of a file whose header has been read; collects problems in `problems`. */
export class RowCheck {
  readonly #kind: IntakeKind
  readonly #file: string
  readonly #cells: Cells
  /** Where each column stands in the header, from 0. */
  readonly positions: ReadonlyMap<string, number>

  constructor(kind: IntakeKind, file: string, positions: ReadonlyMap<string, number>) {
    this.#kind = kind
    this.#file = file
    this.positions = positions
    this.#cells = new Cells(kind, file, positions)
  }

  /** What has been found since `problems` was last emptied. */
  get problems(): Problem[] {
    return this.#cells.problems
  }

  /** The checked row, or null when it is refused. */
  check(row: SourceRow): CheckedRow | null {
    if (row.fault) {
      this.problems.push(this.#unreadable(row, row.fault))
      return null
    }
    this.#cells.turnTo(row)
    const checked = this.#kind.check(this.#cells)
    return this.#cells.failed ? null : checked
  }

  #unreadable({ line, cells }: SourceRow, fault: RowFault): Problem {
    const code = `${this.#kind.code}.${fault}`
    return { code, severity: 'error', file: this.#file, line, ...faultText(fault, cells.length, this.positions.size) }
  }
}

function faultText(fault: RowFault, cells: number, width: number): Pick<Problem, 'message' | 'remedy'> {
  switch (fault) {
    case 'quote-inside':
      return {
        message: '这一行有一格中间夹着双引号,分不清各格的界线。',
        remedy: '请去掉该双引号,或把整格用双引号括起、里面的双引号写两遍。',
      }
    case 'cell-count':
      return {
        message: `这一行有 ${cells} 格,列名行有 ${width} 格。`,
        remedy: '请检查这一行是否少了或多了逗号;内容含逗号的格请用双引号括起。',
      }
    case 'hidden-row':
      return {
        message: '这一行在工作表中是隐藏的(或被筛选掉了)。',
        remedy: '请取消隐藏和筛选,核对这一行;不要的行请删除后重新导入。',
      }
    case 'beyond-header':
      return {
        message: '这一行在最后一个列名的右边还有内容。',
        remedy: '请删去列名之外的内容,或补上列名后重新导入。',
      }
  }
}

/** A line without any content, as spreadsheets leave below their tables. */
export function isBlank({ fault, cells, unusable }: SourceRow): boolean {
  if (fault && fault !== 'cell-count') return false
  return !unusable && cells.every((cell) => cell.trim() === '')
}
