import type pg from 'pg'
import type { Context } from '../src/access/context.ts'
import { openRun } from '../src/app/run/open-run.ts'
import type { Run } from '../src/run/run.store.ts'
import { COUNTY, MONTH } from './example-county.ts'

const OF_RUNS = 'run, line, exception, payment, payment_payee CASCADE'

/** A run of its own for each measurement, in tables that hold no other. */
export async function freshRun(maker: Context, owner: pg.Client): Promise<Run> {
  await restart(owner, OF_RUNS)
  const { run } = await openRun(maker, { county: COUNTY, month: MONTH, kind: 'regular' })
  return run
}

/** Empties tables, and has the server write out what it has pending, so that nobody pays for another's rows. */
export async function restart(owner: pg.Client, tables: string): Promise<void> {
  await owner.query(`TRUNCATE ${tables}`)
  await owner.query('CHECKPOINT')
}
