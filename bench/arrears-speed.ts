import type pg from 'pg'
import type { Context } from '../src/access/context.ts'
import { openRun } from '../src/app/run/open-run.ts'
import { addMonths } from '../src/kernel/month.ts'
import { prepareCounty } from './county.ts'
import { COUNTY, IMPORTS, MONTH } from './example-county.ts'
import type { CountySize } from './make-data.ts'
import { secondsOf } from './measure.ts'
import { asOwner } from './owner.ts'
import { calculateWith } from './workers.ts'

/** The seventh month of a county, when nothing has become known and when some incomes have changed back to the first. */
export interface ArrearsSpeed {
  readonly rounds: readonly { readonly plain: number; readonly changed: number }[]
  /** 补发 and 追回 that the changes gave. */
  readonly differences: number
  readonly households: number
}

const MONTHS_BEFORE = 6
const ONE_IN = 100

/** Calculates six months, then the seventh again and again, without and with one household in a hundred changed. */
export async function measureArrears(
  context: Context,
  size: CountySize,
  { repeat, workers }: { readonly repeat: number; readonly workers: number },
): Promise<ArrearsSpeed> {
  const { maker } = await prepareCounty(context, size)
  for (let i = 0; i < MONTHS_BEFORE; i++) await calculate(maker, addMonths(MONTH, i), workers)
  return await asOwner(context.database.ownerUrl, async (owner) => {
    await owner.query('SET session_replication_role = replica')
    const rounds: { plain: number; changed: number }[] = []
    let differences = 0
    for (let i = 0; i < repeat; i++) {
      const plain = await seventh(maker, owner, workers)
      await owner.query(changes())
      const changed = await seventh(maker, owner, workers)
      differences = changed.differences
      await owner.query(changesUndone())
      rounds.push({ plain: plain.seconds, changed: changed.seconds })
    }
    return { rounds, differences, households: size.households }
  })
}

async function calculate(maker: Context, month: string, workers: number): Promise<{ runId: string; seconds: number }> {
  const { run } = await openRun(maker, { county: COUNTY, month, kind: 'regular' })
  return { runId: run.runId, seconds: await secondsOf(() => calculateWith(maker, run.number, workers)) }
}

/** Calculates the seventh month and forgets it again. */
async function seventh(
  maker: Context,
  owner: pg.Client,
  workers: number,
): Promise<{ seconds: number; differences: number }> {
  await owner.query('VACUUM ANALYZE')
  await owner.query('CHECKPOINT')
  const { runId, seconds } = await calculate(maker, addMonths(MONTH, MONTHS_BEFORE), workers)
  const of = `county = '${COUNTY}' AND run_id = ${runId}`
  const { rows } = await owner.query(`SELECT count(*)::int AS n FROM line WHERE ${of} AND type <> 'normal'`)
  const tables = ['line', 'exception', 'payment', 'payment_payee', 'open_recovery', 'calculation_prior', 'calculation']
  for (const table of [...tables, 'run_event', 'run']) await owner.query(`DELETE FROM ${table} WHERE ${of}`)
  return { seconds, differences: rows[0].n }
}

/** An import that tells of another income of one household in a hundred from the first month on. */
function changes(): string {
  const known = IMPORTS + 1
  return `UPDATE county SET knowledge = ${known};
    INSERT INTO knowledge (county, known, recorded_at, actor, what)
    VALUES ('${COUNTY}', ${known}, '2026-12-30T01:00:00Z', '示例', '示例');
    INSERT INTO income_fact (county, household_no, kind, from_month, known, monthly_fen, intake_no, line)
    SELECT county, household_no, '经营', '${MONTH}', ${known}, 12300, ${known}, 1
    FROM (SELECT DISTINCT county, household_no FROM household_fact) h
    WHERE abs(hashtextextended(household_no, 0) % ${ONE_IN}) = 0`
}

function changesUndone(): string {
  const known = IMPORTS + 1
  return `DELETE FROM income_fact WHERE known = ${known}; DELETE FROM knowledge WHERE known = ${known};
    UPDATE county SET knowledge = ${IMPORTS}`
}
