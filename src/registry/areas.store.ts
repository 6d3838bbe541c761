import { type Asking, rowsOf, sql } from '../db/statement.ts'

/** Every area in which the county has, or had, a household, as far as it was `known`. */
export async function areasOf(asking: Asking, county: string, known = Number.MAX_SAFE_INTEGER): Promise<string[]> {
  const areas = sql<{ area: string }>`
    SELECT DISTINCT area FROM household_fact WHERE county = ${county} AND known <= ${known} ORDER BY area`
  return (await rowsOf(asking, areas)).map(({ area }) => area)
}
