import { parse } from 'yaml'
import type { IntakeKind } from './kind.ts'
import { KINDS } from './kinds.ts'

/** A bureau's own header → the column it stands for. */
export type ColumnNames = ReadonlyMap<string, string>

export const OWN_NAMES: ColumnNames = new Map()

/**
 * Reads a `--columns` map, one `本单位列名: 标准列名` a line (the other way round is understood too). Entries that are of
 * no use for this kind are left aside, so that one map serves all kinds. Null for what is no such map.
 */
export function readColumnNames(kind: IntakeKind, yaml: string): ColumnNames | null {
  const entries = stringEntries(yaml)
  if (!entries) return null
  const known = new Set(kind.columns.map(({ name }) => name))
  const names = new Map<string, string>()
  for (const [left, right] of entries) {
    if (known.has(right)) names.set(left, right)
    else if (known.has(left)) names.set(right, left)
    else if (!EVERY_COLUMN.has(left) && !EVERY_COLUMN.has(right)) names.set(left, right)
  }
  return names
}

function stringEntries(yaml: string): [string, string][] | null {
  try {
    const map: unknown = parse(yaml)
    if (typeof map !== 'object' || map === null || Array.isArray(map)) return null
    const entries = Object.entries(map)
    return entries.every(([, value]) => typeof value === 'string') ? (entries as [string, string][]) : null
  } catch {
    return null
  }
}

/** Of all kinds: a name that is none of them is a slip, and is told when the file's header has it. */
const EVERY_COLUMN = new Set(KINDS.flatMap(({ columns }) => columns.map(({ name }) => name)))
