import type { Context } from '../src/access/context.ts'
import { type Attempt, insertAttempt, NO_PROGRESS, saveChunk } from '../src/calculation/calculation.store.ts'
import { computeCase } from '../src/calculation/compute-case.ts'
import { loadDueContext } from '../src/calculation/engine/case-computer.ts'
import { inTransaction } from '../src/db/transaction.ts'
import type { HouseholdHistory } from '../src/registry/household-history.ts'
import { nextSpanEnd, planForSpans, readHouseholds } from '../src/registry/household-reader.store.ts'
import type { Run } from '../src/run/run.store.ts'
import { Stopwatch } from './measure.ts'

/** Where the seconds of a calculation go when nothing overlaps. */
export interface PhaseSeconds {
  /** Histories of the households out of the database. */
  readonly read: number
  /** The rules, with 算式 and 依据. */
  readonly compute: number
  /** Lines, exceptions and progress into the database. */
  readonly store: number
}

/**
 * Reads, works out and stores an open run one chunk after the other, each by its own stopwatch; `calculateRun` reads the
 * next chunk meanwhile. Payments are not formed.
 */
export async function measurePhases(
  context: Context,
  run: Run,
  attempt: Attempt,
  chunk: number,
): Promise<PhaseSeconds> {
  const { pool } = context.database
  await inTransaction(pool, (tx) => insertAttempt(tx, run, attempt, context.actor))
  const read = new Stopwatch()
  const compute = new Stopwatch()
  const store = new Stopwatch()
  const { dueContext, shared } = await read.during(() => loadDueContext(context, run.county, attempt))
  const { county } = run
  const { known } = attempt
  await inTransaction(pool, async ({ client }) => {
    await planForSpans(client)
    for (let after: string | null = null; ; ) {
      const upTo: string | null = await read.during(() => nextSpanEnd(client, county, after, chunk))
      if (upTo === null) break
      const span = { county, known, after, upTo }
      const cases: HouseholdHistory[] = await read.during(() => readHouseholds(client, span, shared))
      const outcomes = await compute.during(() => cases.map((history) => computeCase(history, run.month, dueContext)))
      const finished = { after, lastHousehold: upTo, outcomes }
      await store.during(() => saveChunk(pool, run, attempt.attempt, finished, async () => NO_PROGRESS))
      after = upTo
    }
  })
  return { read: read.seconds, compute: compute.seconds, store: store.seconds }
}
