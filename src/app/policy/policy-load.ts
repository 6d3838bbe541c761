import { type Context, requireRole } from '../../access/context.ts'
import { requireAllCounties } from '../../access/own-county.ts'
import { anyUsers } from '../../access/user.store.ts'
import { appendAudit, NO_COUNTY } from '../../db/audit.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { bookProblems } from '../../policy/book-problems.ts'
import {
  appendRevision,
  filesAt,
  latestRevision,
  lockPolicies,
  type PolicyFile,
  type PolicyRevision,
  parseStored,
} from '../../policy/policy.store.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'
import { type ReadPolicies, readPolicyFiles } from '../../policy/policy-files.store.ts'

export interface PolicyLoad {
  /** The revision that holds afterwards; the one before when nothing changed. */
  readonly revision: PolicyRevision
  /** Document numbers that are new or differ from what was loaded. */
  readonly loaded: readonly string[]
  readonly unchanged: readonly string[]
  readonly warnings: readonly Problem[]
}

/** Loads documents as one new revision: all of them, or none when anything is wrong. The same bytes again change nothing. */
export async function loadPolicies(context: Context, paths: readonly string[]): Promise<PolicyLoad> {
  await requireLoader(context)
  const given = readPolicyFiles(paths)
  if (given.problems.length > 0) throw new Refused(given.problems)
  return await inTransaction(context.database.pool, async (tx) => {
    await lockPolicies(tx)
    const before = await latestRevision(tx.sql)
    const stored = await filesAt(tx.sql, before)
    const sameBytes = new Set(stored.map(keyOf))
    const warnings = checkTogether(stored, given)
    const changed = given.read.map(({ file }) => file).filter((file) => !sameBytes.has(keyOf(file)))
    const loaded = changed.map(({ document }) => document)
    const unchanged = given.read.map(({ file }) => file.document).filter((document) => !loaded.includes(document))
    const revision = changed.length > 0 ? await store(tx, context, changed) : before
    return { revision, loaded, unchanged, warnings }
  })
}

function keyOf({ document, sha256 }: PolicyFile): string {
  return `${sha256} ${document}`
}

/** Checks what will hold after the load; returns the warnings that concern the documents given. */
function checkTogether(stored: readonly PolicyFile[], given: ReadPolicies): Problem[] {
  const replaced = new Set(given.read.map(({ file }) => file.document))
  const kept: PolicyDocument[] = parseStored(stored.filter(({ document }) => !replaced.has(document)))
  const problems = bookProblems([...kept, ...given.read.map(({ document }) => document)])
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Refused(errors)
  const files = new Set(given.read.map(({ document }) => document.file))
  return problems.filter(({ file }) => file !== undefined && files.has(file))
}

async function store(tx: Tx, context: Context, files: readonly PolicyFile[]): Promise<PolicyRevision> {
  const entry = { at: context.now(), actor: context.actor }
  const revision = await appendRevision(tx, files, entry)
  const detail = `revision ${revision}: ${files.map(({ document, sha256 }) => `${document} ${sha256}`).join(', ')}`
  await appendAudit(tx, NO_COUNTY, { ...entry, action: 'policy.load', detail })
  return revision
}

/** Whoever sets the system up may load documents before there are users, as they may add the first user. */
async function requireLoader(context: Context): Promise<void> {
  if (await anyUsers(context.database.sql)) await requireRole(context, 'maker', 'checker', 'admin')
  requireAllCounties(context, '政策文件')
}
