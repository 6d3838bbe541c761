import type pg from 'pg'
import { copyIn, copyRow, copyText } from '../db/copy.ts'
import { linesOfMonth } from '../db/months.store.ts'
import type { NumberedRun } from '../run/run-key.ts'
import type { BenefitLine, CaseException, CaseOutcome } from './case-result.ts'
import { usedText } from './line-used.ts'

/** Appends the lines and exceptions of some cases to an attempt, by COPY. */
export async function appendOutcomes(
  client: pg.ClientBase,
  run: NumberedRun,
  attempt: number,
  outcomes: readonly CaseOutcome[],
): Promise<void> {
  await copyIn(client, `${linesOfMonth(run.month)} ${LINE_COLUMNS}`, lineRows(run, attempt, outcomes))
  await copyIn(client, EXCEPTION_COLUMNS, exceptionRows(run, attempt, outcomes))
}

const LINE_COLUMNS = `(county, run_month, run_id, attempt, household_no, person_no, programme, component,
  benefit_month, type, item, enrolment_no, payee_no, area, persons, standard_fen, amount_fen, formula, basis, used)`
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

/** A line as COPY writes it, without what says which run it belongs to. Codes, months and areas need no escapes. */
export function lineRow(line: BenefitLine): string {
  const { householdNo, personNo, programme, component, benefitMonth, type, item, enrolmentNo, payeeNo, area } = line
  const { persons, standardFen, amountFen, formula, basis, used } = line
  const key = `${copyText(householdNo)}\t${personNo}\t${programme}\t${component}\t${benefitMonth}\t${type}\t${item}`
  const paid = `${copyText(enrolmentNo)}\t${payeeNo}\t${area}\t${persons}\t${standardFen ?? '\\N'}\t${amountFen}`
  const why = `${copyText(formula)}\t${copyText(basis)}\t${used ? copyText(usedText(used)) : '\\N'}`
  return `${key}\t${paid}\t${why}\n`
}

/** What is worked out in the very form of what is stored; a line of an older version does not tell what it used. */
export function rowLike({ used }: Pick<BenefitLine, 'used'>, line: BenefitLine): string {
  return lineRow(used === null ? { ...line, used: null } : line)
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
