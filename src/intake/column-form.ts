/** What kind of content a column holds, which decides what a workbook's cell may be there. */
export type ColumnForm = 'text' | 'id' | 'account' | 'month' | 'day' | 'decimal' | 'yes-no'

const FORMS: Readonly<Record<Exclude<ColumnForm, 'text'>, readonly string[]>> = {
  id: ['身份证号', '户主身份证号', '代领人身份证号'],
  account: ['账号'],
  month: ['生效月份', '失效月份', '起始月份', '终止月份', '复核月份', '启用月份', '月份'],
  day: ['死亡日期', '发布日期', '日期'],
  decimal: ['月收入', '核定金额', '同比涨幅', '倍数'],
  'yes-no': ['保障对象', '重病', '丧失劳动能力', '单亲', '在校'],
}

const BY_COLUMN = new Map(
  Object.entries(FORMS).flatMap(([form, columns]) => columns.map((column) => [column, form as ColumnForm])),
)

/** The form of a column, by its name in the contract. A number in a text column is read as its digits. */
export function formOf(column: string): ColumnForm {
  return BY_COLUMN.get(column) ?? 'text'
}
