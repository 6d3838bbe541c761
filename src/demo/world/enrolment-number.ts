import type { DemoEnrolment, DemoFamily } from './family.ts'

/** How the numbers of each programme's enrolments begin, and which office's approvals they rest on. */
const SERIES: Record<string, { readonly prefix: string; readonly office: string }> = {
  城市低保: { prefix: 'DB', office: '民低' },
  农村低保: { prefix: 'DB', office: '民低' },
  特困人员: { prefix: 'TK', office: '民特' },
  孤儿: { prefix: 'ET', office: '民儿' },
  事实无人抚养儿童: { prefix: 'ET', office: '民儿' },
  艾滋病病毒感染儿童: { prefix: 'ET', office: '民儿' },
  重点困境儿童: { prefix: 'ET', office: '民儿' },
  困难残疾人生活补贴: { prefix: 'SH', office: '民残' },
  重度残疾人护理补贴: { prefix: 'HL', office: '民残' },
  临时救助: { prefix: 'LS', office: '民临' },
  教育资助: { prefix: 'JY', office: '民教' },
  受灾救助: { prefix: 'SZ', office: '应急' },
}

/** 待遇编号: the programme's letters and the family's serial, a person's with the place in the family. */
export function enrolmentNumber({ number, persons }: DemoFamily, { programme, person }: DemoEnrolment): string {
  const { prefix } = SERIES[programme]!
  const isDibao = prefix === 'DB'
  const place = person && !isDibao ? `-${persons.findIndex(({ id }) => id === person.id) + 1}` : ''
  return `${prefix}${number.slice(2)}${place}`
}

/** 审批文号; approvals are numbered by family. */
export function approvalNumber({ number }: DemoFamily, { programme, from }: DemoEnrolment): string {
  return `示例${SERIES[programme]!.office}〔${from.slice(0, 4)}〕${number.slice(2)}号`
}
