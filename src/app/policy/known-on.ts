import type { Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import { isDay } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { latestRevision, type PolicyRevision, revisionKnownOn } from '../../policy/policy.store.ts'

/** What a county's figures are worked out from: how far its registry, the policy documents and the indices were known. */
export interface KnownThen {
  readonly known: number
  readonly policyRevision: PolicyRevision
  readonly indexKnown: number
}

const INSTANT_TIME = /^T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/

/** A day (its end, in China) or an instant as somebody typed it; null is now. */
export function requireInstant(text: string | null): string | null {
  if (text === null) return text
  const [day, time] = [text.slice(0, 10), text.slice(10)]
  if (isDay(day) && (time === '' || INSTANT_TIME.test(time))) return text
  throw new Refused({ code: 'policy.day', message: `「${text}」不是日期。`, remedy: '请写成 YYYY-MM-DD。' })
}

/** What a county knew at the end of a day or at an instant; what it knows now where none is given. */
export async function knownOn(db: Kysely<Schema>, county: string, dayOrInstant: string | null): Promise<KnownThen> {
  const row = await db.selectFrom('county').select('knowledge').where('county', '=', county).executeTakeFirst()
  if (!row) throw new Refused(countyUnknown(county))
  if (dayOrInstant === null) {
    const policyRevision = await latestRevision(db)
    return { known: Number(row.knowledge), policyRevision, indexKnown: Number.MAX_SAFE_INTEGER }
  }
  const by = recordedBy(dayOrInstant)
  const registry = await db
    .selectFrom('knowledge')
    .select(({ fn }) => fn.max('known').as('known'))
    .where('county', '=', county)
    .where(by)
    .executeTakeFirst()
  const indices = await db
    .selectFrom('intake')
    .select(({ fn }) => fn.max('intake_no').as('known'))
    .where(by)
    .executeTakeFirst()
  const policyRevision = await revisionKnownOn(db, dayOrInstant)
  return { known: Number(registry?.known ?? 0), policyRevision, indexKnown: Number(indices?.known ?? 0) }
}

function recordedBy(dayOrInstant: string): RawBuilder<boolean> {
  return isDay(dayOrInstant)
    ? sql<boolean>`recorded_at < ((${dayOrInstant}::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')`
    : sql<boolean>`recorded_at <= ${dayOrInstant}::timestamptz`
}

function countyUnknown(county: string) {
  const message = `系统中没有区县 ${county} 的登记资料。`
  return { code: 'explain.county-unknown', message, remedy: '请检查区县代码(6 位)。' }
}
