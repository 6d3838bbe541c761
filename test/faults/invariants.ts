import type { Context } from '../../src/access/context.ts'
import { verifyRun } from '../../src/app/inquiry/verify-run.ts'
import { firstBrokenAudit } from '../../src/db/audit.store.ts'
import { listRuns } from '../../src/run/run.store.ts'
import { sealOf } from '../../src/run/seal.store.ts'

/** Runs whose money counts: approved and not void, with the attempt that was approved. */
const SEALED = `(SELECT r.county, r.run_id, r.number, r.month, r.kind, r.state, e.attempt, e.seal, e.actor AS checker
  FROM run r JOIN LATERAL (SELECT attempt, seal, actor FROM run_event e WHERE e.county = r.county
    AND e.run_id = r.run_id AND e.action = 'approve' ORDER BY event_no DESC LIMIT 1) e ON true
  WHERE r.state IN ('approved', 'exported', 'settled', 'closed'))`

const LINES = `(SELECT county, run_id, attempt, count(*) AS n, sum(amount_fen) AS fen FROM line GROUP BY 1, 2, 3)`
const PAYMENTS = `(SELECT county, run_id, attempt, sum(amount_fen) AS fen, sum(lines) AS n FROM payment GROUP BY 1, 2, 3)`

/** Each finds what must never be: rows are counterexamples, their first column says where. */
const NEVER: Readonly<Record<string, string>> = {
  'I1 lines = payments': `
    SELECT r.number FROM run r JOIN calculation c USING (county, run_id)
    LEFT JOIN ${LINES} l USING (county, run_id, attempt) LEFT JOIN ${PAYMENTS} p USING (county, run_id, attempt)
    WHERE c.finished_at IS NOT NULL AND (coalesce(l.fen, 0) <> coalesce(p.fen, 0) OR coalesce(l.fen, 0) <> c.total_fen)`,
  'I2 lines counted': `
    SELECT r.number FROM run r JOIN calculation c USING (county, run_id)
    LEFT JOIN ${LINES} l USING (county, run_id, attempt) WHERE coalesce(l.n, 0) <> c.lines`,
  'I1 files = payments': `
    SELECT b.batch_no FROM batch b LEFT JOIN (
      SELECT bp.county, bp.run_id, bp.batch_no, count(*) AS n, sum(p.amount_fen) AS fen
      FROM batch_payment bp JOIN payment p USING (county, run_id, attempt, payment_no) GROUP BY 1, 2, 3
    ) f USING (county, run_id, batch_no)
    WHERE f.n IS DISTINCT FROM b.rows OR f.fen IS DISTINCT FROM b.total_fen
      OR (b.manifest::json ->> 'rows')::bigint <> b.rows OR (b.manifest::json ->> 'totalFen')::bigint <> b.total_fen`,
  'I3 every approved fen is held, unknown, paid or failed': `
    SELECT s.number FROM ${SEALED} s JOIN payment p USING (county, run_id, attempt)
    LEFT JOIN batch_payment b USING (county, run_id, attempt, payment_no)
    LEFT JOIN outcome_in_force o USING (county, run_id, payment_no)
    GROUP BY s.number, s.county, s.run_id, s.attempt, p.payment_no
    HAVING count(*) <> 1 OR (count(o.outcome) > 0 AND count(b.batch_no) = 0) OR min(o.amount_fen) <> min(p.amount_fen)`,
  'I4 a line is lined up as normal once': `
    SELECT min(s.number) FROM ${SEALED} s JOIN line l ON l.county = s.county AND l.run_month = s.month
      AND l.run_id = s.run_id AND l.attempt = s.attempt
    WHERE l.type = 'normal'
    GROUP BY l.county, l.household_no, l.person_no, l.programme, l.component, l.benefit_month HAVING count(*) > 1`,
  'I4 what was paid is not paid again': `
    SELECT i.original_payment_no FROM reissue i
    JOIN payment_payee old ON old.county = i.county AND old.run_id = i.original_run_id
      AND old.attempt = i.original_attempt AND old.payment_no = i.original_payment_no
    JOIN ${SEALED} s ON s.county = i.county AND s.run_id = i.run_id
    JOIN payment_payee fresh ON fresh.county = i.county AND fresh.run_id = i.run_id AND fresh.attempt = s.attempt
      AND fresh.payee_no = old.payee_no AND fresh.item = old.item
    JOIN outcome_in_force o ON o.county = i.county AND o.run_id = i.original_run_id
      AND o.payment_no = i.original_payment_no AND o.outcome = 'paid'
    JOIN outcome_in_force again ON again.county = i.county AND again.run_id = i.run_id
      AND again.payment_no = fresh.payment_no AND again.outcome = 'paid'
    WHERE i.withdrawn_at IS NULL AND i.ground = 'failed'`,
  'I5 paid ≤ exported ≤ approved': `
    SELECT s.number FROM ${SEALED} s LEFT JOIN ${PAYMENTS} p USING (county, run_id, attempt)
    LEFT JOIN (SELECT county, run_id, sum(total_fen) AS fen FROM batch GROUP BY 1, 2) b USING (county, run_id)
    LEFT JOIN (SELECT county, run_id, sum(amount_fen) AS fen FROM outcome_in_force WHERE outcome = 'paid' GROUP BY 1, 2)
      o USING (county, run_id)
    WHERE coalesce(o.fen, 0) > coalesce(b.fen, 0) OR coalesce(b.fen, 0) > coalesce(p.fen, 0)`,
  'I5 nothing goes out that was not approved': `
    SELECT b.batch_no FROM batch b WHERE NOT EXISTS (SELECT FROM ${SEALED} s
      WHERE s.county = b.county AND s.run_id = b.run_id AND s.attempt = b.attempt AND s.state <> 'approved')`,
  'I11 two people': `
    SELECT r.number FROM run_event a JOIN run r USING (county, run_id) WHERE a.action = 'approve'
      AND (a.actor = r.maker OR EXISTS (SELECT FROM run_event e WHERE e.county = a.county AND e.run_id = a.run_id
        AND e.actor = a.actor AND e.action IN ('calculate', 'submit')))`,
  'I13 nothing for a month after the month of death': `
    SELECT l.household_no FROM line l JOIN calculation c USING (county, run_id, attempt)
    JOIN LATERAL (SELECT died_on FROM member_fact m WHERE m.county = l.county AND m.person_no = l.person_no
      AND m.known <= c.known ORDER BY m.known DESC, m.line DESC LIMIT 1) m ON true
    WHERE l.type IN ('normal', 'arrears') AND left(m.died_on, 7) < l.benefit_month`,
  'the state is that of the last event': `
    SELECT r.number FROM run r LEFT JOIN LATERAL (SELECT max(event_no) AS last, count(*) AS n FROM run_event e
      WHERE e.county = r.county AND e.run_id = r.run_id) e ON true
    WHERE coalesce(e.last, 0) <> r.event_no OR e.n <> r.event_no OR r.state <> coalesce((SELECT to_state FROM run_event e
      WHERE e.county = r.county AND e.run_id = r.run_id AND e.event_no = r.event_no), 'open')`,
  'every event stands in the audit chain once': `
    SELECT a.county FROM (SELECT county, count(*) AS n FROM audit WHERE action LIKE 'run.%' AND action <> 'run.open'
      GROUP BY 1) a FULL JOIN (SELECT county, count(*) AS n FROM run_event GROUP BY 1) e USING (county)
    WHERE a.n IS DISTINCT FROM e.n`,
  'no line lies beyond the progress of its attempt': `
    SELECT l.household_no FROM line l JOIN run r USING (county, run_id) JOIN calculation c USING (county, run_id, attempt)
    WHERE r.kind <> 'supplementary' AND (c.last_household IS NULL OR l.household_no > c.last_household COLLATE "C")`,
  'only a whole attempt has payments': `
    SELECT p.payment_no FROM payment p JOIN calculation c USING (county, run_id, attempt) WHERE c.finished_at IS NULL`,
  'what is handed over is the latest attempt': `
    SELECT r.number FROM run r JOIN calculation c USING (county, run_id)
    WHERE r.state IN ('submitted', 'approved', 'exported', 'settled', 'closed') AND c.finished_at IS NULL`,
  'one live run': `
    SELECT min(number) FROM run WHERE state <> 'void' GROUP BY county, kind, month, sequence HAVING count(*) > 1`,
}

/** What must hold after every command and does not; empty when all of it holds. */
export async function brokenInvariants({ database }: Context): Promise<string[]> {
  const broken: string[] = []
  for (const [name, query] of Object.entries(NEVER)) {
    const { rows } = await database.pool.query<string[]>({ text: query, rowMode: 'array' })
    if (rows.length > 0) broken.push(`${name}: ${rows.length}, first ${rows[0]![0]}`)
  }
  const { rows: counties } = await database.pool.query('SELECT DISTINCT county FROM audit')
  for (const { county } of counties) {
    const no = await firstBrokenAudit(database.sql, county)
    if (no !== null) broken.push(`I14 audit chain of ${county} broken at ${no}`)
  }
  return [...broken, ...(await brokenSeals({ database }))]
}

/** I11: what was approved is what lies there. */
async function brokenSeals({ database }: Pick<Context, 'database'>): Promise<string[]> {
  const { rows } = await database.pool.query(`SELECT number, attempt, seal FROM ${SEALED} s`)
  const runs = await listRuns(database.sql)
  const broken: string[] = []
  for (const { number, attempt, seal } of rows) {
    const client = await database.pool.connect()
    const now = await sealOf(client, runs.find((run) => run.number === number)!, attempt).finally(() =>
      client.release(),
    )
    if (now !== seal) broken.push(`I11 seal of ${number}`)
  }
  return broken
}

/** I10: every calculated run comes out again as it was stored, and verifies in everything else. */
export async function brokenReplays(context: Context, outOf: (number: string) => string): Promise<string[]> {
  const broken: string[] = []
  for (const run of await listRuns(context.database.sql)) {
    if (run.attempt === null || run.state === 'open' || run.state === 'void') continue
    const found = await verifyRun(context, run.number, { out: outOf(run.number) })
    if (found.linesDiffering > 0) broken.push(`I10 ${run.number}: ${found.linesDiffering} lines differ`)
    broken.push(...found.problems.map(({ code, message }) => `${run.number} ${code} ${message}`))
  }
  return broken
}
