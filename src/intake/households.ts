import { idNumber } from './cell-identity.ts'
import { choice, remark, text } from './cell-text.ts'
import { area, count, month } from './cell-values.ts'
import { columns } from './column.ts'
import type { IntakeKind } from './kind.ts'

const RESIDENCES = { 城市: 'urban', 农村: 'rural' } as const

/** 家庭: who heads it, where it lives, how many its income is divided by. */
export const households: IntakeKind = {
  code: 'households',
  name: '家庭',
  columns: columns('★家庭编号', '★户主身份证号', '★区划代码', '★城乡类别', '★家庭人口', '地址', '★生效月份'),
  check: (cells) => ({
    household_no: text(cells, '家庭编号'),
    head: idNumber(cells, '户主身份证号'),
    area: area(cells, '区划代码'),
    residence: choice(cells, '城乡类别', 'residence', RESIDENCES),
    size: count(cells, '家庭人口', 999),
    address: remark(cells, '地址'),
    from_month: month(cells, '生效月份'),
  }),
}
