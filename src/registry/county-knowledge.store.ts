import { sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { isDay } from '../kernel/month.ts'

/**
 * How far a county's registry is known by now; null where there is none. Unlike a step that calculates, who asks here
 * need not wait for an import that is under way.
 */
export async function knowledgeOf(db: Tx['sql'], county: string): Promise<number | null> {
  const row = await db.selectFrom('county').select('knowledge').where('county', '=', county).executeTakeFirst()
  return row ? Number(row.knowledge) : null
}

/** How far a county's registry, and the indices, were known at the end of a day in China or at an instant. */
export async function knowledgeBy(
  db: Tx['sql'],
  county: string,
  dayOrInstant: string,
): Promise<{ readonly known: number; readonly indexKnown: number }> {
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
  return { known: Number(registry?.known ?? 0), indexKnown: Number(indices?.known ?? 0) }
}

function recordedBy(dayOrInstant: string) {
  return isDay(dayOrInstant)
    ? sql<boolean>`recorded_at < ((${dayOrInstant}::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')`
    : sql<boolean>`recorded_at <= ${dayOrInstant}::timestamptz`
}
