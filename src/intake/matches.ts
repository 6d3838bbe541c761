import { idNumber } from './cell-identity.ts'
import { remark, text } from './cell-text.ts'
import { day } from './cell-values.ts'
import { columns } from './column.ts'
import type { IntakeKind } from './kind.ts'

/** 核对结果: what another office's records say about a person. */
export const matches: IntakeKind = {
  code: 'matches',
  name: '核对结果',
  columns: columns('★身份证号', '★来源', '★结果', '★日期', '备注'),
  check: (cells) => ({
    person: idNumber(cells, '身份证号'),
    source: text(cells, '来源'),
    result: text(cells, '结果'),
    found_on: day(cells, '日期'),
    note: remark(cells, '备注'),
  }),
}
