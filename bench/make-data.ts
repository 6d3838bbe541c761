import type pg from 'pg'
import type { Context } from '../src/access/context.ts'
import { withoutIndexes } from './bulk-indexes.ts'
import { type Draw, drawWith } from './draw.ts'
import { COUNTY, IMPORTS } from './example-county.ts'
import { enrolmentFacts, incomeFacts } from './make-benefits.sql.ts'
import { flatEnrolments, flatHelp } from './make-flat.sql.ts'
import { families, householdFacts, memberFacts } from './make-registry.sql.ts'
import { asOwner } from './owner.ts'
import { writeSealed } from './sealed-numbers.ts'

export interface CountySize {
  readonly households: number
  readonly seed: number
}

/** What stands in the registry afterwards. */
export interface MadeCounty {
  readonly households: number
  readonly persons: number
}

/**
 * Makes a whole county straight in the tables, as their owner. Foreign keys and triggers are not looked at meanwhile:
 * intake is measured elsewhere, here the rows only have to be there. ID and account numbers are sealed, so that payment
 * files can be written; the facts are made meanwhile by the server.
 */
export async function makeCounty(context: Context, { households, seed }: CountySize): Promise<MadeCounty> {
  const draw = drawWith(seed)
  const { ownerUrl } = context.database
  return await asOwner(ownerUrl, async (client) => {
    await client.query(`SET session_replication_role = replica; SET work_mem = '256MB'; SET jit = off;
      CREATE SCHEMA bench_made; SET search_path = bench_made, public`)
    for (const statement of [families(draw, households), flatHelp(draw), countyRows()]) await client.query(statement)
    await withoutIndexes(client, async () => {
      const sealed = writeSealed({ home: context.home, ownerUrl, seed, households })
      await Promise.all([sealed, makeFacts(client, draw)])
    })
    await client.query('DROP SCHEMA bench_made CASCADE')
    await client.query('VACUUM ANALYZE')
    const { rows } = await client.query(`SELECT count(*)::int AS persons FROM person WHERE county = '${COUNTY}'`)
    return { households, persons: rows[0].persons }
  })
}

async function makeFacts(client: pg.Client, draw: Draw): Promise<void> {
  for (const statement of [householdFacts, memberFacts, incomeFacts, enrolmentFacts, flatEnrolments])
    await client.query(statement(draw))
}

function countyRows(): string {
  return `INSERT INTO county (county, knowledge) VALUES ('${COUNTY}', ${IMPORTS});
    INSERT INTO knowledge (county, known, recorded_at, actor, what)
    SELECT '${COUNTY}', known, '2026-06-30T01:00:00Z', '示例', '示例' FROM generate_series(1, ${IMPORTS}) known`
}
