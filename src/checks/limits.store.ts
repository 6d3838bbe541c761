import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refused } from '../kernel/refusal.ts'
import { CHECKS_NAME, type CheckLimits, readLimits } from './limits.ts'

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
    throw new Refused({
      code: 'checks.invalid',
      message: `${path} 不是 UTF-8 文本。`,
      remedy: '请用文本编辑器另存为 UTF-8 编码。',
    })
  }
}
