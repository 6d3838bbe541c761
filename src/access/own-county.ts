import { Refused } from '../kernel/refusal.ts'
import type { Context } from './context.ts'
import { ACCESS_REFUSALS } from './refusals.ts'

/** True when the county is one for the actor; `000000`, what belongs to no county, is for those bound to none. */
export function isOwnCounty({ counties }: Context, county: string): boolean {
  return !counties || counties.includes(county)
}

/** Refuses a county that the actor is not bound to; the database shows him nothing of it either. */
export function requireOwnCounty(context: Context, county: string): void {
  if (isOwnCounty(context, county)) return
  const { actor, counties } = context
  throw new Refused(ACCESS_REFUSALS['user.other-county'](actor, counties!, county))
}

/** Refuses what concerns every county to those who are bound to some. */
export function requireAllCounties({ actor, counties }: Context, what: string): void {
  if (!counties) return
  throw new Refused(ACCESS_REFUSALS['user.bound-to-counties'](actor, counties, what))
}
