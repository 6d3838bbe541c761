import type { Chance } from './chance.ts'
import { enrolmentRow, householdRow, type Made, memberRow, newPerson } from './make-family.ts'
import { type CsvRow, cell, later } from './rows.ts'

/** A family whose only member dies around a taper, and which somebody joins some months later. */
export function makeExtinctFamily(chance: Chance, no: string, month: string, made: Made): void {
  const ids = [newPerson(chance, month, made), newPerson(chance, month, made)]
  if (ids[0] === ids[1] || made.members.some(({ row }) => ids.includes(cell(row, '身份证号')))) return
  const died = later(month, chance.whole(-1, 8))
  const [first, second] = [
    { ...memberRow(chance, no, ids[0]!, '2020-01', month), 死亡日期: `${died}-10`, 失效月份: '' },
    { ...memberRow(chance, no, ids[1]!, later(died, chance.whole(0, 4)), month), 死亡日期: '', 失效月份: '' },
  ]
  const ended: CsvRow = {
    ...enrolmentRow(chance, no, ids, month, made),
    起始月份: '2023-01',
    终止月份: later(died, chance.whole(-5, 1)),
    终止原因: '渐退',
    类别: '',
    身份证号: '',
    复核月份: '',
  }
  made.households.push({ no: 1, row: householdRow(chance, no, ids, '2020-01') })
  made.members.push({ no: 1, row: first }, { no: 1, row: second })
  made.enrolments.push({ no: 1, row: ended })
}
