import type pg from 'pg'
import { carryOut, rowsOf, sql } from '../db/statement.ts'
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
  const columns = sql`
    ${rows.map(({ cites }) => cites)}::text[], ${rows.map(({ place }) => place)}::int[],
    ${rows.map(({ parameter }) => parameter)}::text[], ${rows.map(({ document }) => document)}::text[],
    ${rows.map(({ article }) => article)}::text[]`
  const keep = sql`
    INSERT INTO citation (county, cites, place, parameter, document, article)
    SELECT ${county}, * FROM unnest(${columns}) ON CONFLICT DO NOTHING`
  await carryOut(client, keep)
}

/** Every list of citations that a county's lines have named. There are few. */
export async function readCitations(client: pg.ClientBase, county: string): Promise<Map<string, Cited[]>> {
  const cited = sql<CitationRow>`
    SELECT cites, parameter, document, article FROM citation WHERE county = ${county} ORDER BY cites, place`
  const known = new Map<string, Cited[]>()
  for (const { cites, ...one } of await rowsOf(client, cited)) {
    const list = known.get(cites)
    if (list) list.push(one)
    else known.set(cites, [one])
  }
  return known
}

interface CitationRow extends Cited {
  readonly cites: string
}
