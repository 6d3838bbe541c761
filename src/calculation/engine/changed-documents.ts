import type { Kysely } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import { shanghaiDay } from '../../kernel/shanghai-time.ts'
import { documentsLoaded, loadRevision } from '../../policy/policy.store.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'
import type { AreaChange } from '../arrears/rework.ts'

/** The documents loaded or replaced after one revision, up to another: whom and from when each may touch, and why. */
export async function changedDocuments(db: Kysely<Schema>, after: number, upTo: number): Promise<AreaChange[]> {
  if (upTo <= after) return []
  const loaded = await documentsLoaded(db, after, upTo)
  const old = await loadRevision(db, after)
  const now = await loadRevision(db, upTo)
  return [...loaded].flatMap(([name, at]) =>
    [...old, ...now].filter(({ document }) => document === name).map((document) => changeOf(document, shanghaiDay(at))),
  )
}

function changeOf({ document, area, sets }: PolicyDocument, day: string): AreaChange {
  const from = sets.reduce((first, set) => (set.from < first ? set.from : first), '9999-12')
  return { area, from, until: null, name: document, on: day, reason: `${day}载入${document}` }
}
