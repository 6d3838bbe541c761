import { type CsvRow, cell } from './rows.ts'

const CODES: Readonly<Record<string, string>> = {
  城市低保: 'urban-dibao',
  农村低保: 'rural-dibao',
  特困人员: 'tekun',
  孤儿: 'orphan',
  事实无人抚养儿童: 'unsupported-child',
  艾滋病病毒感染儿童: 'hiv-child',
  重点困境儿童: 'child-in-difficulty',
  困难残疾人生活补贴: 'disability-living',
  重度残疾人护理补贴: 'disability-nursing',
  临时救助: 'temporary-assistance',
  教育资助: 'education-grant',
  受灾救助: 'disaster-relief',
}
export const PERSON_PROGRAMMES = Object.values(CODES).slice(2)
const CHILDREN = ['orphan', 'unsupported-child', 'hiv-child', 'child-in-difficulty']
const ONE_OFF = ['temporary-assistance', 'education-grant', 'disaster-relief']

/** The programme's code; a file may give the code or the Chinese name. */
export function programmeOf(enrolment: CsvRow): string {
  const given = cell(enrolment, '项目')
  return CODES[given] ?? given
}

export function isDibao(enrolment: CsvRow): boolean {
  return ['urban-dibao', 'rural-dibao'].includes(programmeOf(enrolment))
}

export function isForChildren(enrolment: CsvRow): boolean {
  return CHILDREN.includes(programmeOf(enrolment))
}

export function isOneOff(enrolment: CsvRow): boolean {
  return ONE_OFF.includes(programmeOf(enrolment))
}
