import { Yuan } from './amounts.ts'
import { dibaoFor, isForOne } from './dibao.ts'
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
    if (enrolment.家庭编号 !== no) continue
    const inForce = isIn(enrolment, month)
    const result = inForce ? dueUnder(world, enrolment, month) : taper(world, enrolment, month)
    const programme = inForce ? programmeOf(enrolment) : 'taper'
    for (const { person, component, yuan } of result.paid) {
      const key = [no, person || '-', programme, component].join(' ')
      amounts.set(key, (amounts.get(key) ?? new Yuan(0)).plus(yuan))
    }
    for (const what of result.listed) listed.push(`${enrolment.待遇编号} ${what}`)
  }
  return [...[...amounts].map(([key, yuan]) => `${key} ${yuan.toFixed(2)}`), ...listed].sort()
}

/** What one dibao enrolment that is in force comes to, without the persons whom an earlier one has. */
export function dueUnder(world: World, enrolment: CsvRow, month: string): Result {
  const no = cell(enrolment, '家庭编号')
  if (!world.registry.household(no, month)) return LISTED
  const claimed = claimedBy(world, enrolment, month)
  const elsewhere = claimed.filter((id) => isHeldEarlier(world, enrolment, id, month))
  const listed = elsewhere.map((id) => `not kept ${id}`)
  const rest = world.registry.covered(no, month).filter((row) => !elsewhere.includes(cell(row, '身份证号')))
  const nobodyLeft = claimed.every((id) => elsewhere.includes(id))
  if (elsewhere.length > 0 && nobodyLeft) return { paid: [], listed }
  const result = dibaoFor(world, enrolment, rest, month)
  return { paid: result.paid, listed: [...listed, ...result.listed] }
}

/** Whom an enrolment is for, paid or not: the person it names where it is for one, else everybody covered. */
function claimedBy({ registry }: World, enrolment: CsvRow, month: string): string[] {
  const named = cell(enrolment, '身份证号')
  if (isForOne(enrolment) && named !== '') return [named]
  return registry.covered(cell(enrolment, '家庭编号'), month).map((row) => cell(row, '身份证号'))
}

/** The earlier 起始月份 is kept, then the smaller 待遇编号; enrolments in force count, whether or not they are paid. */
function isHeldEarlier(world: World, enrolment: CsvRow, id: string, month: string): boolean {
  return world.registry.enrolments.some(
    (other) =>
      isDibao(other) &&
      isEarlier(other, enrolment) &&
      isIn(other, month) &&
      world.registry.household(cell(other, '家庭编号'), month) !== null &&
      claimedBy(world, other, month).includes(id),
  )
}

function isEarlier(one: CsvRow, other: CsvRow): boolean {
  const [a, b] = [cell(one, '起始月份'), cell(other, '起始月份')]
  return a === b ? cell(one, '待遇编号') < cell(other, '待遇编号') : a < b
}
