import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type ColumnNames, OWN_NAMES, readColumnNames } from '../../intake/column-names.ts'
import type { IntakeKind } from '../../intake/kind.ts'
import { KINDS, readKind } from '../../intake/kinds.ts'
import { INTAKE_REFUSALS } from '../../intake/refusals.ts'
import { refusedFile } from '../../intake/refused-file.ts'
import { isCounty } from '../../kernel/area.ts'
import { Refused } from '../../kernel/refusal.ts'

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
  throw new Refused(INTAKE_REFUSALS['import.kind'](name, KINDS))
}

/** Refuses what is no county's code. */
export function requireCounty(county: string | undefined): void {
  if (county === undefined || isCounty(county)) return
  throw new Refused(INTAKE_REFUSALS['import.county'](county))
}

/** The bureau's own headers, and a hash that tells one map from another. */
export function columnNames(kind: IntakeKind, path: string | undefined): { names: ColumnNames; mapHash: string } {
  if (path === undefined) return { names: OWN_NAMES, mapHash: '' }
  const names = readColumnNames(kind, readMap(path))
  if (!names) throw refusedFile(basename(path), INTAKE_REFUSALS['import.columns-map'](true))
  const text = JSON.stringify([...names].sort())
  return { names, mapHash: `:${createHash('sha256').update(text).digest('hex')}` }
}

function readMap(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw refusedFile(basename(path), INTAKE_REFUSALS['import.columns-map'](false))
  }
}
