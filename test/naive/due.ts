import { Yuan } from './amounts.ts'
import { dibaoFor } from './dibao.ts'
import { claimedBy, isNotKept } from './exclusions.ts'
import { homeOf, personDue } from './person-due.ts'
import { isDibao, programmeOf } from './programme.ts'
import { isIn } from './registry.ts'
import { type CsvRow, cell } from './rows.ts'
import { taper } from './taper.ts'
import { LISTED, type Result, type World } from './world.ts'

/** `家庭 人 项目 组成 金额` of all that a household is due in a month, and `待遇编号 …` of who is listed, sorted. */
export function dueOf(world: World, no: string, month: string): string[] {
  const amounts = new Map<string, Yuan>()
  const listed: string[] = []
  for (const enrolment of world.registry.enrolments) {
    const home = isDibao(enrolment) ? enrolment.家庭编号 : homeOf(world, enrolment, month)
    if (home !== no) continue
    const { programme, result } = underOne(world, enrolment, month)
    for (const { person, component, yuan } of result.paid) {
      const key = [no, person || '-', programme, component].join(' ')
      amounts.set(key, (amounts.get(key) ?? new Yuan(0)).plus(yuan))
    }
    for (const what of result.listed) listed.push(`${enrolment.待遇编号} ${what}`)
  }
  return [...[...amounts].map(([key, yuan]) => `${key} ${yuan.toFixed(2)}`), ...listed].sort()
}

/** What one enrolment comes to, and under which programme: an ended dibao may have become a taper. */
export function underOne(world: World, enrolment: CsvRow, month: string): { programme: string; result: Result } {
  const programme = programmeOf(enrolment)
  if (!isDibao(enrolment)) return { programme, result: personDue(world, enrolment, month) }
  if (isIn(enrolment, month)) return { programme, result: dueUnder(world, enrolment, month) }
  return { programme: 'taper', result: taper(world, enrolment, month) }
}

/** What one dibao enrolment that is in force comes to, without the persons for whom something else is kept. */
export function dueUnder(world: World, enrolment: CsvRow, month: string): Result {
  const no = cell(enrolment, '家庭编号')
  if (!world.registry.household(no, month)) return LISTED
  const claimed = claimedBy(world, enrolment, month)
  const elsewhere = claimed.filter((id) => isNotKept(world, enrolment, id, month))
  const listed = elsewhere.map((id) => `not kept ${id}`)
  const rest = world.registry.covered(no, month).filter((row) => !elsewhere.includes(cell(row, '身份证号')))
  const nobodyLeft = claimed.every((id) => elsewhere.includes(id))
  if (elsewhere.length > 0 && nobodyLeft) return { paid: [], listed }
  const result = dibaoFor(world, enrolment, rest, month)
  return { paid: result.paid, listed: [...listed, ...result.listed] }
}
