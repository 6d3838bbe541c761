import type { Kysely } from 'kysely'
import type pg from 'pg'
import { type CopyValue, copyIn, copyRow } from '../db/copy.ts'
import type { Schema } from '../db/schema.ts'
import { inTransaction, type Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import type { BenefitLine, CaseException, CaseOutcome } from './case-result.ts'

/** Which run a calculation is for. */
export interface RunKey {
  readonly county: string
  readonly runId: string
  readonly number: string
  readonly month: string
}

/** One attempt at calculating a run: what it knows, and how far it has come. */
export interface Attempt {
  readonly attempt: number
  readonly known: number
  readonly policyRevision: number
  readonly indexKnown: number
  readonly codeRevision: string
  readonly knownAt: string
  /** An account serves from 启用月份 on when that is not after this month. */
  readonly usableMonth: string
  /** The system's first month of the county. */
  readonly firstMonth: string
  readonly lastHousehold: string | null
  readonly progress: Progress
  readonly finished: boolean
}

export interface Progress {
  readonly households: number
  readonly persons: number
  readonly lines: number
  readonly totalFen: bigint
  readonly exceptions: number
}

export const NO_PROGRESS: Progress = { households: 0, persons: 0, lines: 0, totalFen: 0n, exceptions: 0 }

/** The run's latest attempt, finished or not. */
export async function latestAttempt(db: Kysely<Schema>, run: RunKey): Promise<Attempt | null> {
  const row = await db
    .selectFrom('calculation')
    .selectAll()
    .where('county', '=', run.county)
    .where('run_id', '=', run.runId)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  return {
    attempt: row.attempt,
    known: Number(row.known),
    policyRevision: Number(row.policy_revision),
    indexKnown: Number(row.index_known),
    codeRevision: row.code_revision,
    knownAt: row.known_at,
    usableMonth: row.usable_month,
    firstMonth: row.first_month,
    lastHousehold: row.last_household,
    progress: {
      households: Number(row.households),
      persons: Number(row.persons),
      lines: Number(row.lines),
      totalFen: BigInt(row.total_fen),
      exceptions: Number(row.exceptions),
    },
    finished: row.finished_at !== null,
  }
}

/** What the county knows now. The county's row is locked, so that no import is half-way while this is read. */
export async function knowledgeNow(
  tx: Tx,
  county: string,
): Promise<Pick<Attempt, 'known' | 'policyRevision' | 'indexKnown'>> {
  const { rows } = await tx.client.query(
    `SELECT knowledge AS known, coalesce((SELECT max(revision) FROM policy_revision), 0) AS policy,
       coalesce((SELECT max(known) FROM index_fact), 0) AS index FROM county WHERE county = $1 FOR NO KEY UPDATE`,
    [county],
  )
  return { known: Number(rows[0].known), policyRevision: Number(rows[0].policy), indexKnown: Number(rows[0].index) }
}

/** The month of the county's first regular run. */
export async function systemFirstMonth(db: Kysely<Schema>, county: string): Promise<string | null> {
  const row = await db
    .selectFrom('run')
    .select((eb) => eb.fn.min('month').as('first'))
    .where('county', '=', county)
    .where('kind', '=', 'regular')
    .where('state', '<>', 'void')
    .executeTakeFirst()
  return row?.first ?? null
}

export async function insertAttempt(
  tx: Tx,
  run: RunKey,
  attempt: Omit<Attempt, 'lastHousehold' | 'progress' | 'finished'>,
  actor: string,
): Promise<void> {
  await tx.sql
    .insertInto('calculation')
    .values({
      county: run.county,
      run_id: run.runId,
      attempt: attempt.attempt,
      actor,
      known: attempt.known,
      policy_revision: attempt.policyRevision,
      index_known: attempt.indexKnown,
      code_revision: attempt.codeRevision,
      known_at: attempt.knownAt,
      usable_month: attempt.usableMonth,
      first_month: attempt.firstMonth,
      last_household: null,
      finished_at: null,
    })
    .execute()
}

/** The results of the households up to `lastHousehold`, to be stored together with that progress. */
export interface FinishedChunk {
  readonly after: string | null
  readonly lastHousehold: string
  readonly outcomes: readonly CaseOutcome[]
  readonly progress: Progress
}

/**
 * Stores a chunk's lines and exceptions and moves the attempt's progress over them, in one transaction: whatever kills
 * the process, the next one goes on behind the last chunk that is whole.
 */
export async function saveChunk(pool: pg.Pool, run: RunKey, attempt: number, chunk: FinishedChunk): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { progress } = chunk
    const { numUpdatedRows } = await tx.sql
      .updateTable('calculation')
      .set({
        last_household: chunk.lastHousehold,
        households: progress.households,
        persons: progress.persons,
        lines: progress.lines,
        total_fen: progress.totalFen.toString(),
        exceptions: progress.exceptions,
      })
      .where('county', '=', run.county)
      .where('run_id', '=', run.runId)
      .where('attempt', '=', attempt)
      .where('finished_at', 'is', null)
      .where('last_household', chunk.after === null ? 'is' : '=', chunk.after)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw new Refused(calculatedElsewhere(run))
    await copyIn(tx.client, LINE_COLUMNS, lineRows(run, attempt, chunk.outcomes))
    await copyIn(tx.client, EXCEPTION_COLUMNS, exceptionRows(run, attempt, chunk.outcomes))
  })
}

export async function finishAttempt(tx: Tx, run: RunKey, attempt: number, at: string): Promise<void> {
  const { numUpdatedRows } = await tx.sql
    .updateTable('calculation')
    .set({ finished_at: at })
    .where('county', '=', run.county)
    .where('run_id', '=', run.runId)
    .where('attempt', '=', attempt)
    .where('finished_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Refused(calculatedElsewhere(run))
}

function calculatedElsewhere(run: RunKey) {
  return {
    code: 'run.calculated-elsewhere',
    message: `批次 ${run.number} 正由另一个命令计算。`,
    remedy: '请等它算完,再用 huimin run show 查看结果。',
  }
}

const LINE_COLUMNS = `line (county, run_month, run_id, attempt, household_no, person_no, programme, component,
  benefit_month, type, item, enrolment_no, payee_no, area, persons, standard_fen, amount_fen, formula, basis)`
const EXCEPTION_COLUMNS = `exception (county, run_month, run_id, attempt, household_no, person_no, programme,
  enrolment_no, benefit_month, effect, code, message, basis)`

function* lineRows(run: RunKey, attempt: number, outcomes: readonly CaseOutcome[]): Generator<string> {
  const head = [run.county, run.month, run.runId, attempt].join('\t')
  yield* inBlocks(
    outcomes,
    ({ lines }) => lines,
    (line) => `${head}\t${lineRow(line)}`,
  )
}

/** A line as COPY writes it, without what says which run it belongs to. */
export function lineRow(line: BenefitLine): string {
  const values: CopyValue[] = [
    line.householdNo,
    line.personNo,
    line.programme,
    line.component,
    line.benefitMonth,
    line.type,
    line.item,
    line.enrolmentNo,
    line.payeeNo,
    line.area,
    line.persons,
    line.standardFen,
    line.amountFen,
    line.formula,
    line.basis,
  ]
  return copyRow(values)
}

function* exceptionRows(run: RunKey, attempt: number, outcomes: readonly CaseOutcome[]): Generator<string> {
  const head = [run.county, run.month, run.runId, attempt].join('\t')
  const row = (e: CaseException) =>
    copyRow([
      e.householdNo,
      e.personNo,
      e.programme,
      e.enrolmentNo,
      e.benefitMonth,
      e.effect,
      e.code,
      e.message,
      e.basis,
    ])
  yield* inBlocks(
    outcomes,
    ({ exceptions }) => exceptions,
    (e) => `${head}\t${row(e)}`,
  )
}

const BLOCK_CHARACTERS = 65_536

/** Joins rows into blocks, so that the connection gets few large writes instead of many small ones. */
function* inBlocks<T>(
  outcomes: readonly CaseOutcome[],
  of: (o: CaseOutcome) => readonly T[],
  row: (item: T) => string,
) {
  let block = ''
  for (const outcome of outcomes) {
    for (const item of of(outcome)) block += row(item)
    if (block.length < BLOCK_CHARACTERS) continue
    yield block
    block = ''
  }
  if (block) yield block
}
