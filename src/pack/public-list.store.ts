import { copyOut } from '../db/copy.ts'
import { type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { PROGRAMME_CODES } from '../policy/programmes.ts'
import { personNames } from '../registry/person-names.store.ts'
import { ofAttempt } from './packed-rows.store.ts'
import type { PackedRun } from './packed-run.ts'
import type { PublicGroup } from './public-list.ts'

const REVEALING = ['hiv-child', 'disability-living', 'disability-nursing']
const CHILDRENS = ['orphan', 'unsupported-child', 'child-in-difficulty', 'hiv-child']
/** Programmes of which being paid tells nothing beyond itself. */
const PLAIN = [...PROGRAMME_CODES, 'taper'].filter(
  (code) => !REVEALING.includes(code) && code !== 'temporary-assistance',
)

/**
 * What each household or person of the run gets by programme, village by village, many at a time. A price subsidy tells
 * what the enrolment tells that it is paid by, and is its payee's; whatever is not known to be harmless counts as revealing.
 */
export async function* readPublicGroups(
  tx: Tx,
  run: PackedRun,
  township: string | null,
): AsyncGenerator<PublicGroup[]> {
  for await (const rows of copyOut(tx.client, groups(run, township))) yield rows.map((row) => toGroup(row as string[]))
}

/** Read by position below. */
function groups(run: PackedRun, township: string | null): Statement {
  const within = township === null ? sql`true` : sql`left(l.area, 9) = ${township}`
  const told = sql`
    SELECT area, household_no, programme, revealing, childs, who AS person_no,
      coalesce(max(persons) FILTER (WHERE person_no = 0), count(DISTINCT person_no)) AS persons,
      min(benefit_month) AS from_month, max(benefit_month) AS to_month, sum(amount_fen)::bigint AS fen
    FROM (
      SELECT l.*, CASE WHEN l.person_no = 0 OR l.programme IN ('urban-dibao', 'rural-dibao', 'taper', 'price-subsidy')
          THEN l.payee_no ELSE l.person_no END AS who,
        NOT (l.programme = ANY(${PLAIN}) OR coalesce(l.programme IN ('temporary-assistance', 'price-subsidy')
          AND (e.programme = ANY(${PLAIN}) OR (e.programme = 'temporary-assistance'
            AND coalesce(e.class, '') NOT LIKE '%病%')), false)) AS revealing,
        l.programme = ANY(${CHILDRENS}) OR coalesce(e.programme = ANY(${CHILDRENS}), false) AS childs
      FROM line l
      LEFT JOIN (SELECT DISTINCT ON (enrolment_no) enrolment_no, programme, class FROM enrolment_fact
        WHERE county = ${run.county} AND known <= ${run.known} ORDER BY enrolment_no, known DESC) e
        USING (enrolment_no)
      WHERE l.run_month = ${run.month} AND ${ofAttempt('l', run)} AND l.type <> 'reissue' AND ${within}) told
    GROUP BY area, household_no, programme, revealing, childs, who`
  return sql`
    WITH told AS MATERIALIZED (${told})
    SELECT t.area, n.name, p.birth, t.programme, t.revealing, t.childs, t.persons, t.from_month, t.to_month, t.fen
    FROM told t
    JOIN person p ON p.county = ${run.county} AND p.person_no = t.person_no
    LEFT JOIN (${personNames(sql`told`, run.county, run.known)}) n ON n.person_no = t.person_no
    ORDER BY t.area, array_position(${PLAIN}::text[], t.programme), t.household_no, t.person_no`
}

function toGroup(row: readonly string[]): PublicGroup {
  const [area, name, birth, programme, revealing, childs, persons, fromMonth, toMonth, fen] = row
  return {
    area: area!,
    name: name ?? '',
    birth: birth!,
    programme: programme!,
    revealing: revealing === 't',
    childs: childs === 't',
    persons: Number(persons),
    fromMonth: fromMonth!,
    toMonth: toMonth!,
    amountFen: BigInt(fen!),
  }
}
