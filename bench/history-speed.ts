import { performance } from 'node:perf_hooks'
import type pg from 'pg'
import type { Context } from '../src/access/context.ts'
import { calculateRun } from '../src/app/calculate/calculate-run.ts'
import { openRun } from '../src/app/run/open-run.ts'
import { prepareCounty } from './county.ts'
import { COUNTY, MONTH } from './example-county.ts'
import type { CountySize } from './make-data.ts'
import { historyBefore } from './make-history.sql.ts'
import { secondsOf } from './measure.ts'
import { asOwner } from './owner.ts'
import { serverProcessorSeconds } from './server-processor.ts'

/** The next month of a county that has had so many months already. */
export interface HistorySpeed {
  readonly months: number
  readonly households: number
  readonly rounds: readonly HistoryRound[]
  /** All that is stored, with indexes. */
  readonly databaseMiB: number
}

/** Seconds by the wall clock, and of this process's own processor time, which others on the machine do not lengthen. */
export interface HistoryRound {
  /** Making the month's partitions and opening its run. */
  readonly open: number
  readonly calculate: number
  readonly processor: number
  /** The database server's; null where the system does not tell. */
  readonly serverProcessor: number | null
}

const TEMPLATE = '2026-06'
const RUN_TABLES = [
  'line',
  'exception',
  'payment',
  'payment_payee',
  'open_recovery',
  'calculation_prior',
  'calculation',
]

/**
 * Calculates a month for real, makes `months − 1` months like it before it, and measures the month after them again and
 * again. Nothing has become known in between: what arrears cost, `--arrears` measures.
 */
export async function measureHistory(
  context: Context,
  size: CountySize,
  { months, repeat }: { readonly months: number; readonly repeat: number },
): Promise<HistorySpeed> {
  const { maker } = await prepareCounty(context, size)
  return await asOwner(context.database.ownerUrl, async (owner) => {
    if (months > 0) await makePast(maker, owner, months)
    await owner.query('VACUUM ANALYZE')
    const rounds: HistoryRound[] = []
    for (let i = 0; i <= repeat; i++) {
      const round = await measureRound(maker, owner)
      if (i > 0) rounds.push(round) // the first warms up
    }
    const { rows } = await owner.query('SELECT pg_database_size(current_database()) / 1048576 AS mib')
    return { months, households: size.households, rounds, databaseMiB: Number(rows[0].mib) }
  })
}

async function makePast(maker: Context, owner: pg.Client, months: number): Promise<void> {
  const { run } = await openRun(maker, { county: COUNTY, month: TEMPLATE, kind: 'regular' })
  const { attempt } = await calculateRun(maker, run.number)
  await owner.query("SET session_replication_role = replica; SET work_mem = '256MB'")
  const template = { runId: run.runId, attempt: attempt.attempt, month: TEMPLATE }
  if (months > 1) for (const statement of historyBefore(template, months - 1)) await owner.query(statement)
}

/** Opens and calculates the month, and forgets it again. */
async function measureRound(maker: Context, owner: pg.Client): Promise<HistoryRound> {
  await owner.query('CHECKPOINT')
  let number = ''
  const open = await secondsOf(async () => {
    number = (await openRun(maker, { county: COUNTY, month: MONTH, kind: 'regular' })).run.number
  })
  const serverBefore = await serverProcessorSeconds(owner)
  const before = process.cpuUsage()
  const begun = performance.now()
  const { run } = await calculateRun(maker, number)
  const calculate = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(before)
  const serverAfter = await serverProcessorSeconds(owner)
  await owner.query('SET session_replication_role = replica')
  for (const table of [...RUN_TABLES, 'run_event', 'run'])
    await owner.query(`DELETE FROM ${table} WHERE county = '${COUNTY}' AND run_id = ${run.runId}`)
  await owner.query('VACUUM line, exception, payment, payment_payee')
  const serverProcessor = serverBefore === null || serverAfter === null ? null : serverAfter - serverBefore
  return { open, calculate, processor: (user + system) / 1e6, serverProcessor }
}
