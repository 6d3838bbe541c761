import type pg from 'pg'
import { grouped } from '../kernel/grouped.ts'
import type { Day } from '../kernel/month.ts'
import { isDibao } from '../policy/programmes.ts'
import type { HouseholdHistory } from './household-history.ts'
import { readEnrolledElsewhere, readHouseholds, readSharedDeaths } from './household-reader.store.ts'

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
  const { rows } = await client.query(
    `SELECT household_no, person_no FROM member_fact WHERE county = $1 AND known <= $2 AND person_no = ANY($3)
     UNION SELECT household_no, person_no FROM enrolment_fact
     WHERE county = $1 AND known <= $2 AND person_no = ANY($3) AND household_no IS NOT NULL
     ORDER BY household_no, person_no`,
    [county, known, [...deaths.keys()]],
  )
  const personsAt = grouped(rows, (row) => row.household_no as string)
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
