import { idNumber } from './cell-identity.ts'
import { text } from './cell-text.ts'
import { month, yuan } from './cell-values.ts'
import { columns } from './column.ts'
import type { IntakeKind } from './kind.ts'
import { warnEndBeforeStart } from './span.ts'

/** 收入: what a member, or the family as a whole, has each month. */
export const incomes: IntakeKind = {
  code: 'incomes',
  name: '收入',
  columns: columns('★家庭编号', '身份证号', '★收入类别', '★月收入', '★起始月份', '终止月份'),
  check(cells) {
    const from = month(cells, '起始月份')
    const to = month(cells, '终止月份')
    warnEndBeforeStart(cells, from, to)
    return {
      household_no: text(cells, '家庭编号'),
      person: idNumber(cells, '身份证号'),
      kind: text(cells, '收入类别'),
      monthly_fen: yuan(cells, '月收入'),
      from_month: from,
      to_month: to,
    }
  },
}
