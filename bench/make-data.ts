import pg from 'pg'
import type { Context } from '../src/app/context.ts'
import { copyIn } from '../src/db/copy.ts'
import { drawWith } from './draw.ts'
import { COUNTY, IMPORTS } from './example-county.ts'
import { enrolmentFacts, incomeFacts } from './make-benefits.sql.ts'
import { flatEnrolments, flatHelp } from './make-flat.sql.ts'
import { accountsOf, families, householdFacts, memberFacts, personsOf } from './make-registry.sql.ts'
import { ACCOUNT_COLUMNS, accountRow, PERSON_COLUMNS, personRow } from './sealed-rows.ts'

export interface CountySize {
  readonly households: number
  readonly seed: number
}

/** What stands in the registry afterwards. */
export interface MadeCounty {
  readonly households: number
  readonly persons: number
}

const FAMILIES_AT_ONCE = 5000

/**
 * Makes a whole county straight in the tables, as their owner. Foreign keys and triggers are not looked at meanwhile:
 * intake is measured elsewhere, here the rows only have to be there. ID and account numbers are sealed, so that payment
 * files can be written.
 */
export async function makeCounty(context: Context, { households, seed }: CountySize): Promise<MadeCounty> {
  const draw = drawWith(seed)
  const { cipher, database } = context
  return await asOwner(database.ownerUrl, async (client) => {
    await client.query('SET session_replication_role = replica')
    for (const statement of [families(draw, households), flatHelp(draw), countyRows()]) await client.query(statement)
    for (let after = 0; after < households; after += FAMILIES_AT_ONCE) {
      const span = { after, upTo: Math.min(after + FAMILIES_AT_ONCE, households) }
      await copySealed(client, PERSON_COLUMNS, personsOf(draw, span), (one) =>
        personRow(cipher, Number(one.person_no), one.birth!),
      )
      await copySealed(client, ACCOUNT_COLUMNS, accountsOf(draw, span), (one) =>
        accountRow(cipher, Number(one.person_no), one.bank!),
      )
    }
    for (const statement of [householdFacts, memberFacts, incomeFacts, enrolmentFacts, flatEnrolments])
      await client.query(statement(draw))
    await client.query('VACUUM ANALYZE')
    const { rows } = await client.query(`SELECT count(*)::int AS persons FROM person WHERE county = '${COUNTY}'`)
    return { households, persons: rows[0].persons }
  })
}

async function copySealed(
  client: pg.Client,
  into: string,
  query: string,
  row: (one: Record<string, string>) => string,
): Promise<void> {
  const { rows } = await client.query<Record<string, string>>(query)
  await copyIn(client, into, [rows.map(row).join('')])
}

function countyRows(): string {
  return `INSERT INTO county (county, knowledge) VALUES ('${COUNTY}', ${IMPORTS});
    INSERT INTO knowledge (county, known, recorded_at, actor, what)
    SELECT '${COUNTY}', known, '2026-06-30T01:00:00Z', '示例', '示例' FROM generate_series(1, ${IMPORTS}) known`
}

/** Runs `work` on a connection of the tables' owner. */
export async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
