import { join } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import {
  type Acceptance,
  appendOutbox,
  homeOutbox,
  type Ledger,
  OUTBOX_NAME,
  outboxKey,
  readOutbox,
  type SentBatch,
} from '../../payment/outbox.store.ts'
import { PAYMENT_REFUSALS } from '../../payment/refusals.ts'
import { knownFiles } from '../../payment/sent.store.ts'

/** How one file of the ledger stands to the database. */
export interface LedgerBatch {
  readonly sent: SentBatch
  /** `known`: the database has it too; `forgotten`: it has not, and nobody has said why. */
  readonly state: 'known' | 'forgotten' | 'accepted'
  readonly acceptance: Acceptance | null
}

export interface LedgerState {
  readonly path: string
  readonly batches: readonly LedgerBatch[]
  readonly brokenAt: number | null
}

/**
 * Holds the ledger of the home (and that beside the files in `folder`, for one run) against the database. A ledger knows
 * what has gone out, also after the database was restored from an older backup.
 */
export async function ledgerState(
  { home, counties }: Context,
  db: Tx['sql'],
  beside?: { readonly folder: string; readonly run?: string },
): Promise<LedgerState> {
  const path = homeOutbox(home)
  const own = readOutbox(path)
  const near = beside ? readOutbox(join(beside.folder, OUTBOX_NAME)) : { entries: [], brokenAt: null }
  const all = uniqueBatches([...batchesOf(own), ...batchesOf(near).filter(({ run }) => run === (beside?.run ?? run))])
  // of other counties the database shows nothing to who is bound to some
  const sent = all.filter(({ run }) => !counties || counties.includes(run.slice(0, 6)))
  const numbers = sent.map(({ batch }) => batch)
  const known = new Set((await knownFiles(db, numbers)).map(outboxKey))
  const accepted = new Map([...standingAcceptances(near), ...standingAcceptances(own)])
  const batches = sent.map((batch): LedgerBatch => {
    const acceptance = accepted.get(outboxKey(batch)) ?? null
    const state = known.has(outboxKey(batch)) ? 'known' : acceptance ? 'accepted' : 'forgotten'
    return { sent: batch, state, acceptance }
  })
  return { path, batches, brokenAt: own.brokenAt ?? near.brokenAt }
}

/** Before anything is claimed: refused when something has gone out that this database does not know, or the ledger was altered. */
export async function refuseForgotten(context: Context, db: Tx['sql'], folder: string, run: string): Promise<void> {
  const { path, batches, brokenAt } = await ledgerState(context, db, { folder, run })
  const forgotten = batches.filter(({ state }) => state === 'forgotten')
  if (forgotten.length > 0) throw new Refused(PAYMENT_REFUSALS['export.forgotten-file'](path, forgotten))
  if (brokenAt !== null) throw new Refused(PAYMENT_REFUSALS['outbox.broken'](path, brokenAt))
}

/** After claiming: what the bank is known to have of this run must come out as the very same files. */
export async function refuseOtherThanSent(context: Context, db: Tx['sql'], folder: string, run: string): Promise<void> {
  const { batches } = await ledgerState(context, db, { folder, run })
  const other = batches.find((one) => one.sent.run === run && one.state === 'accepted' && one.acceptance?.as === 'sent')
  if (!other) return
  throw new Refused(PAYMENT_REFUSALS['export.sent-file-differs'](other.sent.file))
}

/** An administrator says what became of a batch that the database has forgotten; written to the ledger and the audit chain. */
export async function acceptForgotten(
  context: Context,
  request: { readonly batch: string; readonly as: Acceptance['as']; readonly why: string; readonly folder?: string },
): Promise<LedgerBatch[]> {
  await requireRole(context, 'admin')
  const { batch, as, folder } = request
  const why = typedReason(request.why)
  if (why === '') throw new Refused(PAYMENT_REFUSALS['outbox.reason-missing']())
  const { database, actor } = context
  const { path, batches } = await ledgerState(context, database.sql, folder === undefined ? undefined : { folder })
  const forgotten = batches.filter(({ sent, state }) => sent.batch === batch && state !== 'known')
  if (forgotten.length === 0) throw new Refused(PAYMENT_REFUSALS['outbox.not-forgotten'](batch))
  const at = context.now()
  const accepted = forgotten.map(({ sent }): LedgerBatch => {
    const acceptance: Acceptance = { kind: 'accepted', batch, sha256: sent.sha256, as, why, by: actor, at }
    return { sent, state: 'accepted', acceptance }
  })
  await inTransaction(database.pool, async (tx) => {
    for (const { sent } of accepted) {
      const detail = `${batch} ${as} sha256 ${sent.sha256} ${why}`
      await appendAudit(tx, sent.run.slice(0, 6), { at, actor, action: 'outbox.accept', detail })
    }
    // inside, so that the ledger never says what the audit chain does not
    await appendOutbox(
      path,
      accepted.map(({ acceptance }) => acceptance!),
    )
  })
  return accepted
}

function batchesOf({ entries }: Ledger): SentBatch[] {
  return entries.filter((entry) => entry.kind === 'batch')
}

/** What was said of a file since it went out last; null where it has gone out since. */
function standingAcceptances({ entries }: Ledger): Map<string, Acceptance | null> {
  return new Map(entries.map((entry) => [outboxKey(entry), entry.kind === 'accepted' ? entry : null]))
}

function uniqueBatches(batches: readonly SentBatch[]): SentBatch[] {
  return [...new Map(batches.map((batch) => [outboxKey(batch), batch])).values()]
}
