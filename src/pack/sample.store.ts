import type { BenefitLine } from '../calculation/case-result.ts'
import { STORED_LINE, storedLine } from '../calculation/stored-line.store.ts'
import { type Cipher, personIdentity } from '../db/cipher.ts'
import { copyOut } from '../db/copy.ts'
import { rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { maskIdNumber } from '../kernel/sensitive.ts'
import { personNames } from '../registry/person-names.store.ts'
import { ofAttempt } from './packed-rows.store.ts'
import type { PackedRun } from './packed-run.ts'

/**
 * Draws households of the run: those whose SHA-256 over seal and 家庭编号 is smallest. Nobody can know them before the
 * run is sealed, and everybody can draw them again.
 */
export async function drawHouseholds(tx: Tx, run: PackedRun, seal: string, size: number): Promise<string[]> {
  const of = (alias: string) => sql`${sql.ref(`${alias}.run_month`)} = ${run.month} AND ${ofAttempt(alias, run)}`
  const rows = await rowsOf(
    tx.client,
    sql<{ household_no: string }>`
      SELECT household_no FROM (
        SELECT household_no FROM line l WHERE ${of('l')}
        UNION SELECT household_no FROM exception e WHERE ${of('e')} AND household_no IS NOT NULL) of_run
      WHERE household_no <> ''
      ORDER BY sha256(convert_to(${seal} || household_no, 'UTF8')), household_no LIMIT ${size}`,
  )
  return rows.map((row) => row.household_no)
}

/** The stored lines of some households of the run, in the order of their keys. */
export async function linesOfHouseholds(
  tx: Tx,
  run: PackedRun,
  households: readonly string[],
): Promise<Map<string, BenefitLine[]>> {
  const found = new Map<string, BenefitLine[]>(households.map((no) => [no, []]))
  if (households.length === 0) return found
  const query = sql`
    SELECT ${STORED_LINE} FROM line l WHERE l.run_month = ${run.month} AND ${ofAttempt('l', run)}
      AND l.household_no = ANY(${households})
    ORDER BY household_no, person_no, programme, component, benefit_month, type`
  for await (const rows of copyOut(tx.client, query)) {
    for (const row of rows) found.get(row[0]!)!.push(storedLine(row))
  }
  return found
}

/** What a person of the sample is called, with the ID number masked or in clear. */
export interface SampledPerson {
  readonly name: string
  readonly idNumber: string
}

/** Names and numbers of these persons as known to the run. */
export async function personsOf(
  tx: Tx,
  cipher: Cipher,
  { run, persons, unmask }: { readonly run: PackedRun; readonly persons: readonly number[]; readonly unmask: boolean },
): Promise<Map<number, SampledPerson>> {
  if (persons.length === 0) return new Map()
  const wanted = sql`(SELECT unnest(${persons}::bigint[]) AS person_no)`
  const rows = await rowsOf(tx.client, personNames(wanted, run.county, run.known))
  return new Map(
    rows.map((row) => {
      const id = cipher.open(row.id_sealed, personIdentity(row.id_hash))
      return [Number(row.person_no), { name: row.name, idNumber: unmask ? id : maskIdNumber(id) }]
    }),
  )
}
