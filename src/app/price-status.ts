import { isAreaPrefix } from '../kernel/area.ts'
import { Refused } from '../kernel/refusal.ts'
import { latestRevision, loadPolicyBook } from '../policy/policy.store.ts'
import { readIndexFigures } from '../registry/index-figures.store.ts'
import { decidePrice } from '../rules/price-subsidy/decide-price.ts'
import { buildIndexBook } from '../rules/price-subsidy/index-book.ts'
import type { PriceDecision } from '../rules/price-subsidy/price-decision.ts'
import type { Context } from './context.ts'
import { lookupsOf } from './policy-lookups.ts'

/** One index month of an area as decided by what is known now, beside the price run that paid it. */
export interface PriceMonth {
  readonly decision: PriceDecision
  readonly run: PriceRun | null
  /** A figure was published anew after the run knew its indices, and the decision or a figure differs. */
  readonly revised: boolean
}

export interface PriceRun {
  readonly number: string
  readonly state: string
  readonly persons: number
  readonly totalFen: bigint
  readonly indexKnown: number
  readonly policyRevision: number
}

/** Every index month of an area since its first figure: what was published, what it means, what was paid. */
export async function priceStatus({ database }: Context, area: string): Promise<PriceMonth[]> {
  if (!isAreaPrefix(area) || area === '') {
    const message = `区划代码「${area}」不对。`
    throw new Refused({ code: 'price.area-invalid', message, remedy: '请写 2、4、6、9 或 12 位区划代码,例如 371302。' })
  }
  const lookup = lookupsOf(await loadPolicyBook(database.sql, await latestRevision(database.sql)))
  const figures = await readIndexFigures(database.sql, Number.MAX_SAFE_INTEGER)
  const months = figures.filter((figure) => area.startsWith(figure.area)).map(({ month }) => month)
  const runs = await priceRuns(database.pool, area)
  const indices = buildIndexBook(figures)
  const known = new Map<number, ReturnType<typeof buildIndexBook>>()
  const result: PriceMonth[] = []
  for (const month of [...new Set([...months, ...runs.keys()])].sort()) {
    const decision = decidePrice({ area, month }, lookup(area, month), indices)
    const run = runs.get(month) ?? null
    let then = run && known.get(run.indexKnown)
    if (run && !then) {
      then = buildIndexBook(await readIndexFigures(database.sql, run.indexKnown))
      known.set(run.indexKnown, then)
    }
    const before = then && decidePrice({ area, month }, lookup(area, month), then)
    result.push({ decision, run, revised: before !== null && JSON.stringify(before) !== JSON.stringify(decision) })
  }
  return result
}

async function priceRuns(pool: Context['database']['pool'], area: string): Promise<Map<string, PriceRun>> {
  const { rows } = await pool.query(
    `SELECT DISTINCT ON (r.month) r.month, r.number, r.state, c.index_known, c.policy_revision, c.total_fen,
       (SELECT count(DISTINCT person_no) FROM line l WHERE l.county = r.county AND l.run_month = r.month
          AND l.run_id = r.run_id AND l.attempt = c.attempt) AS persons
     FROM run r JOIN calculation c USING (county, run_id)
     WHERE r.county = left($1, 6) AND r.kind = 'price' AND r.state <> 'void' AND c.finished_at IS NOT NULL
     ORDER BY r.month, c.attempt DESC`,
    [area],
  )
  return new Map(
    rows.map((row) => [
      row.month,
      {
        number: row.number,
        state: row.state,
        persons: Number(row.persons),
        totalFen: BigInt(row.total_fen),
        indexKnown: Number(row.index_known),
        policyRevision: Number(row.policy_revision),
      },
    ]),
  )
}
