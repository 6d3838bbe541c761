import { birthDate } from '../kernel/identifiers.ts'
import { idNumber } from './cell-identity.ts'
import { choice, personName, text, yesNo } from './cell-text.ts'
import { day, month } from './cell-values.ts'
import type { Cells } from './cells.ts'
import { columns } from './column.ts'
import type { IntakeKind } from './kind.ts'

const DISABILITIES = {
  视力: '视力',
  听力: '听力',
  言语: '言语',
  肢体: '肢体',
  智力: '智力',
  精神: '精神',
  多重: '多重',
} as const
const GRADES = { 1: '1', 2: '2', 3: '3', 4: '4' } as const

/** 成员: who belongs to a household, and what the rules ask about a person. */
export const members: IntakeKind = {
  code: 'members',
  name: '成员',
  columns: columns(
    '★家庭编号',
    '★姓名',
    '★身份证号',
    '★与户主关系',
    '★保障对象',
    '残疾类别',
    '残疾等级',
    '重病',
    '丧失劳动能力',
    '单亲',
    '在校',
    '死亡日期',
    '失效月份',
    '★生效月份',
  ),
  check(cells) {
    const person = idNumber(cells, '身份证号')
    return {
      household_no: text(cells, '家庭编号'),
      person,
      name: personName(cells, '姓名'),
      relation: text(cells, '与户主关系', 20),
      covered: yesNo(cells, '保障对象'),
      disability_kind: choice(cells, '残疾类别', 'disability-kind', DISABILITIES),
      disability_grade: choice(cells, '残疾等级', 'disability-grade', GRADES),
      gravely_ill: yesNo(cells, '重病'),
      lost_work_capacity: yesNo(cells, '丧失劳动能力'),
      single_parent: yesNo(cells, '单亲'),
      in_school: yesNo(cells, '在校'),
      died_on: deathDay(cells, person),
      left_month: month(cells, '失效月份'),
      from_month: month(cells, '生效月份'),
    }
  },
}

function deathDay(cells: Cells, person: string | null): string | null {
  const died = day(cells, '死亡日期')
  if (died === null || person === null || died >= birthDate(person)) return died
  cells.report('死亡日期', died, {
    what: 'death-before-birth',
    message: `死亡日期 ${died} 早于身份证号中的出生日期。`,
    remedy: '请核对死亡日期和身份证号。',
  })
  return null
}
