import type { Chance } from './chance.ts'
import { enrolmentNumber, type Made } from './make-family.ts'
import { PERSON_PROGRAMMES, programmeOf } from './programme.ts'
import { type CsvRow, cell, later } from './rows.ts'

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  tekun: ['分散-自理', '分散-半护理', '分散-全护理', '集中-自理', '集中-全护理', '集中-半护理', '示例', ''],
  orphan: ['机构', '散居', '散居', '示例'],
  'temporary-assistance': ['重病', '教育', '一事一议', '先行救助', '示例', ''],
  'education-grant': ['专科', '本科', ''],
}
const NAMES = ['特困人员', '困难残疾人生活补贴', '临时救助', '事实无人抚养儿童']

/** An enrolment of a person programme or one-off help: mostly of a member, with and without a household. */
export function personEnrolmentRow(
  chance: Chance,
  no: string,
  ids: readonly string[],
  month: string,
  made: Made,
): CsvRow {
  const programme = chance.pick([...PERSON_PROGRAMMES, 'unsupported-child', 'tekun', ...NAMES])
  const code = programmeOf({ 项目: programme })
  const forHousehold = ['temporary-assistance', 'disaster-relief'].includes(code) && chance.percent(40)
  const once = ['temporary-assistance', 'disaster-relief', 'education-grant'].includes(code)
  const from = later(month, once ? chance.whole(-1, 23) : chance.whole(-30, 18))
  const ended = chance.percent(35)
  const elsewhere = made.households.length > 0 && chance.percent(10)
  const home = elsewhere ? cell(chance.pick(made.households).row, '家庭编号') : no
  return {
    待遇编号: enrolmentNumber(made),
    项目: programme,
    家庭编号: forHousehold || chance.percent(50) ? home : '',
    身份证号: forHousehold ? '' : chance.pick(ids),
    起始月份: from,
    终止月份: ended ? later(from, chance.whole(-1, 26)) : '',
    终止原因: ended ? '退出' : '',
    审批文号: '示例批〔2099〕2号',
    类别: chance.pick(CLASSES[code] ?? ['']),
    核定金额: chance.percent(70) ? (chance.whole(0, 150_000) / 100).toFixed(2) : '',
    倍数: chance.percent(85)
      ? chance.pick(['0.5', '1', '2', '2.5', '3', '3.01', '4', '5.5', '6', '7.5', '12', '13'])
      : '',
    复核月份: '',
  }
}
