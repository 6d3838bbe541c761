import { type Context, requireRole } from '../../access/context.ts'
import { requireOwnCounty } from '../../access/own-county.ts'
import { typedReason } from '../../access/typed-reason.ts'
import type { RecoveryEntry } from '../../calculation/arrears/due-differences.ts'
import {
  appendRecoveryEntries,
  type RecoveryBalance,
  recoveryBalances,
} from '../../calculation/arrears/recovery-balance.store.ts'
import { DIFFERENCE_REFUSALS } from '../../calculation/refusals.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { claimCommand, commandId, type EarlierCommand } from '../../db/command.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { readIdNumber } from '../../kernel/identifiers.ts'
import { type Fen, parseYuan } from '../../kernel/money.ts'
import { compare } from '../../kernel/order.ts'
import { Refused } from '../../kernel/refusal.ts'
import { readProgramme } from '../../policy/programmes.ts'
import { personOfHash } from '../../registry/households-of.store.ts'
import { lockCounty } from '../../run/lock.store.ts'

/** Whose open balances: a household's or a person's, narrowed where more is said. */
interface RecoverySelection {
  readonly county: string
  readonly household?: string | undefined
  /** An ID number. */
  readonly id?: string | undefined
  /** A programme's code or Chinese name. */
  readonly programme?: string | undefined
  /** The benefit month that was paid too much. */
  readonly month?: string | undefined
}

/** What is still to be taken back in a county. */
export async function listRecoveries(context: Context, county: string): Promise<RecoveryBalance[]> {
  await requireRole(context, 'maker', 'checker', 'auditor')
  requireOwnCounty(context, county)
  return await inTransaction(context.database.pool, (tx) => recoveryBalances(tx.client, county))
}

export interface RecoveryRequest extends RecoverySelection {
  /** Yuan; for `waived` everything that is selected where it is not said. */
  readonly amount?: string | undefined
  readonly why: string
}

export interface RecoveryRecorded {
  readonly entries: readonly RecoveryEntry[]
  readonly totalFen: Fen
  /** What the selection still owes afterwards. */
  readonly leftFen: Fen
  /** Who had recorded this very receipt before, so that nothing was done; null where it is new. */
  readonly earlier: EarlierCommand | null
}

/** Notes money handed back in cash: the oldest months first; a run takes that much less back. */
export async function recordCash(context: Context, request: RecoveryRequest): Promise<RecoveryRecorded> {
  await requireRole(context, 'maker')
  return await record(context, request, 'cash')
}

/** Gives a recovery up, which only a checker may, with a reason. */
export async function waiveRecovery(context: Context, request: RecoveryRequest): Promise<RecoveryRecorded> {
  await requireRole(context, 'checker')
  return await record(context, request, 'waived')
}

async function record(
  context: Context,
  request: RecoveryRequest,
  kind: RecoveryEntry['kind'],
): Promise<RecoveryRecorded> {
  requireOwnCounty(context, request.county)
  const why = typedReason(request.why)
  if (why === '') throw new Refused(DIFFERENCE_REFUSALS['recover.reason-missing']())
  return await inTransaction(context.database.pool, async (tx) => {
    await lockCounty(tx, request.county)
    const at = context.now()
    const id = await receiptId(context, tx, request, kind)
    const earlier = await claimCommand(tx, request.county, { id, what: `recover.${kind}`, actor: context.actor, at })
    if (earlier) return { entries: [], totalFen: 0n, leftFen: openOf(await matching(context, tx, request)), earlier }
    const selected = await select(context, tx, request)
    const open = openOf(selected)
    const amountFen = amountOf(request.amount, open)
    const entries = spread(selected, amountFen, kind)
    await appendRecoveryEntries(tx, request.county, entries, { why, actor: context.actor, at })
    const detail = `${entries.map((one) => `${one.householdNo} ${one.programme} ${one.benefitMonth} ${one.amountFen} fen`).join(', ')} ${why}`
    await appendAudit(tx, request.county, { at, actor: context.actor, action: `recover.${kind}`, detail })
    return { entries, totalFen: amountFen, leftFen: open - amountFen, earlier: null }
  })
}

/**
 * A receipt is told by whose money it is, the amount and its number, which stands in the reason: as it was typed, since
 * two long numbers may look the same once they are masked.
 */
async function receiptId(
  context: Context,
  tx: Tx,
  request: RecoveryRequest,
  kind: RecoveryEntry['kind'],
): Promise<string> {
  const { county, household = null, id, programme, month = null, amount = null, why } = request
  const person = id === undefined ? null : await personOf(context, tx, county, id)
  const code = programme === undefined ? null : programmeCode(programme)
  const fen = amount === null ? null : (parseYuan(amount) ?? amount)
  return commandId(`recover.${kind}`, [household, person, code, month, fen, why.trim()])
}

function openOf(balances: readonly RecoveryBalance[]): Fen {
  return balances.reduce((sum, { openFen }) => sum + openFen, 0n)
}

async function select(context: Context, tx: Tx, request: RecoveryRequest): Promise<RecoveryBalance[]> {
  const selected = await matching(context, tx, request)
  if (selected.length > 0) return selected.sort((a, b) => compare(a.benefitMonth, b.benefitMonth))
  throw new Refused(DIFFERENCE_REFUSALS['recover.nothing-open']())
}

async function matching(context: Context, tx: Tx, request: RecoveryRequest): Promise<RecoveryBalance[]> {
  const personNo = request.id === undefined ? null : await personOf(context, tx, request.county, request.id)
  const programme = request.programme === undefined ? null : programmeCode(request.programme)
  const balances = await recoveryBalances(tx.client, request.county)
  return balances.filter(
    (one) =>
      (request.household === undefined || one.householdNo === request.household) &&
      (personNo === null || (one.personNo || one.payeeNo) === personNo) &&
      (programme === null || one.programme === programme) &&
      (request.month === undefined || one.benefitMonth === request.month),
  )
}

async function personOf({ cipher }: Context, tx: Tx, county: string, id: string): Promise<number> {
  const reading = readIdNumber(id)
  const hash = reading.ok ? cipher.hash('id', reading.id) : Buffer.alloc(0)
  const personNo = await personOfHash(tx.client, county, hash)
  if (personNo !== null) return personNo
  throw new Refused(DIFFERENCE_REFUSALS['recover.person-unknown'](county))
}

/** What is paid beside the programmes, by its code and by its name. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['taper', 'taper'],
  ['低保渐退', 'taper'],
  ['price-subsidy', 'price-subsidy'],
  ['价格临时补贴', 'price-subsidy'],
])

function programmeCode(text: string): string {
  const code = readProgramme(text)?.code ?? OTHERS.get(text)
  if (code) return code
  throw new Refused(DIFFERENCE_REFUSALS['recover.programme-unknown'](text))
}

function amountOf(text: string | undefined, open: Fen): Fen {
  const fen = text === undefined ? open : parseYuan(text)
  if (fen === null || fen <= 0n) throw new Refused(DIFFERENCE_REFUSALS['recover.amount-invalid'](text))
  if (fen <= open) return fen
  throw new Refused(DIFFERENCE_REFUSALS['recover.amount-above-open'](fen, open))
}

/** The oldest month first, each at most to its open amount. */
function spread(selected: readonly RecoveryBalance[], amountFen: Fen, kind: RecoveryEntry['kind']): RecoveryEntry[] {
  let left = amountFen
  const entries: RecoveryEntry[] = []
  for (const { householdNo, personNo, programme, component, benefitMonth, openFen } of selected) {
    const part = openFen < left ? openFen : left
    if (part > 0n) entries.push({ householdNo, personNo, programme, component, benefitMonth, kind, amountFen: part })
    left -= part
  }
  return entries
}
