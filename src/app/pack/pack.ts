import { join } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { type Attempt, latestAttempt } from '../../calculation/calculation.store.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { readAtOneInstant } from '../../db/snapshot.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { shanghaiDay, shanghaiTime } from '../../kernel/shanghai-time.ts'
import { AUDIT_COLUMNS, AuditChain, type AuditEnd, lastChange } from '../../pack/audit-rows.store.ts'
import { BALANCE_COLUMNS, type Balance, balanceCells, balances } from '../../pack/balances.ts'
import { moneyBalances } from '../../pack/money-balances.ts'
import { type PackedFile, PackFolder } from '../../pack/pack-folder.store.ts'
import { writeLists } from '../../pack/pack-lists.store.ts'
import { PEOPLE_TABLES } from '../../pack/people-tables.store.ts'
import { readMe } from '../../pack/read-me.ts'
import { RECOVERY_TABLES } from '../../pack/recovery-tables.store.ts'
import { PACK_REFUSALS } from '../../pack/refusals.ts'
import { RETURN_TABLES } from '../../pack/return-tables.store.ts'
import { writeCells } from '../../pack/table-writer.store.ts'
import { gatherReconciled } from '../../reconciliation/reconciled.store.ts'
import { findRun, type Run, type RunEvent, runEvents } from '../../run/run.store.ts'
import { STATE_NAMES } from '../../run/run-state.ts'
import { sealOf } from '../../run/seal.store.ts'
import { reconcileRun, refuseBeforeExport } from '../reconcile/reconcile-run.ts'
import { packFiles } from './pack-files.ts'
import { packMoney, packReports } from './pack-money.ts'
import { packPolicy } from './pack-policy.ts'
import { packSample, type SampleFigures } from './pack-sample.ts'
import { Packing } from './packing.ts'

export interface PackOptions {
  /** The folder that the pack becomes; `out/<run>/审计资料包` when absent. */
  readonly out?: string | undefined
  /** ID and account numbers in clear, and the payment files themselves: for an auditor only, and written down. */
  readonly unmask?: boolean | undefined
  /** How many families are worked out again. */
  readonly sample?: number | undefined
  /** The day as of which breaks are aged. */
  readonly asOf?: string | undefined
}

export interface Pack {
  readonly run: string
  readonly folder: string
  readonly how: 'written' | 'unchanged'
  readonly files: readonly PackedFile[]
  /** SHA-256 of SHA256SUMS: whoever notes it can tell this pack from every other. */
  readonly fingerprint: string
  readonly balances: readonly Balance[]
  readonly sample: SampleFigures
  readonly audit: AuditEnd
  /** What does not hold, a sentence each; the pack tells it too. */
  readonly findings: readonly string[]
}

export const DEFAULT_SAMPLE = 30

/**
 * Writes everything an auditor asks about a run into one folder that can be checked without this programme: whole or not
 * at all, never over another pack, the same bytes for the same state.
 */
export async function packRun(context: Context, number: string, options: PackOptions = {}): Promise<Pack> {
  const unmask = options.unmask === true
  await (unmask ? requireRole(context, 'auditor') : requireRole(context, 'maker', 'checker', 'auditor', 'admin'))
  const run = await findRun(context.database.sql, number)
  refuseBeforeExport(run)
  if (unmask) await noteUnmasked(context, run)
  const target = options.out ?? join('out', number, '审计资料包')
  const folder = await PackFolder.create(target, { masked: !unmask })
  try {
    const filled = await fill(context, run, folder, options)
    return { ...filled, run: number, folder: target, how: await folder.publish() }
  } finally {
    await folder.discard()
  }
}

/** Written down before anything is read, so that no reading goes without. */
async function noteUnmasked(context: Context, run: Run): Promise<void> {
  await inTransaction(context.database.pool, async (tx) => {
    const entry = { at: context.now(), actor: context.actor, action: 'pack.unmask', detail: run.number }
    await appendAudit(tx, run.county, entry)
  })
}

type Filled = Omit<Pack, 'run' | 'folder' | 'how'>

async function fill(context: Context, run: Run, folder: PackFolder, options: PackOptions): Promise<Filled> {
  const before = await inTransaction(context.database.pool, (tx) => lastChange(tx, run.county))
  const asOf = options.asOf ?? (run.state === 'closed' ? null : shanghaiDay(before.at))
  const scratch = join(folder.path, '.对账')
  const reconciled = await reconcileRun(context, run.number, { out: scratch, ...(asOf && { asOf }) })
  return await inTransaction(context.database.pool, async (tx) => {
    await readAtOneInstant(tx)
    await planForBulk(tx)
    const end = await lastChange(tx, run.county)
    if (end.no !== before.no) throw new Refused(PACK_REFUSALS['pack.moved'](run.number))
    const sealed = await sealedRun(tx, run)
    const of = { ...run, attempt: sealed.attempt.attempt, known: sealed.attempt.known }
    const packing = new Packing(context, { tx, folder, run: of, unmask: options.unmask === true })
    await gatherReconciled(tx, of)
    await packMoney(packing)
    await packFiles(packing)
    await packReports(packing, scratch, reconciled.files)
    for (const table of [...RETURN_TABLES, ...PEOPLE_TABLES, ...RECOVERY_TABLES]) await packing.table(table)
    return await conclude(packing, { run, sealed, end, asOf }, options.sample ?? DEFAULT_SAMPLE)
  })
}

interface Sealed {
  readonly attempt: Attempt
  readonly approval: RunEvent
  readonly seal: string
  /** The lines and payments are still those that were approved. */
  readonly holds: boolean
}

async function sealedRun(tx: Tx, run: Run): Promise<Sealed> {
  const approval = (await runEvents(tx.sql, run)).findLast(({ action }) => action === 'approve')!
  const attempt = (await latestAttempt(tx.sql, run))!
  const seal = approval.seal!
  return { attempt, approval, seal, holds: (await sealOf(tx.client, run, attempt.attempt)) === seal }
}

interface Conclusion {
  readonly run: Run
  readonly sealed: Sealed
  readonly end: AuditEnd
  readonly asOf: string | null
}

/** What rests on the rest: policy, sample, audit chain, balances, and the words and lists that tell of everything. */
async function conclude(packing: Packing, { run, sealed, end, asOf }: Conclusion, size: number): Promise<Filled> {
  const { folder, unmask } = packing
  const { attempt, approval, seal } = sealed
  const policy = await packPolicy(packing, attempt)
  const sample = await packSample(packing, { attempt, seal, size, documents: policy.documents })
  const brokenAudit = await packAudit(packing, end)
  const all = moneyBalances((file, column) => packing.sum(file, column), {
    debited: packing.rows('回盘/银行借记.csv') > 0,
  })
  const table = { file: '核对表.csv', says: '必须相等的各项合计。', titles: BALANCE_COLUMNS }
  await writeCells(folder, table, [balanceCells(all)])
  const findings = [
    ...(sealed.holds ? [] : ['明细与款项和复核时封存的校验值不一致。']),
    ...(brokenAudit === null ? [] : [`审计链自第 ${brokenAudit} 条起对不上。`]),
    ...policy.findings,
    ...all.filter((one) => !balances(one)).map(({ left, right }) => `${left} 不等于 ${right}。`),
    ...(sample.differing === 0 ? [] : [`抽样重算有 ${sample.differing} 行与存档不同。`]),
  ]
  const approvedAt = shanghaiTime(approval.at)
  const words = { run: run.number, county: run.county, month: run.month, kind: KINDS[run.kind]! }
  const text = readMe({
    ...{ ...words, state: STATE_NAMES[run.state], unmask, maker: run.maker, checker: approval.actor, approvedAt, seal },
    ...{ policyRevision: attempt.policyRevision, codeRevision: attempt.codeRevision, until: shanghaiTime(end.at) },
    ...{ asOf: asOf ?? '关账之日', audit: end, files: folder.written, balances: all, sample, findings },
  })
  await folder.writeText('读我.txt', '先读这个。', [text])
  const fingerprint = await writeLists(folder)
  return { files: folder.files, fingerprint, balances: all, sample, audit: end, findings }
}

const KINDS: Readonly<Record<string, string>> = { regular: '正常', price: '价格补贴', supplementary: '补充' }

/** Gives the number of the first row that does not fit, or null. */
async function packAudit({ tx, folder, run, unmask }: Packing, end: AuditEnd): Promise<number | null> {
  const chain = new AuditChain(tx, run.county, { masked: !unmask })
  const says = '本县的审计链:每一次改动由谁、何时、做了什么,一条接一条。'
  await writeCells(folder, { file: '审计/审计链.csv', says, titles: AUDIT_COLUMNS }, chain.cells(end))
  return chain.firstBroken
}
