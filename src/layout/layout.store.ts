import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../db/package-root.ts'
import { Refused } from '../kernel/refusal.ts'
import type { Layout } from './layout.ts'
import { readLayoutText } from './layout-source.ts'

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
    throw new Refused(error instanceof TypeError ? notUtf8(path) : unknownLayout(nameOrFile))
  }
}

function notUtf8(path: string) {
  return {
    code: 'layout.unreadable',
    message: `版式文件 ${path} 不是 UTF-8 文本。`,
    remedy: '请用文本编辑器另存为 UTF-8 编码。',
  }
}

function unknownLayout(nameOrFile: string) {
  return {
    code: 'layout.unknown',
    message: `没有版式「${nameOrFile}」,也没有这个文件。`,
    remedy: `请用 ${BUILT_IN_LAYOUTS.join('、')} 之一,或写出版式文件的路径。`,
  }
}
