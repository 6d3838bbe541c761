import { type Asking, onlyRowOf, rowsOf, sql } from '../db/statement.ts'

/** The server, as whom the programme works on it, and whether that may delete lines. */
export interface ServerFacts {
  readonly version: string
  readonly role: string
  readonly deletes: boolean
}

export async function serverFacts(asking: Asking): Promise<ServerFacts> {
  return await onlyRowOf(
    asking,
    sql<ServerFacts>`
      SELECT current_setting('server_version') AS version, current_user AS role,
        has_table_privilege('line', 'DELETE') AS deletes`,
  )
}

/** The database's clock, in seconds since 1970. */
export async function serverSeconds(asking: Asking): Promise<number> {
  return (await onlyRowOf(asking, sql<{ seconds: number }>`SELECT extract(epoch FROM now())::float8 AS seconds`))
    .seconds
}

/** How many users have each role. */
export async function usersByRole(asking: Asking): Promise<Map<string, number>> {
  const roles = sql<{ role: string; count: number }>`SELECT role, count(*)::int AS count FROM app_user GROUP BY role`
  return new Map((await rowsOf(asking, roles)).map(({ role, count }) => [role, count]))
}

/** Every county with a registry. */
export async function registeredCounties(asking: Asking): Promise<string[]> {
  const counties = sql<{ county: string }>`SELECT county FROM county ORDER BY county`
  return (await rowsOf(asking, counties)).map(({ county }) => county)
}
