import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { Problem } from '../kernel/problem.ts'
import { inertText } from '../kernel/report-csv.ts'

/** Problems as rows of a table that a person opens in a spreadsheet. */
export const problemCells = {
  titles: ['文件', '行号', '列', '值', '级别', '代码', '问题', '处理办法'] as const,
  of: ({ file, line, column, value, severity, code, message, remedy }: Problem): string[] => {
    const level = severity === 'error' ? '拒收' : '提示'
    const cells = [file, line === undefined ? '' : String(line), column, value, level, code, message, remedy]
    return cells.map((cell) => inertText(withoutPersonalNumbers(cell ?? '')))
  },
}
