import type { Tx } from '../db/transaction.ts'
import { STANDING } from './finding-intake.ts'
import type { IntakeTable } from './intake-tables.ts'

/** SQL: the staged row `s` repeats no earlier one of its file. */
export const NOT_REDUNDANT = 'NOT EXISTS (SELECT FROM redundant r WHERE r.line = s.line)'

/** Finds what is new: rows that say something else than the latest row of their key in their county does. */
export async function findFreshRows(tx: Tx, table: IntakeTable): Promise<void> {
  const resolved = table.persons.map(({ name }) => `${name}_person.person_no AS ${name}_no`)
  const joins = table.persons.map(
    ({ name }) =>
      `LEFT JOIN person ${name}_person ON ${name}_person.county = t.county AND ${name}_person.id_hash = s.${name}_hash`,
  )
  await tx.client.query(`
    CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
    SELECT ${['t.line', 't.county', ...resolved].join(', ')}
    FROM target t JOIN staged s ON s.line = t.line ${joins.join(' ')}
    WHERE ${STANDING} AND ${NOT_REDUNDANT} AND NOT EXISTS (
      SELECT FROM (
        SELECT * FROM ${table.table} fact WHERE ${sameKey(table)} ORDER BY fact.known DESC LIMIT 1
      ) latest WHERE ${sameValues(table)})`)
}

/** The same for indices, which belong to no county. */
export async function findFreshIndices(tx: Tx, table: IntakeTable): Promise<void> {
  await tx.client.query(`
    CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
    SELECT s.line FROM staged s
    WHERE ${STANDING} AND ${NOT_REDUNDANT} AND NOT EXISTS (
      SELECT FROM (
        SELECT * FROM index_fact fact WHERE ${table.keys.map((key) => `fact.${key} = s.${key}`).join(' AND ')}
        ORDER BY fact.known DESC LIMIT 1
      ) latest WHERE ${sameValues(table)})`)
}

function sameKey({ keys, persons }: IntakeTable): string {
  const byPerson = persons.filter(({ inKey }) => inKey)
  return [
    'fact.county = t.county',
    ...keys.map((key) => `fact.${key} = s.${key}`),
    ...byPerson.map(({ name }) => `fact.${name}_no IS NOT DISTINCT FROM ${name}_person.person_no`),
  ].join(' AND ')
}

function sameValues({ values, persons, account }: IntakeTable): string {
  const pairs = values.map((value) => [`latest.${value}`, `s.${value}`])
  for (const { name, inKey } of persons) if (!inKey) pairs.push([`latest.${name}_no`, `${name}_person.person_no`])
  if (account) pairs.push(['latest.account_hash', 's.account_hash'])
  return pairs.map(([stored, given]) => `${stored} IS NOT DISTINCT FROM ${given}`).join(' AND ')
}

/** Appends what is new as facts of the import `intakeNo`, known from their county's present count of knowledge on. */
export async function appendFreshRows(tx: Tx, table: IntakeTable, intakeNo: string): Promise<void> {
  const persons = table.persons.map(({ name }) => `${name}_no`)
  const given = [
    ...table.keys,
    ...table.values,
    ...(table.account ? ['account_hash', 'account_sealed', 'owner_sealed'] : []),
  ]
  await tx.client.query(
    `INSERT INTO ${table.table} (${['county', ...persons, ...given, 'known', 'intake_no', 'line'].join(', ')})
     SELECT ${['f.county', ...persons.map((no) => `f.${no}`), ...given.map((name) => `s.${name}`)].join(', ')},
       c.knowledge, $1, f.line
     FROM fresh f JOIN staged s ON s.line = f.line JOIN county c ON c.county = f.county
     ORDER BY ${['f.county', ...table.keys.map((key) => `s.${key}`), ...persons.map((no) => `f.${no}`)].join(', ')}`,
    [intakeNo],
  )
}

/** The same for indices, known from the import's own number on. */
export async function appendFreshIndices(tx: Tx, table: IntakeTable, intakeNo: string): Promise<void> {
  const given = [...table.keys, ...table.values]
  await tx.client.query(
    `INSERT INTO index_fact (${given.join(', ')}, known, line)
     SELECT ${given.map((name) => `s.${name}`).join(', ')}, $1, s.line FROM fresh f JOIN staged s ON s.line = f.line`,
    [intakeNo],
  )
}
