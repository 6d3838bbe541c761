import { type Asking, rowOf, rowsOf, sql } from '../db/statement.ts'

/** Whether the county has a household of this number. */
export async function hasHousehold(asking: Asking, county: string, householdNo: string): Promise<boolean> {
  const one = sql`SELECT FROM household_fact WHERE county = ${county} AND household_no = ${householdNo} LIMIT 1`
  return (await rowOf(asking, one)) !== undefined
}

/** Of these numbers those that the county has, and every household that knows one of the persons with these hashes. */
export async function householdsNamed(
  asking: Asking,
  county: string,
  { numbers, idHashes }: { readonly numbers: readonly string[]; readonly idHashes: readonly Buffer[] },
): Promise<string[]> {
  const found = await rowsOf(
    asking,
    sql<{ household_no: string }>`
      SELECT household_no FROM household_fact WHERE county = ${county} AND household_no = ANY(${numbers})
      UNION SELECT m.household_no FROM person p JOIN member_fact m USING (county, person_no)
      WHERE p.county = ${county} AND p.id_hash = ANY(${idHashes}) ORDER BY 1`,
  )
  return found.map((row) => row.household_no)
}

/** The number that the county gave the person of this hash; null where nobody is known by it. */
export async function personOfHash(asking: Asking, county: string, idHash: Buffer): Promise<number | null> {
  const person = sql<{ person_no: string }>`
    SELECT person_no FROM person WHERE county = ${county} AND id_hash = ${idHash}`
  const found = await rowOf(asking, person)
  return found ? Number(found.person_no) : null
}

/** The counties that have a household of this number. */
export async function countiesOfHousehold(asking: Asking, householdNo: string): Promise<string[]> {
  const counties = sql<{ county: string }>`
    SELECT DISTINCT county FROM household_fact WHERE household_no = ${householdNo} ORDER BY county`
  return (await rowsOf(asking, counties)).map(({ county }) => county)
}

/** A person as one county knows him, with every household that he was ever in. */
export interface PersonInCounty {
  readonly county: string
  readonly personNo: number
  readonly households: readonly string[]
}

/** The person of this hash in every county that knows him. */
export async function personInCounties(asking: Asking, idHash: Buffer): Promise<PersonInCounty[]> {
  const found = await rowsOf(
    asking,
    sql<{ county: string; person_no: string; households: string[] }>`
      SELECT p.county, p.person_no, array_agg(DISTINCT m.household_no ORDER BY m.household_no) AS households
      FROM person p JOIN member_fact m USING (county, person_no) WHERE p.id_hash = ${idHash}
      GROUP BY p.county, p.person_no ORDER BY p.county`,
  )
  return found.map(({ person_no, ...row }) => ({ ...row, personNo: Number(person_no) }))
}

/** A member of a household as it was called in a month, with the sealed ID number. */
export interface NamedMember {
  readonly person_no: string
  readonly name: string
  readonly relation: string
  readonly id_hash: Buffer
  readonly id_sealed: Buffer
}

/** Everybody who was in a household up to a month, as known then. */
export async function namedMembers(
  asking: Asking,
  of: { readonly county: string; readonly householdNo: string; readonly month: string; readonly known: number },
): Promise<NamedMember[]> {
  return await rowsOf(
    asking,
    sql<NamedMember>`
      SELECT DISTINCT ON (m.person_no) m.person_no, m.name, m.relation, p.id_hash, p.id_sealed
      FROM member_fact m JOIN person p USING (county, person_no)
      WHERE m.county = ${of.county} AND m.household_no = ${of.householdNo} AND m.from_month <= ${of.month}
        AND m.known <= ${of.known}
      ORDER BY m.person_no, m.from_month DESC, m.known DESC`,
  )
}
