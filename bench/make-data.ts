import pg from 'pg'
import { drawWith } from './draw.ts'
import { COUNTY, IMPORTS } from './example-county.ts'
import { enrolmentFacts, incomeFacts } from './make-benefits.sql.ts'
import { accounts, families, householdFacts, memberFacts, persons } from './make-registry.sql.ts'

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
 * intake is measured elsewhere, here the rows only have to be there.
 */
export async function makeCounty(ownerUrl: string, { households, seed }: CountySize): Promise<MadeCounty> {
  const draw = drawWith(seed)
  return await asOwner(ownerUrl, async (client) => {
    await client.query('SET session_replication_role = replica')
    await client.query(families(draw, households))
    await client.query(countyRows())
    for (const statement of [persons, householdFacts, memberFacts, incomeFacts, enrolmentFacts, accounts])
      await client.query(statement(draw))
    await client.query('VACUUM ANALYZE')
    const { rows } = await client.query(`SELECT count(*)::int AS persons FROM person WHERE county = '${COUNTY}'`)
    return { households, persons: rows[0].persons }
  })
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
