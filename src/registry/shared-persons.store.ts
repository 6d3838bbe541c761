import type pg from 'pg'
import { rowsOf, sql } from '../db/statement.ts'
import { grouped } from '../kernel/grouped.ts'
import type { Day } from '../kernel/month.ts'
import { isDibao } from '../policy/programmes.ts'
import type { HouseholdHistory } from './household-history.ts'
import { readHouseholds } from './household-reader.store.ts'

/** Who appears in several households of the county: what the rows imported last say, and all their households. */
export interface SharedPersons {
  readonly deaths: ReadonlyMap<number, Day | null>
  /** Households with a member whose enrolment names another household or none. */
  readonly enrolled: ReadonlySet<string>
  readonly households: ReadonlyMap<number, readonly HouseholdHistory[]>
  /** The same with those that an enrolment of the person named once and does not any more: they told what was paid then. */
  readonly everIn: ReadonlyMap<number, readonly HouseholdHistory[]>
}

/** Reads the few persons who are in several households, with the whole history of each of those households. */
export async function readSharedPersons(client: pg.ClientBase, county: string, known: number): Promise<SharedPersons> {
  const deaths = await readSharedDeaths(client, county, known)
  const enrolled = await readEnrolledElsewhere(client, county, known)
  const households = new Map<number, HouseholdHistory[]>()
  const everIn = new Map<number, HouseholdHistory[]>()
  if (deaths.size === 0) return { deaths, enrolled, households, everIn }
  const sharing = [...deaths.keys()]
  const named = sql`county = ${county} AND known <= ${known} AND person_no = ANY(${sharing})`
  const places = sql<{ household_no: string; person_no: string }>`
    SELECT household_no, person_no FROM member_fact WHERE ${named}
    UNION SELECT household_no, person_no FROM enrolment_fact WHERE ${named} AND household_no IS NOT NULL
    ORDER BY household_no, person_no`
  const personsAt = grouped(await rowsOf(client, places), (row) => row.household_no)
  const numbers = [...personsAt.keys()]
  for (const history of await readHouseholds(client, { county, known, numbers }, { deaths, enrolled })) {
    for (const { person_no: personNo } of personsAt.get(history.householdNo)!) put(everIn, Number(personNo), history)
    for (const personNo of personsOf(history)) {
      if (!deaths.has(personNo)) continue
      put(households, personNo, history)
    }
  }
  return { deaths, enrolled, households, everIn }
}

function put(map: Map<number, HouseholdHistory[]>, personNo: number, history: HouseholdHistory): void {
  map.set(personNo, [...(map.get(personNo) ?? []), history])
}

/** Its members, and whom else an enrolment of a person programme names together with this household. */
function personsOf({ householdNo, members, enrolments }: HouseholdHistory): Set<number> {
  const named = enrolments.filter((one) => one.householdNo === householdNo && !isDibao(one.programme))
  return new Set([...members, ...named].map(({ personNo }) => personNo))
}

/** Households with a member whose enrolment, in any of its rows, names another household or none. */
async function readEnrolledElsewhere(client: pg.ClientBase, county: string, known: number): Promise<Set<string>> {
  const elsewhere = sql<{ household_no: string }>`
    SELECT DISTINCT m.household_no FROM enrolment_fact e
    JOIN member_fact m ON m.county = ${county} AND m.person_no = e.person_no AND m.known <= ${known}
    WHERE e.county = ${county} AND e.known <= ${known} AND e.person_no > 0
      AND e.household_no IS DISTINCT FROM m.household_no`
  return new Set((await rowsOf(client, elsewhere)).map((row) => row.household_no))
}

/**
 * Deaths of the persons who appear in several households, as a member or as whom a person's enrolment there names: the
 * row imported last decides, wherever it stands. Whoever is in one household only is left out; that household's own rows
 * decide.
 */
async function readSharedDeaths(
  client: pg.ClientBase,
  county: string,
  known: number,
): Promise<Map<number, Day | null>> {
  const deaths = sql<{ person_no: string; died_on: Day | null }>`
    WITH shared AS (
      SELECT person_no FROM member_fact WHERE county = ${county} AND known <= ${known}
      GROUP BY person_no HAVING min(household_no) <> max(household_no)
      UNION SELECT e.person_no FROM enrolment_fact e
      WHERE e.county = ${county} AND e.known <= ${known} AND e.person_no IS NOT NULL AND e.household_no IS NOT NULL
        AND e.programme NOT IN ('urban-dibao', 'rural-dibao')
        AND NOT EXISTS (SELECT FROM member_fact m WHERE m.county = ${county} AND m.household_no = e.household_no
          AND m.person_no = e.person_no AND m.known <= ${known}))
    SELECT DISTINCT ON (person_no) person_no, died_on FROM member_fact JOIN shared USING (person_no)
    WHERE county = ${county} AND known <= ${known}
    ORDER BY person_no, known DESC, from_month DESC, died_on DESC NULLS LAST`
  return new Map((await rowsOf(client, deaths)).map((row) => [Number(row.person_no), row.died_on]))
}
