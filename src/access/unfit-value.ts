import { countyFault } from '../kernel/area.ts'
import type { Wording } from '../kernel/refusal.ts'

/** What to tell who wrote a month that is none. */
export function unfitMonth(month: string): Wording {
  return { message: `月份「${month}」不对。`, remedy: '请写成 2026-07 这样的年月。' }
}

/** What to tell who wrote a county's code that is none. */
export function unfitCounty(county: string): Wording {
  return {
    message: `区县代码「${county}」不对:${countyFault(county)}。`,
    remedy: '请写 6 位区划代码,例如 371302。',
  }
}

/** What to tell who wrote an area's code that is none. */
export function unfitArea(area: string): Wording {
  return { message: `区划代码「${area}」不对。`, remedy: '请写 2、4、6、9 或 12 位区划代码,例如 371302。' }
}

/** What to tell who asked for a county that nothing was ever imported for. */
export function unknownCounty(county: string): Wording {
  return {
    message: `系统中没有区县 ${county} 的登记资料。`,
    remedy: '请先导入该县的家庭等资料(huimin import),或检查区县代码。',
  }
}

/** What to tell who asked for a household that a county does not have. */
export function unknownHousehold(county: string, householdNo: string): Wording {
  return { message: `${county} 没有家庭编号「${householdNo}」。`, remedy: '请检查家庭编号和区县代码。' }
}

/** What to tell who asked for a person whom a county does not know. */
export function unknownPerson(county: string): Wording {
  return { message: `${county} 的家庭成员中没有这个身份证号。`, remedy: '请核对身份证号,或改用 --household 家庭编号。' }
}
