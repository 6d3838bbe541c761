import { type Cipher, personIdentity } from '../db/cipher.ts'
import { type CopyValue, copyIn, copyRow } from '../db/copy.ts'
import { sealAccount } from '../db/sealed-account.ts'
import { carryOut, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { CheckedRow } from '../intake/kind.ts'
import { birthDate } from '../kernel/identifiers.ts'
import type { Problem } from '../kernel/problem.ts'
import { maskIdNumber } from '../kernel/sensitive.ts'
import type { IntakeTable, PersonColumn } from './intake-tables.ts'

/**
 * Makes the temporary tables of one import: `staged` rows with the types of their fact table, `finding` for what is
 * wrong with a line, `redundant` for lines that repeat an earlier one, `target` for the counties a line goes to.
 */
export async function createStage(tx: Tx, table: IntakeTable): Promise<void> {
  const columns = [...['line', ...table.keys, ...table.values].map(staged), ...table.persons.flatMap(personColumns)]
  if (table.account) columns.push(sql`f.account_hash`, sql`f.account_sealed`, sql`f.owner_sealed`)
  await carryOut(tx.client, sql`SET LOCAL work_mem = '64MB'`)
  await carryOut(tx.client, sql`SET LOCAL default_statistics_target = 25`)
  const stage = sql`
    CREATE TEMPORARY TABLE staged ON COMMIT DROP AS
    SELECT ${sql.join(columns)} FROM ${sql.table(table.table)} f, person p WITH NO DATA`
  for (const create of [stage, ...BESIDE_STAGED]) await carryOut(tx.client, create)
}

const BESIDE_STAGED = [
  sql`CREATE TEMPORARY TABLE finding (
    line bigint NOT NULL, cell text, value text, severity text NOT NULL, code text NOT NULL, message text NOT NULL, remedy text NOT NULL
  ) ON COMMIT DROP`,
  sql`CREATE TEMPORARY TABLE redundant (line bigint NOT NULL) ON COMMIT DROP`,
  sql`CREATE TEMPORARY TABLE target (line bigint NOT NULL, county county_code NOT NULL) ON COMMIT DROP`,
]

/** Months, days and codes are checked once, when they become facts. */
function staged(column: string): Statement {
  const given = sql.ref(`f.${column}`)
  return /(month|_on|^area)$/.test(column) ? sql`${given}::text COLLATE "C" AS ${sql.ref(column)}` : given
}

function personColumns({ name, creates }: PersonColumn): Statement[] {
  const known = [sql`p.id_hash AS ${sql.ref(`${name}_hash`)}`, sql`''::text AS ${sql.ref(`${name}_mask`)}`]
  if (!creates) return known
  return [...known, sql`p.id_sealed AS ${sql.ref(`${name}_sealed`)}`, sql`p.birth::text AS ${sql.ref(`${name}_birth`)}`]
}

/** A checked row as a line of COPY into `staged`; personal numbers leave here sealed and hashed only. */
export function stagedLine(table: IntakeTable, cipher: Cipher, line: number, row: CheckedRow): string {
  const values: CopyValue[] = [line]
  for (const name of table.keys) values.push(row[name]!)
  for (const name of table.values) values.push(row[name]!)
  let text = copyRow(values).slice(0, -1)
  for (const person of table.persons) text += personFields(cipher, person, row[person.name] as string | null)
  if (table.account) text += accountFields(cipher, row.account as string, row.person as string)
  return `${text}\n`
}

function personFields(cipher: Cipher, { creates }: PersonColumn, id: string | null): string {
  if (id === null) return creates ? '\t\\N\t\\N\t\\N\t\\N' : '\t\\N\t\\N'
  const hash = cipher.hashHex('id', id)
  const known = `\t${bytea(hash)}\t${maskIdNumber(id)}`
  return creates ? `${known}\t${bytea(cipher.seal(id, personIdentity(hash)).toString('hex'))}\t${birthDate(id)}` : known
}

function accountFields(cipher: Cipher, account: string, idNumber: string): string {
  const hash = cipher.hashHex('account', account)
  return `\t${bytea(hash)}\t${bytea(sealAccount(cipher, hash, { account, idNumber }).toString('hex'))}\tt`
}

/** bytea in hex as COPY reads it, its backslash escaped. */
function bytea(hex: string): string {
  return `\\\\x${hex}`
}

/** Adds checked rows and the problems of refused ones to the stage. */
export async function stage(tx: Tx, rows: string, problems: readonly Problem[]): Promise<void> {
  if (rows !== '') await copyIn(tx.client, 'staged', [rows])
  if (problems.length === 0) return
  const findings = problems.map(({ line, column, value, severity, code, message, remedy }) =>
    copyRow([line!, column ?? null, value ?? null, severity, code, message, remedy]),
  )
  await copyIn(tx.client, 'finding', [findings.join('')])
}
