import { type CsvRow, cell } from './rows.ts'

const CODES: Readonly<Record<string, string>> = { 城市低保: 'urban-dibao', 农村低保: 'rural-dibao' }

/** The programme's code; a file may give the code or the Chinese name. */
export function programmeOf(enrolment: CsvRow): string {
  const given = cell(enrolment, '项目')
  return CODES[given] ?? given
}

export function isDibao(enrolment: CsvRow): boolean {
  return ['urban-dibao', 'rural-dibao'].includes(programmeOf(enrolment))
}
