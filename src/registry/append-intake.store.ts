import { carryOut, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { STANDING } from './finding-intake.store.ts'
import type { IntakeTable } from './intake-tables.ts'

/** The staged row `s` repeats no earlier one of its file. */
export const NOT_REDUNDANT: Statement = sql`NOT EXISTS (SELECT FROM redundant r WHERE r.line = s.line)`

const AND = sql` AND `

/** Finds what is new: rows that say something else than the latest row of their key in their county does. */
export async function findFreshRows(tx: Tx, table: IntakeTable): Promise<void> {
  const resolved = table.persons.map(
    ({ name }) => sql`${sql.ref(`${name}_person.person_no`)} AS ${sql.ref(`${name}_no`)}`,
  )
  const joins = table.persons.map(({ name }) => {
    const person = sql.ref(`${name}_person`)
    return sql`LEFT JOIN person ${person} ON ${person}.county = t.county AND ${person}.id_hash = ${of('s', `${name}_hash`)}`
  })
  const fresh = sql`
    CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
    SELECT ${sql.join([sql`t.line`, sql`t.county`, ...resolved])}
    FROM target t JOIN staged s ON s.line = t.line ${sql.join(joins, sql` `)}
    WHERE ${STANDING} AND ${NOT_REDUNDANT} AND NOT EXISTS (
      SELECT FROM (
        SELECT * FROM ${sql.table(table.table)} fact WHERE ${sameKey(table)} ORDER BY fact.known DESC LIMIT 1
      ) latest WHERE ${sameValues(table)})`
  await carryOut(tx.client, fresh)
}

/** The same for indices, which belong to no county. */
export async function findFreshIndices(tx: Tx, table: IntakeTable): Promise<void> {
  const keys = table.keys.map((key) => sql`${of('fact', key)} = ${of('s', key)}`)
  const fresh = sql`
    CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
    SELECT s.line FROM staged s
    WHERE ${STANDING} AND ${NOT_REDUNDANT} AND NOT EXISTS (
      SELECT FROM (
        SELECT * FROM index_fact fact WHERE ${sql.join(keys, AND)} ORDER BY fact.known DESC LIMIT 1
      ) latest WHERE ${sameValues(table)})`
  await carryOut(tx.client, fresh)
}

function sameKey({ keys, persons }: IntakeTable): Statement {
  const byPerson = persons.filter(({ inKey }) => inKey).map(({ name }) => name)
  const same = [
    sql`fact.county = t.county`,
    ...keys.map((key) => sql`${of('fact', key)} = ${of('s', key)}`),
    ...byPerson.map(
      (name) => sql`${of('fact', `${name}_no`)} IS NOT DISTINCT FROM ${sql.ref(`${name}_person.person_no`)}`,
    ),
  ]
  return sql.join(same, AND)
}

function sameValues({ values, persons, account }: IntakeTable): Statement {
  const pairs = values.map((value) => [of('latest', value), of('s', value)])
  for (const { name, inKey } of persons)
    if (!inKey) pairs.push([of('latest', `${name}_no`), sql.ref(`${name}_person.person_no`)])
  if (account) pairs.push([of('latest', 'account_hash'), of('s', 'account_hash')])
  const same = pairs.map(([stored, given]) => sql`${stored} IS NOT DISTINCT FROM ${given}`)
  return sql.join(same, AND)
}

/** Appends what is new as facts of the import `intakeNo`, known from their county's present count of knowledge on. */
export async function appendFreshRows(tx: Tx, table: IntakeTable, intakeNo: string): Promise<void> {
  const persons = table.persons.map(({ name }) => `${name}_no`)
  const account = table.account ? ['account_hash', 'account_sealed', 'owner_sealed'] : []
  const given = [...table.keys, ...table.values, ...account]
  const columns = ['county', ...persons, ...given, 'known', 'intake_no', 'line'].map((name) => sql.ref(name))
  const found = ['county', ...persons].map((name) => of('f', name))
  const order = [of('f', 'county'), ...table.keys.map((key) => of('s', key)), ...persons.map((no) => of('f', no))]
  const append = sql`
    INSERT INTO ${sql.table(table.table)} (${sql.join(columns)})
    SELECT ${sql.join([...found, ...given.map((name) => of('s', name))])}, c.knowledge, ${intakeNo}, f.line
    FROM fresh f JOIN staged s ON s.line = f.line JOIN county c ON c.county = f.county
    ORDER BY ${sql.join(order)}`
  await carryOut(tx.client, append)
}

/** The same for indices, known from the import's own number on. */
export async function appendFreshIndices(tx: Tx, table: IntakeTable, intakeNo: string): Promise<void> {
  const given = [...table.keys, ...table.values]
  const append = sql`
    INSERT INTO index_fact (${sql.join(given.map((name) => sql.ref(name)))}, known, line)
    SELECT ${sql.join(given.map((name) => of('s', name)))}, ${intakeNo}, s.line
    FROM fresh f JOIN staged s ON s.line = f.line`
  await carryOut(tx.client, append)
}

function of(table: string, column: string): Statement {
  return sql.ref(`${table}.${column}`)
}
