import { Refused } from '../kernel/refusal.ts'
import type { Context } from './context.ts'

/** True when the county is one for the actor; `000000`, what belongs to no county, is for those bound to none. */
export function isOwnCounty({ counties }: Context, county: string): boolean {
  return !counties || counties.includes(county)
}

/** Refuses a county that the actor is not bound to; the database shows him nothing of it either. */
export function requireOwnCounty(context: Context, county: string): void {
  if (isOwnCounty(context, county)) return
  const { actor, counties } = context
  throw new Refused({
    code: 'user.other-county',
    message: `用户「${actor}」只管 ${counties!.join('、')},不能处理 ${county} 的事。`,
    remedy: '请由该县的用户来做;需要扩大范围的,请管理员执行 huimin user county。',
  })
}

/** Refuses what concerns every county to those who are bound to some. */
export function requireAllCounties({ actor, counties }: Context, what: string): void {
  if (!counties) return
  throw new Refused({
    code: 'user.bound-to-counties',
    message: `${what}涉及所有区县,用户「${actor}」只管 ${counties.join('、')},不能做。`,
    remedy: '请由不限区县的用户来做。',
  })
}
