import type pg from 'pg'
import { copyIn, copyRow } from '../db/copy.ts'
import { linesOfMonth } from '../db/months.store.ts'
import type { NumberedRun } from '../run/run-key.ts'
import type { CaseException, CaseOutcome } from './case-result.ts'
import { LINE_COLUMNS, lineRow } from './stored-line.store.ts'

/** Appends the lines and exceptions of some cases to an attempt, by COPY. */
export async function appendOutcomes(
  client: pg.ClientBase,
  run: NumberedRun,
  attempt: number,
  outcomes: readonly CaseOutcome[],
): Promise<void> {
  await copyIn(
    client,
    `${linesOfMonth(run.month)} (county, run_month, run_id, attempt, ${LINE_COLUMNS})`,
    lineRows(run, attempt, outcomes),
  )
  await copyIn(client, EXCEPTION_COLUMNS, exceptionRows(run, attempt, outcomes))
}

const EXCEPTION_COLUMNS = `exception (county, run_month, run_id, attempt, household_no, person_no, programme,
  enrolment_no, benefit_month, effect, code, message, basis)`

function* lineRows(run: NumberedRun, attempt: number, outcomes: readonly CaseOutcome[]): Generator<string> {
  const head = [run.county, run.month, run.runId, attempt].join('\t')
  yield* inBlocks(
    outcomes,
    ({ lines }) => lines,
    (line) => `${head}\t${lineRow(line)}`,
  )
}

function* exceptionRows(run: NumberedRun, attempt: number, outcomes: readonly CaseOutcome[]): Generator<string> {
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
