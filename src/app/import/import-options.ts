import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type ColumnNames, OWN_NAMES, readColumnNames } from '../../intake/column-names.ts'
import type { IntakeKind } from '../../intake/kind.ts'
import { KINDS, readKind } from '../../intake/kinds.ts'
import { isCounty } from '../../kernel/area.ts'
import { Refused } from '../../kernel/refusal.ts'
import { refused } from './import-source.ts'

export interface ImportOptions {
  /** Path of a `--columns` map. */
  readonly columns?: string
  /** Which sheet of a workbook. */
  readonly sheet?: string
  /** Refuse the whole file when one row is bad. */
  readonly strict?: boolean
  /** Check everything, store nothing. */
  readonly dryRun?: boolean
  /** Where accounts and matches of persons belong whom no county knows. */
  readonly county?: string
}

/** The kind that a code or Chinese name stands for; refused when there is none. */
export function kindOf(name: string): IntakeKind {
  const kind = readKind(name)
  if (kind) return kind
  throw new Refused({
    code: 'import.kind',
    message: `没有「${name}」这一类文件。`,
    remedy: `可以导入:${KINDS.map((known) => `${known.code}(${known.name})`).join('、')}。`,
  })
}

/** Refuses what is no county's code. */
export function requireCounty(county: string | undefined): void {
  if (county === undefined || isCounty(county)) return
  throw new Refused({
    code: 'import.county',
    message: `「${county}」不是县级区划代码。`,
    remedy: '请写 6 位县级代码,例如 371302。',
  })
}

/** The bureau's own headers, and a hash that tells one map from another. */
export function columnNames(kind: IntakeKind, path: string | undefined): { names: ColumnNames; mapHash: string } {
  if (path === undefined) return { names: OWN_NAMES, mapHash: '' }
  const reading = readColumnNames(kind, basename(path), readMap(path))
  if ('problems' in reading) throw new Refused(reading.problems)
  const text = JSON.stringify([...reading.names].sort())
  return { names: reading.names, mapHash: `:${createHash('sha256').update(text).digest('hex')}` }
}

function readMap(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw refused('columns-map', basename(path), '列名对照文件读不出来。', '请检查 --columns 后的路径。')
  }
}
