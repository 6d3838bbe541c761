import { type Kysely, sql } from 'kysely'
import type { Schema } from '../db/schema.ts'
import type { Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { buildPolicyBook, type RankedPolicyBook } from './build-book.ts'
import { readPolicyDocument } from './document.ts'
import type { PolicyDocument } from './policy-document.ts'

/** One policy file as it was given: its bytes as text, and their hash. */
export interface PolicyFile {
  readonly document: string
  readonly fileName: string
  readonly sha256: string
  readonly yaml: string
}

/** Counts the loads of policy documents; 0 is "nothing loaded". */
export type PolicyRevision = number

/** Waits until no other load is under way, so that revisions become visible in their order. Held to the transaction's end. */
export async function lockPolicies(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('policy', 0))`.execute(tx.sql)
}

export async function latestRevision(db: Kysely<Schema>): Promise<PolicyRevision> {
  const row = await db
    .selectFrom('policy_revision')
    .select(({ fn }) => fn.max('revision').as('revision'))
    .executeTakeFirst()
  return Number(row?.revision ?? 0)
}

/** The latest revision known at the end of a day in China, or at an instant (`2026-07-10T01:02:03Z`). */
export async function revisionKnownOn(db: Kysely<Schema>, dayOrInstant: string): Promise<PolicyRevision> {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(dayOrInstant)
  const known = day
    ? sql<boolean>`loaded_at < ((${dayOrInstant}::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')`
    : sql<boolean>`loaded_at <= ${dayOrInstant}::timestamptz`
  const row = await db
    .selectFrom('policy_revision')
    .select(({ fn }) => fn.max('revision').as('revision'))
    .where(known)
    .executeTakeFirst()
  return Number(row?.revision ?? 0)
}

/** The files as known at a revision: of each document number the version loaded last by then. */
export async function filesAt(db: Kysely<Schema>, revision: PolicyRevision): Promise<PolicyFile[]> {
  const rows = await db
    .selectFrom('policy_document')
    .distinctOn('document')
    .select(['document', 'file_name', 'sha256', 'yaml'])
    .where('revision', '<=', String(revision))
    .orderBy('document')
    .orderBy('revision', 'desc')
    .execute()
  return rows.map(({ file_name: fileName, ...row }) => ({ ...row, fileName }))
}

/** The documents loaded after one revision, up to another, each with the instant it was loaded last. */
export async function documentsLoaded(db: Kysely<Schema>, after: number, upTo: number): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('policy_document as d')
    .innerJoin('policy_revision as r', 'r.revision', 'd.revision')
    .select(['d.document', 'r.loaded_at'])
    .where('d.revision', '>', String(after))
    .where('d.revision', '<=', String(upTo))
    .orderBy('d.revision')
    .execute()
  return new Map(rows.map(({ document, loaded_at }) => [document, loaded_at]))
}

/** The checked documents as known at a revision. */
export async function loadRevision(db: Kysely<Schema>, revision: PolicyRevision): Promise<PolicyDocument[]> {
  return parseStored(await filesAt(db, revision))
}

/** The policy book as known at a revision. */
export async function loadPolicyBook(db: Kysely<Schema>, revision: PolicyRevision): Promise<RankedPolicyBook> {
  return buildPolicyBook(await loadRevision(db, revision))
}

/** Documents that were checked when they came in; one that this version of the programme cannot read stops the step. */
export function parseStored(files: readonly PolicyFile[]): PolicyDocument[] {
  const readings = files.map(({ fileName, yaml }) => readPolicyDocument(fileName, yaml))
  const problems = readings.flatMap((reading) => reading.problems)
  if (problems.length > 0) throw new Refused(problems)
  return readings.map(({ document }) => document!)
}

/** Appends a revision with these files. The caller holds the lock and has checked them. */
export async function appendRevision(
  tx: Tx,
  files: readonly PolicyFile[],
  entry: { readonly at: string; readonly actor: string },
): Promise<PolicyRevision> {
  const revision = (await latestRevision(tx.sql)) + 1
  // a clock that was set back must not make a later load seem the earlier one
  const at = sql<string>`greatest(${entry.at}::timestamptz, (SELECT max(loaded_at) FROM policy_revision))`
  await tx.sql.insertInto('policy_revision').values({ revision, loaded_at: at, actor: entry.actor }).execute()
  await tx.sql
    .insertInto('policy_document')
    .values(files.map(({ fileName, ...file }) => ({ revision, file_name: fileName, ...file })))
    .execute()
  return revision
}
