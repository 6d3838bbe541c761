import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../db/package-root.ts'

/** Which code computed something: the version that package.json names. A rule that changes raises it. */
export const codeRevision: string = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version
