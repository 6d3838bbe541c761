import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refused } from '../kernel/refusal.ts'
import { CHECKS_NAME, type CheckLimits, readLimits } from './limits.ts'
import { CHECK_REFUSALS } from './refusals.ts'

/** The limits that the home's `checks.yaml` names; none without one. */
export function homeLimits(home: string): CheckLimits {
  const path = join(home, CHECKS_NAME)
  return existsSync(path) ? readLimits(path, textOf(path)) : {}
}

function textOf(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refused(CHECK_REFUSALS['checks.invalid'](path))
  }
}
