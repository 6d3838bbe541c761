import { createHash } from 'node:crypto'
import type { Tx } from './transaction.ts'

/** Who took a step before, and when. */
export interface EarlierCommand {
  readonly actor: string
  readonly at: string
}

/** The name of a step, derived from what it does: 64 hex digits. Row ids go in, personal numbers do not. */
export function commandId(what: string, parts: readonly (string | number | bigint | null)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([what, ...parts.map((part) => part?.toString() ?? null)]))
    .digest('hex')
}

/**
 * Takes the step's name in its own transaction: null when it is taken now, else who took it before. Somebody who is
 * taking the same step at this moment is waited for.
 */
export async function claimCommand(
  tx: Tx,
  county: string,
  command: EarlierCommand & { readonly id: string; readonly what: string },
): Promise<EarlierCommand | null> {
  const { id, what, actor, at } = command
  const claimed = await tx.sql
    .insertInto('command')
    .values({ county, command_id: id, what, actor, at })
    .onConflict((conflict) => conflict.columns(['county', 'command_id']).doNothing())
    .executeTakeFirst()
  if (claimed.numInsertedOrUpdatedRows === 1n) return null
  const query = tx.sql.selectFrom('command').select(['actor', 'at']).where('county', '=', county)
  return await query.where('command_id', '=', id).executeTakeFirstOrThrow()
}
