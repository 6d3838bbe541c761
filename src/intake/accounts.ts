import { accountNumber, idNumber } from './cell-identity.ts'
import { choice, personName, text } from './cell-text.ts'
import { month } from './cell-values.ts'
import { columns } from './column.ts'
import type { IntakeKind } from './kind.ts'

/** 账户: where a person's money goes, or who draws it for them. */
export const accounts: IntakeKind = {
  code: 'accounts',
  name: '账户',
  columns: columns('★身份证号', '★户名', '★账号', '★账户类型', '★开户银行', '代领人身份证号', '★启用月份'),
  check: (cells) => ({
    person: idNumber(cells, '身份证号'),
    holder: personName(cells, '户名'),
    account: accountNumber(cells, '账号'),
    account_kind: choice(cells, '账户类型', 'account-kind', { 存折: '存折', 社保卡: '社保卡' }),
    bank: text(cells, '开户银行'),
    agent: idNumber(cells, '代领人身份证号'),
    from_month: month(cells, '启用月份'),
  }),
}
