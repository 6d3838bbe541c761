import { carryOut, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { appendFreshIndices, appendFreshRows, findFreshIndices, findFreshRows } from './append-intake.store.ts'
import { lockCounties, lockFor } from './county-intake.store.ts'
import type { IntakeTable } from './intake-tables.ts'
import { findRepeatedRows } from './repeated-rows-intake.store.ts'
import { resolveByHousehold, resolveHouseholds } from './resolve-household-intake.store.ts'
import {
  createPersons,
  requireMembers,
  resolveByPerson,
  resolveEnrolledPersons,
} from './resolve-person-intake.store.ts'
import { warnOfRevived } from './revived-intake.store.ts'
import { findSaidAgain } from './said-again-intake.store.ts'

/**
 * Judges all staged rows against each other and the registry: afterwards `finding` holds every reason to refuse a line,
 * and `fresh` the rows that bring something new. `county` is for persons whom no county knows.
 */
export async function judgeStage(tx: Tx, table: IntakeTable, county: string | null): Promise<void> {
  await carryOut(tx.client, sql`ANALYZE staged (${sql.join(comparedColumns(table).map((name) => sql.ref(name)))})`)
  await findRepeatedRows(tx, table)
  if (table.kind === 'indices') {
    await lockFor(tx, 'indices') // numbers of imports become visible in their order
    await findFreshIndices(tx, table)
    return
  }
  if (table.kind === 'households') await lockFor(tx, 'households') // a number belongs to one county only
  await resolveCounties(tx, table, county)
  await carryOut(tx.client, sql`ANALYZE target`)
  await lockCounties(tx)
  if (table.kind === 'incomes' || table.kind === 'enrolments') await requireMembers(tx, table.kind)
  await createPersons(tx, table)
  await findFreshRows(tx, table)
  for (const lastSaid of table.lastSaid ?? []) await findSaidAgain(tx, lastSaid)
  if (table.kind === 'members') await warnOfRevived(tx)
}

/** What rows are found and joined by; looking at the others, sealed bytes above all, would tell the planner nothing. */
function comparedColumns({ kind, keys, persons }: IntakeTable): string[] {
  const household = kind === 'enrolments' ? ['household_no'] : []
  return ['line', ...keys, ...household, ...persons.map(({ name }) => `${name}_hash`)]
}

async function resolveCounties(tx: Tx, table: IntakeTable, county: string | null): Promise<void> {
  switch (table.kind) {
    case 'households':
      return await resolveHouseholds(tx)
    case 'members':
    case 'incomes':
      return await resolveByHousehold(tx, table.kind)
    case 'enrolments':
      await resolveByHousehold(tx, table.kind)
      return await resolveEnrolledPersons(tx)
    default:
      return await resolveByPerson(tx, table, county)
  }
}

/** Appends the fresh rows. Counties' knowledge must have been advanced before. */
export async function appendFresh(tx: Tx, table: IntakeTable, intakeNo: string): Promise<void> {
  if (table.kind === 'indices') await appendFreshIndices(tx, table, intakeNo)
  else await appendFreshRows(tx, table, intakeNo)
}
