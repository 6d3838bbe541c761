import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { packageRoot } from '../db/package-root.ts'
import { Refused } from '../kernel/refusal.ts'
import { type Layout, readLayout } from './layout.ts'

export const BUILT_IN_LAYOUTS = ['yibentong', 'bank-tab'] as const
export const DEFAULT_LAYOUT = 'yibentong'

/** The layout of this name, or in this file; refused with every fault when it is not one. */
export function loadLayout(nameOrFile: string): Layout {
  const builtIn = (BUILT_IN_LAYOUTS as readonly string[]).includes(nameOrFile)
  const path = builtIn ? join(packageRoot, 'src', 'passbook', 'layouts', `${nameOrFile}.yaml`) : nameOrFile
  if (!existsSync(path)) {
    throw new Refused({
      code: 'layout.unknown',
      message: `没有版式「${nameOrFile}」,也没有这个文件。`,
      remedy: `请用 ${BUILT_IN_LAYOUTS.join('、')} 之一,或写出版式文件的路径。`,
    })
  }
  const read = readLayout(readYaml(path))
  if ('layout' in read) return read.layout
  throw new Refused(
    read.faults.map((fault) => ({
      code: 'layout.invalid',
      severity: 'error',
      file: path,
      message: fault,
      remedy: '请对照 src/passbook/layouts 里的版式改正。',
    })),
  )
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Refused({
      code: 'layout.unreadable',
      message: `版式文件 ${path} 读不出来:${(error as Error).message.split('\n')[0]}。`,
      remedy: '请检查该文件是否为 YAML 文本。',
    })
  }
}
