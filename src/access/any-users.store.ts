import type { Tx } from '../db/transaction.ts'

/** Whether there are users; whoever sets a system up has none yet. */
export async function anyUsers(db: Tx['sql']): Promise<boolean> {
  return (await db.selectFrom('app_user').select('name').limit(1).execute()).length > 0
}
