import { type IdFault, readIdNumber } from '../kernel/identifiers.ts'
import { maskAccount, maskIdNumber } from '../kernel/sensitive.ts'
import type { CellProblem } from './cell-problem.ts'
import type { Cells } from './cells.ts'

const SPREADSHEET_NUMBER = /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)$|^\d+\.0*$/
const FULL_WIDTH = /[０-９Ｘｘ]/
const FIX_FORMAT = '请在表格中把该列设为文本格式,按原始证件或存折重新录入(表格软件转成数字后末几位已丢失,不能还原)。'

const ID_FAULTS: Record<IdFault, (length: number) => string> = {
  length: (length) => `身份证号应为 18 位,这里是 ${length} 位。`,
  characters: () => '身份证号中有不该出现的字符(前 17 位是数字,末位是数字或 X)。',
  'birth-date': () => '身份证号中的出生日期不存在。',
  'check-digit': () => '身份证号的校验码不对。',
}

/** An ID number in its 18 digits; null when empty or refused. One of 15 digits is upgraded, which is reported. */
export function idNumber(cells: Cells, column: string): string | null {
  const value = cells.take(column)
  if (value === '') return null
  const mask = maskIdNumber(value)
  const report = (problem: CellProblem) => cells.report(column, value, { ...problem, shown: mask })
  const reading = readIdNumber(value)
  if (!reading.ok) {
    report(idProblem(value, reading.fault))
    return null
  }
  if (reading.upgraded) report(UPGRADED)
  else if (reading.id.endsWith('000')) report(ID_ENDS_IN_ZEROS)
  return reading.id
}

const UPGRADED: CellProblem = {
  what: 'id-upgraded',
  severity: 'warning',
  message: '15 位身份证号已按规则升为 18 位。',
  remedy: '请核对本人证件,下次按 18 位填报。',
}

const ID_ENDS_IN_ZEROS: CellProblem = {
  what: 'id-trailing-zeros',
  severity: 'warning',
  message: '身份证号以 000 结尾,可能曾被表格软件改成数字。',
  remedy: '请对照证件核实;属实则不必处理。',
}

function idProblem(value: string, fault: IdFault): CellProblem {
  if (/^[=+\-@]/.test(value)) return formulaProblem('身份证号')
  if (SPREADSHEET_NUMBER.test(value)) return spreadsheetProblem('id-spreadsheet', '身份证号')
  if (FULL_WIDTH.test(value)) return fullWidthProblem('身份证号')
  return { what: `id-${fault}`, message: ID_FAULTS[fault](value.length), remedy: '请对照本人证件更正后重新导入。' }
}

/** An account number of 8 to 32 digits; null when empty or refused. */
export function accountNumber(cells: Cells, column: string): string | null {
  const value = cells.take(column)
  if (value === '') return null
  const fault = accountProblem(value)
  if (fault) cells.report(column, value, { ...fault, shown: maskAccount(value) })
  return fault && fault.severity !== 'warning' ? null : value
}

function accountProblem(value: string): CellProblem | null {
  if (/^\d{8,32}$/.test(value)) return value.length >= 16 && value.endsWith('000') ? ACCOUNT_ENDS_IN_ZEROS : null
  if (/^[=+\-@]/.test(value)) return formulaProblem('账号')
  if (SPREADSHEET_NUMBER.test(value)) return spreadsheetProblem('account-spreadsheet', '账号')
  if (FULL_WIDTH.test(value)) return fullWidthProblem('账号')
  const wrongLength = /^\d+$/.test(value)
  return {
    what: wrongLength ? 'account-length' : 'account-characters',
    message: wrongLength ? `账号应为 8 至 32 位数字,这里是 ${value.length} 位。` : '账号中有数字以外的字符。',
    remedy: '请对照存折或社保卡更正后重新导入(不要空格和连字符)。',
  }
}

const ACCOUNT_ENDS_IN_ZEROS: CellProblem = {
  what: 'account-trailing-zeros',
  severity: 'warning',
  message: '账号以 000 结尾,可能曾被表格软件改成数字。',
  remedy: '请对照存折或社保卡核实;属实则不必处理。',
}

/** A number of that name that a spreadsheet holds as a number, its last digits lost. */
export function spreadsheetProblem(what: string, name: string): CellProblem {
  return { what, message: `${name}已被表格软件变成数字。`, remedy: FIX_FORMAT }
}

function fullWidthProblem(name: string): CellProblem {
  return {
    what: 'full-width',
    message: `${name}中有全角数字或字母。`,
    remedy: '请改用半角(英文状态)输入后重新导入。',
  }
}

function formulaProblem(name: string): CellProblem {
  return { what: 'formula', message: `${name}以公式符号开头。`, remedy: '请把该格改为文本格式的号码后重新导入。' }
}
