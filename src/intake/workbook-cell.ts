import { maskAccount, maskIdNumber } from '../kernel/sensitive.ts'
import type { CellValue } from '../workbook/cell-value.ts'
import { isFloatNoise } from '../workbook/stored-number.ts'
import { spreadsheetProblem } from './cell-identity.ts'
import type { CellProblem } from './cell-problem.ts'
import type { ColumnForm } from './column-form.ts'

type Valued<K extends CellValue['kind']> = Extract<CellValue, { readonly kind: K }>

/** The text that a workbook's cell stands for in a column of that form, as a CSV file would hold it; or what is wrong. */
export function cellText(value: CellValue, form: ColumnForm): string | CellProblem {
  switch (value.kind) {
    case 'text':
      return value.text
    case 'number':
      return numberText(value, form)
    case 'date':
      return dateText(value, form)
    case 'boolean':
      return form === 'yes-no' ? (value.value ? '是' : '否') : BOOLEAN
    case 'error':
      return { ...ERROR, shown: value.text }
    case 'formula':
      return FORMULA
    case 'hidden':
      return HIDDEN
  }
}

function numberText({ decimal, percent }: Valued<'number'>, form: ColumnForm): string | CellProblem {
  if (form === 'id' || form === 'account') return turnedIntoNumber(form, decimal)
  if (percent) return percentProblem(decimal)
  if (!isFloatNoise(decimal)) return decimal
  return decimal.includes('.') ? noiseProblem(decimal) : { ...TOO_MANY_DIGITS, shown: maskAccount(decimal) }
}

function dateText({ day, shows, serial }: Valued<'date'>, form: ColumnForm): string | CellProblem {
  if (form === 'id' || form === 'account') return turnedIntoNumber(form, serial)
  if (form !== 'day' && form !== 'month') return { ...TURNED_INTO_DATE, shown: day ?? serial }
  if (day === null) return { ...NO_WHOLE_DAY, what: form, shown: serial }
  if (form === 'day') return day
  return shows === 'month' || day.endsWith('-01') ? day.slice(0, 7) : dayForMonth(day)
}

function turnedIntoNumber(form: 'id' | 'account', digits: string): CellProblem {
  return form === 'id'
    ? { ...spreadsheetProblem('id-spreadsheet', '身份证号'), shown: maskIdNumber(digits) }
    : { ...spreadsheetProblem('account-spreadsheet', '账号'), shown: maskAccount(digits) }
}

function noiseProblem(decimal: string): CellProblem {
  return {
    what: 'float-noise',
    message: '该格的数超过 15 位有效数字,带有表格软件计算留下的浮点误差(例如 215.5 存成了 215.50000000000003)。',
    remedy: '请重新输入这个数(不要粘贴计算结果),保存后重新导入。',
    shown: decimal,
  }
}

function percentProblem(decimal: string): CellProblem {
  return {
    what: 'percent-format',
    message: `该格设成了百分比格式,存的是 ${decimal},与显示的数相差一百倍。`,
    remedy: '请把该格改为常规格式,写成 5.4 这样不带百分号的数。',
    shown: decimal,
  }
}

function dayForMonth(day: string): CellProblem {
  return {
    what: 'month',
    message: `该格是日期 ${day},不是月份。`,
    remedy: '请改为 年-月(四位年、两位月)的文本,或该月 1 日的日期。',
    shown: day,
  }
}

const BOOLEAN: CellProblem = {
  what: 'boolean',
  message: '该格是逻辑值(TRUE 或 FALSE),这一列不用逻辑值。',
  remedy: '请改为文本内容后重新导入。',
}

const ERROR: CellProblem = {
  what: 'error-value',
  message: '该格是公式算错的结果(错误值)。',
  remedy: '请填入实际内容后重新导入。',
}

const FORMULA: CellProblem = {
  what: 'formula',
  message: '该格是公式,不采用它显示的结果。',
  remedy: '请复制该列,用「选择性粘贴—数值」贴回原处,核对后重新导入。',
}

const HIDDEN: CellProblem = {
  what: 'hidden-cell',
  message: '该格的格式(;;;)使内容不显示。',
  remedy: '请把格式改为常规,核对内容后重新导入。',
}

const TOO_MANY_DIGITS: CellProblem = {
  what: 'number-digits',
  message: '该格是超过 15 位的数字,表格软件已丢失末几位。',
  remedy: '请把该列设为文本格式,按原始资料重新录入。',
}

const TURNED_INTO_DATE: CellProblem = {
  what: 'turned-into-date',
  message: '该格已被表格软件变成日期。',
  remedy: '请把该列设为文本格式,按原来的内容重新录入。',
}

const NO_WHOLE_DAY: Omit<CellProblem, 'what'> = {
  message: '该格的日期带有时刻,或不是日历上的一天。',
  remedy: '请改为 2026-07-01 这样的日期,不带时刻。',
}
