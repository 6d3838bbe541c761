import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../db/package-root.ts'
import { Refused } from '../kernel/refusal.ts'
import type { Layout } from './layout.ts'
import { readLayoutText } from './layout-source.ts'
import { LAYOUT_REFUSALS } from './refusals.ts'

export const BUILT_IN_LAYOUTS = ['yibentong', 'yibentong-xlsx', 'bank-tab', 'bank-fixed'] as const
export const DEFAULT_LAYOUT = 'yibentong'

/** The layout of this name, or in this file; refused with every mistake and its line when it is not one. */
export function loadLayout(nameOrFile: string): Layout {
  const read = readLayoutText(nameOrFile, layoutText(nameOrFile))
  if ('layout' in read) return read.layout
  throw new Refused(read.problems)
}

/** The YAML text of a built-in layout or of a file; refused when there is neither. */
export function layoutText(nameOrFile: string): string {
  const builtIn = (BUILT_IN_LAYOUTS as readonly string[]).includes(nameOrFile)
  const path = builtIn ? join(packageRoot, 'src', 'layout', 'layouts', `${nameOrFile}.yaml`) : nameOrFile
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    throw new Refused(
      error instanceof TypeError
        ? LAYOUT_REFUSALS['layout.unreadable'](path)
        : LAYOUT_REFUSALS['layout.unknown'](nameOrFile, BUILT_IN_LAYOUTS),
    )
  }
}
