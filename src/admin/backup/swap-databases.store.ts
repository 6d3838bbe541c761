import type pg from 'pg'
import { inTransactionOn } from '../../db/on-connection.ts'
import { type Asking, carryOut, sql } from '../../db/statement.ts'

/** An empty database of this name; one that an interrupted restore left is dropped. */
export async function makeDatabase(admin: Asking, name: string): Promise<void> {
  await carryOut(admin, sql`DROP DATABASE IF EXISTS ${sql.id(name)} WITH (FORCE)`)
  await carryOut(admin, sql`CREATE DATABASE ${sql.id(name)}`)
}

/**
 * Puts one database in the place of another, which is kept under a name of its own. Both names change in one transaction:
 * at no moment is there no database, which the next command would make anew.
 */
export async function swapDatabases(
  admin: pg.ClientBase,
  { live, made, kept }: { readonly live: string; readonly made: string; readonly kept: string },
): Promise<void> {
  await inTransactionOn(admin, async ({ client }) => {
    await carryOut(client, sql`ALTER DATABASE ${sql.id(live)} RENAME TO ${sql.id(kept)}`)
    await carryOut(client, sql`ALTER DATABASE ${sql.id(made)} RENAME TO ${sql.id(live)}`)
  })
}

/** Has the statistics of a database that was just filled made. */
export async function analyseAll(asking: Asking): Promise<void> {
  await carryOut(asking, sql`ANALYZE`)
}
