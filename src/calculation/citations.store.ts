import type pg from 'pg'
import type { ParameterName } from '../policy/parameters.ts'
import { type Cited, citationsOf } from '../rules/citations.ts'
import type { CaseOutcome } from './case-result.ts'

/** Keeps what the lines of some cases cite, each list once in a county; whoever kept it before kept the same. */
export async function appendCitations(
  client: pg.ClientBase,
  county: string,
  outcomes: readonly CaseOutcome[],
): Promise<void> {
  const names = new Set<string>()
  for (const { lines } of outcomes) for (const { used } of lines) if (used) names.add(used.cites)
  const rows = [...names].flatMap((cites) =>
    (citationsOf(cites) ?? []).map((cited, i) => ({ cites, place: i + 1, ...cited })),
  )
  if (rows.length === 0) return
  await client.query(
    `INSERT INTO citation (county, cites, place, parameter, document, article)
     SELECT $1, * FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[]) ON CONFLICT DO NOTHING`,
    [
      county,
      rows.map(({ cites }) => cites),
      rows.map(({ place }) => place),
      rows.map(({ parameter }) => parameter),
      rows.map(({ document }) => document),
      rows.map(({ article }) => article),
    ],
  )
}

/** Every list of citations that a county's lines have named. There are few. */
export async function readCitations(client: pg.ClientBase, county: string): Promise<Map<string, Cited[]>> {
  const { rows } = await client.query<{ cites: string; parameter: ParameterName; document: string; article: string }>(
    'SELECT cites, parameter, document, article FROM citation WHERE county = $1 ORDER BY cites, place',
    [county],
  )
  const known = new Map<string, Cited[]>()
  for (const { cites, ...cited } of rows) {
    const list = known.get(cites)
    if (list) list.push(cited)
    else known.set(cites, [cited])
  }
  return known
}
