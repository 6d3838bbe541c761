import { NO_COUNTY } from '../../db/audit.store.ts'
import { sql } from '../../db/statement.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Day } from '../../kernel/month.ts'
import { shanghaiTime } from '../../kernel/shanghai-time.ts'

export interface BackupAge {
  /** The day in China on which the last backup was taken. */
  readonly on: Day
  readonly ageDays: number
}

/** How old the last backup is today, as the audit chain tells; null when there never was one. */
export async function lastBackup(db: Tx['sql'], today: Day): Promise<BackupAge | null> {
  const last = await db
    .selectFrom('audit')
    .select('at')
    .where('county', '=', NO_COUNTY)
    .where('action', '=', 'db.backup')
    .orderBy('audit_no', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!last) return null
  const on = shanghaiTime(last.at).slice(0, 10)
  const { age } = (await sql<{ age: number }>`SELECT ${today}::date - ${on}::date AS age`.execute(db)).rows[0]!
  return { on, ageDays: age }
}
