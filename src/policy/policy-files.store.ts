import { createHash } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { packageRoot } from '../db/package-root.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/refusal.ts'
import { readPolicyDocument } from './document.ts'
import type { PolicyFile } from './policy.store.ts'
import type { PolicyDocument } from './policy-document.ts'
import { policyError } from './policy-problem.ts'
import { POLICY_REFUSALS } from './refusals.ts'

/** The documents that come with the programme. */
const shippedPolicies = join(packageRoot, 'policies')

const LARGEST_BYTES = 1 << 20

export interface ReadPolicies {
  /** The files without an error, with what each says. */
  readonly read: readonly { readonly file: PolicyFile; readonly document: PolicyDocument }[]
  readonly problems: readonly Problem[]
}

/** Reads every `.yaml` and `.yml` of the folders and files named; the shipped documents when none is named. */
export function readPolicyFiles(paths: readonly string[]): ReadPolicies {
  const results = filesOf(paths.length > 0 ? paths : [shippedPolicies]).map(readOne)
  return {
    read: results.flatMap(({ read }) => (read ? [read] : [])),
    problems: results.flatMap(({ problems }) => problems),
  }
}

function filesOf(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) throw new Refused(POLICY_REFUSALS['policy.no-file'](path, false))
    if (!found.isDirectory()) return [path]
    const inside = readdirSync(path, { withFileTypes: true }).filter(isPolicyFile)
    if (inside.length === 0) throw new Refused(POLICY_REFUSALS['policy.no-file'](path, true))
    return inside.map(({ name }) => join(path, name)).sort()
  })
  return [...new Set(files)]
}

function isPolicyFile(entry: Dirent): boolean {
  return !entry.isDirectory() && /\.ya?ml$/.test(entry.name)
}

interface OneFile {
  readonly read: ReadPolicies['read'][number] | null
  readonly problems: readonly Problem[]
}

function readOne(path: string): OneFile {
  const bytes = readFileSync(path)
  const yaml = decode(bytes)
  if (yaml === null) {
    const message = '文件不是 UTF-8 文本,或大于 1 MiB。'
    const remedy = '请用文本编辑器另存为 UTF-8 编码的 YAML 文件。'
    return { read: null, problems: [policyError('policy.encoding', { file: path, line: 1 }, message, remedy)] }
  }
  const { document, problems } = readPolicyDocument(path, yaml)
  if (!document) return { read: null, problems }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { read: { file: { document: document.document, fileName: basename(path), sha256, yaml }, document }, problems }
}

/** A NUL is refused with the wrong encodings: UTF-16 is full of them, and the database cannot keep one. */
function decode(bytes: Buffer): string | null {
  if (bytes.length > LARGEST_BYTES || bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
