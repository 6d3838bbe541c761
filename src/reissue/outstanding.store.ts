import { planByStatistics, planForBulk } from '../db/bulk-plan.ts'
import { carryOut, createTemporary, rowsOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { Fen } from '../kernel/money.ts'
import { addMonths, type Month } from '../kernel/month.ts'
import { compare } from '../kernel/order.ts'
import { isSent, type RunState } from '../run/run-state.ts'

/** Where money that came back stands: waiting, in a run not exported yet, held there, or sent and not answered. */
type OutstandingState = 'waiting' | 'in-run' | 'held' | 'sent'

/** Money that failed or was misdirected and that its people have not got yet. */
export interface Outstanding {
  readonly county: string
  /** Number of the run whose payment it is. */
  readonly run: string
  readonly runId: string
  readonly paymentNo: string
  readonly ground: 'failed' | 'misdirected'
  readonly reason: string
  readonly item: string
  readonly area: string
  readonly amountFen: Fen
  /** Month of the run that the money first went out in: how long its people have waited. */
  readonly since: Month
  readonly state: OutstandingState
  /** The supplementary run and payment that send it again. */
  readonly again: { readonly run: string; readonly paymentNo: string } | null
}

/** How much has been outstanding for too long. */
export interface Overdue {
  readonly payments: number
  readonly totalFen: Fen
  readonly oldest: Month | null
}

/** Failures that wait longer than this many months are shouted about. */
export const OVERDUE_MONTHS = 3

/**
 * All that failed or was misdirected and is not paid again, of one county or of all, the oldest first; only what people
 * have waited for since a month before `before` where that is given.
 */
export async function listOutstanding(tx: Tx, county: string | null, before?: Month): Promise<Outstanding[]> {
  const since = await firstMonths(tx)
  await gatherCameBack(tx, county)
  const rows = await waiting(tx)
  for (const run of await sendingRuns(tx, county)) {
    if (before === undefined || since(run.run_id, run.month) < before) rows.push(...(await unanswered(tx, run)))
  }
  const dated = rows
    .map((row) => ({ ...row, since: since(row.runId, row.month) }))
    .filter((row) => before === undefined || row.since < before)
  return dated.sort((a, b) => order(a, b)).map(({ month: _, ...row }) => row)
}

/** What a county's people have waited for longer than `months` as of `month`: for reports that shout about it. */
export async function overdueFailures(
  tx: Tx,
  { county, month, months = OVERDUE_MONTHS }: { county: string; month: Month; months?: number },
): Promise<Overdue> {
  const overdue = await listOutstanding(tx, county, addMonths(month, -months))
  const totalFen = overdue.reduce((sum, { amountFen }) => sum + amountFen, 0n)
  return { payments: overdue.length, totalFen, oldest: overdue[0]?.since ?? null }
}

type Found = Omit<Outstanding, 'since'> & { readonly month: Month }

function order(a: Outstanding, b: Outstanding): number {
  const key = ({ since, run, paymentNo, again }: Outstanding) =>
    [since, run, paymentNo, again?.paymentNo ?? ''].join(' ')
  return compare(key(a), key(b))
}

/** The month of the run that the money of a run first went out in, reissues of reissues followed back. */
async function firstMonths({ client }: Tx): Promise<(runId: string, month: Month) => Month> {
  const rows = await rowsOf(
    client,
    sql<{ run_id: string; original_run_id: string; month: Month }>`
      SELECT DISTINCT x.run_id, x.original_run_id, o.month FROM reissue x
      JOIN run o ON o.county = x.county AND o.run_id = x.original_run_id`,
  )
  const originals = new Map(rows.map((row) => [row.run_id, row]))
  const first = (runId: string, month: Month): Month => {
    const original = originals.get(runId)
    return original ? first(original.original_run_id, original.month) : month
  }
  return first
}

/** What failed or was misdirected, in a table of this transaction that the planner knows the size of. */
async function gatherCameBack({ client }: Tx, county: string | null): Promise<void> {
  const of = (alias: string) => (county === null ? sql`true` : sql`${sql.ref(alias)}.county = ${county}`)
  await createTemporary(
    client,
    'came_back',
    sql`SELECT o.county, o.run_id, o.payment_no, 'failed' AS ground, o.reason FROM outcome_in_force o
        WHERE o.outcome = 'failed' AND ${of('o')}`,
  )
  await carryOut(
    client,
    sql`INSERT INTO came_back
        SELECT m.county, m.run_id, m.payment_no, 'misdirected', m.why FROM misdirected m
        JOIN misdirected_confirmation c USING (county, run_id, payment_no, record_no)
        WHERE ${of('m')} AND NOT EXISTS (SELECT FROM came_back b
          WHERE b.county = m.county AND b.run_id = m.run_id AND b.payment_no = m.payment_no)`,
  )
  await carryOut(client, sql`ANALYZE came_back`)
}

async function waiting({ client }: Tx): Promise<Found[]> {
  const rows = await rowsOf(
    client,
    sql<FoundRow>`
    SELECT c.county, r.number AS run, r.month, c.run_id, c.payment_no, c.ground, c.reason, p.item, p.area, p.amount_fen,
      'waiting' AS state, NULL AS new_run, NULL AS new_no
    FROM came_back c
    JOIN run r ON r.county = c.county AND r.run_id = c.run_id
    JOIN batch_payment b ON b.county = c.county AND b.run_id = c.run_id AND b.payment_no = c.payment_no
    JOIN payment p ON p.county = c.county AND p.run_id = c.run_id AND p.attempt = b.attempt
      AND p.payment_no = c.payment_no
    WHERE NOT EXISTS (SELECT FROM reissue x WHERE x.county = c.county AND x.original_run_id = c.run_id
      AND x.original_payment_no = c.payment_no AND x.withdrawn_at IS NULL)`,
  )
  return rows.map(toFound)
}

/** A supplementary run that still holds, and whose payments it sends again. */
interface SendingRun {
  readonly county: string
  readonly run_id: string
  readonly attempt: number
  readonly number: string
  readonly month: Month
  readonly state: RunState
  readonly original_run_id: string
  readonly original_attempt: number
}

/** Those with a payment that no bank has answered. */
async function sendingRuns({ client }: Tx, county: string | null): Promise<SendingRun[]> {
  const ofCounty = county === null ? sql`` : sql`AND county = ${county}`
  return await rowsOf(
    client,
    sql<SendingRun>`
      SELECT s.county, s.run_id, s.number, s.month, s.state, x.original_run_id, x.original_attempt, c.attempt
      FROM (SELECT DISTINCT county, run_id, original_run_id, original_attempt FROM reissue
        WHERE withdrawn_at IS NULL ${ofCounty}) x
      JOIN run s ON s.county = x.county AND s.run_id = x.run_id
      JOIN LATERAL (SELECT max(attempt) AS attempt FROM calculation c WHERE c.county = s.county AND c.run_id = s.run_id
        AND c.finished_at IS NOT NULL) c ON true ORDER BY s.run_id`,
  )
}

/** The unanswered payments of one supplementary run, by the failed payments that they send again. */
async function unanswered(tx: Tx, s: SendingRun): Promise<Found[]> {
  const sent = await unansweredNow(tx, s)
  if (sent.size === 0) return []
  await planForBulk(tx)
  const rows = await rowsOf(tx.client, pairedWithOriginals(s, [...sent.keys()]))
  await planByStatistics(tx)
  const exported = isSent(s.state)
  const stateOf = (no: string): OutstandingState => (sent.get(no) ? 'sent' : exported ? 'held' : 'in-run')
  return rows.map((row) => toFound({ ...row, state: stateOf(row.new_no!) }))
}

/** Its payments that no bank has answered, and whether each is in a file. */
async function unansweredNow({ client }: Tx, s: SendingRun): Promise<Map<string, boolean>> {
  const answered = sql`SELECT payment_no FROM outcome_in_force WHERE county = ${s.county} AND run_id = ${s.run_id}`
  const open = await rowsOf(
    client,
    sql<{ payment_no: string; sent: boolean }>`
      SELECT n.payment_no, b.payment_no IS NOT NULL AS sent FROM payment n
      LEFT JOIN batch_payment b ON ${ofSending(s, 'b')} AND b.payment_no = n.payment_no
      LEFT JOIN (${answered}) o ON o.payment_no = n.payment_no
      WHERE ${ofSending(s, 'n')} AND o.payment_no IS NULL`,
  )
  return new Map(open.map((row) => [row.payment_no, row.sent]))
}

/** Payments of the supplementary run, each beside those that it sends again. */
function pairedWithOriginals(s: SendingRun, paymentNos: readonly string[]): Statement<Omit<FoundRow, 'state'>> {
  const { county, original_run_id } = s
  const then = (alias: string) => sql`${sql.ref(alias)}.county = ${county}
    AND ${sql.ref(alias)}.run_id = ${original_run_id} AND ${sql.ref(alias)}.attempt = ${s.original_attempt}`
  return sql`
    SELECT ${county}::text AS county, r.number AS run, r.month, r.run_id, p.payment_no, x.ground, c.reason, p.item,
      p.area, sum(l.fen)::bigint AS amount_fen, ${s.number}::text AS new_run, n.payment_no AS new_no
    FROM (SELECT * FROM payment_payee n WHERE ${ofSending(s, 'n')} AND n.payment_no = ANY(${paymentNos})) n
    JOIN (SELECT payee_no, item, sum(amount_fen) AS fen FROM line l
      WHERE ${ofSending(s, 'l')} AND l.run_month = ${s.month} GROUP BY 1, 2) l USING (payee_no, item)
    JOIN (SELECT payee_no, item, payment_no FROM payment_payee y WHERE ${then('y')}) y USING (payee_no, item)
    JOIN (SELECT * FROM payment p WHERE ${then('p')}) p ON p.payment_no = y.payment_no
    JOIN reissue x ON x.county = ${county} AND x.run_id = ${s.run_id}
      AND x.original_run_id = ${original_run_id} AND x.original_payment_no = p.payment_no
    JOIN run r ON r.county = ${county} AND r.run_id = ${original_run_id}
    LEFT JOIN came_back c ON c.county = ${county} AND c.run_id = ${original_run_id} AND c.payment_no = p.payment_no
    GROUP BY r.number, r.month, r.run_id, p.payment_no, x.ground, c.reason, p.item, p.area, n.payment_no`
}

function ofSending({ county, run_id, attempt }: SendingRun, alias: string): Statement {
  const row = sql.ref(alias)
  return sql`${row}.county = ${county} AND ${row}.run_id = ${run_id} AND ${row}.attempt = ${attempt}`
}

interface FoundRow {
  readonly county: string
  readonly run: string
  readonly run_id: string
  readonly month: Month
  readonly payment_no: string
  readonly ground: Outstanding['ground']
  readonly reason: string | null
  readonly item: string
  readonly area: string
  readonly amount_fen: string
  readonly state: OutstandingState
  readonly new_run: string | null
  readonly new_no: string | null
}

function toFound(row: FoundRow): Found {
  return {
    county: row.county,
    run: row.run,
    runId: row.run_id,
    month: row.month,
    paymentNo: row.payment_no,
    ground: row.ground,
    reason: withoutPersonalNumbers(row.reason ?? ''),
    item: row.item,
    area: row.area,
    amountFen: BigInt(row.amount_fen),
    state: row.state,
    again: row.new_run ? { run: row.new_run, paymentNo: row.new_no! } : null,
  }
}
