import { onlyRowOf, rowsOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { formatYuanGrouped } from '../kernel/money.ts'
import { percentOf } from '../kernel/percent.ts'
import { programmeName } from '../policy/programmes.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import { type CheckCode, type CheckLimits, limitText } from './limits.ts'

/** Something beyond a limit: what it is about (a 支付编号, or '' for the whole run), and the sentence that tells it. */
export interface Finding {
  readonly check: CheckCode
  readonly subject: string
  readonly says: string
}

type Look = (
  tx: Tx,
  run: CalculatedRun,
  before: CalculatedRun | null,
  limit: bigint,
) => Promise<Omit<Finding, 'check'>[]>

/** Looks an attempt through for what goes beyond the limits, beside the run before it where there is one. */
export async function findBeyond(
  tx: Tx,
  run: CalculatedRun,
  before: CalculatedRun | null,
  limits: CheckLimits,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [check, look] of Object.entries(LOOKS) as [CheckCode, Look][]) {
    const limit = limits[check]
    if (limit === undefined) continue
    for (const one of await look(tx, run, before, limit)) findings.push({ check, ...one })
  }
  return findings
}

const LOOKS: Readonly<Record<CheckCode, Look>> = {
  async total(tx, run, _, limit) {
    const fen = await totalOf(tx, run)
    if (fen <= limit) return []
    return [{ subject: '', says: `批次合计 ${formatYuanGrouped(fen)} 元,超过上限 ${limitText('total', limit)}。` }]
  },

  async 'total-jump'(tx, run, before, limit) {
    if (!before) return []
    const [now, then] = [await totalOf(tx, run), await totalOf(tx, before)]
    if (!jumps(then, now, limit)) return []
    return [{ subject: '', says: `批次合计${changed(then, now)},超过 ${limitText('total-jump', limit)}。` }]
  },

  async payment(tx, run, _, limit) {
    const large = sql<Record<'payment_no' | 'household_no' | 'amount_fen', string>>`
      SELECT payment_no, household_no, amount_fen FROM payment p WHERE ${of('p', run)} AND amount_fen > ${limit}
      ORDER BY payment_no`
    const rows = await rowsOf(tx.client, large)
    return rows.map(({ payment_no, household_no, amount_fen }) => ({
      subject: payment_no,
      says: `家庭 ${household_no} 一笔 ${formatYuanGrouped(BigInt(amount_fen))} 元(${payment_no}),超过 ${limitText('payment', limit)}。`,
    }))
  },

  async 'payee-jump'(tx, run, before, limit) {
    if (!before) return []
    const jumping = sql<Record<'payment_no' | 'household_no' | 'item' | 'before_fen' | 'now_fen', string>>`
      SELECT x.payment_no, n.household_no, n.item, b.fen AS before_fen, n.fen AS now_fen
      FROM (${normalOfPayees(run)}) n JOIN (${normalOfPayees(before)}) b USING (payee_no, item)
      JOIN payment_payee x ON ${of('x', run)} AND x.payee_no = n.payee_no AND x.item = n.item
      WHERE b.fen > 0 AND abs(n.fen - b.fen)::numeric * 10000 > b.fen::numeric * ${limit}
      ORDER BY x.payment_no, n.payee_no`
    const rows = await rowsOf(tx.client, jumping)
    const told = rows.map(({ payment_no, household_no, item, before_fen, now_fen }) => ({
      subject: payment_no,
      says: `家庭 ${household_no}「${programmeName(item)}」${changed(BigInt(before_fen), BigInt(now_fen))}(${payment_no}),超过 ${limitText('payee-jump', limit)}。`,
    }))
    return together(told)
  },

  async 'shared-account'(tx, run, _, limit) {
    const shared = sql<Record<'payment_no' | 'count' | 'households', string>>`
      SELECT min(p.payment_no) AS payment_no, count(DISTINCT l.household_no) AS count,
        string_agg(DISTINCT l.household_no, '、') AS households
      FROM payment p
      JOIN payment_payee x ON ${of('x', run)} AND x.payment_no = p.payment_no
      JOIN line l ON ${ofLines('l', run)} AND l.payee_no = x.payee_no AND l.item = x.item
      JOIN account_fact a ON a.county = p.county AND a.person_no = p.account_owner AND a.from_month = p.account_from
        AND a.known = p.account_known
      WHERE ${of('p', run)} GROUP BY a.account_hash HAVING count(DISTINCT l.household_no) > ${limit}
      ORDER BY payment_no`
    const rows = await rowsOf(tx.client, shared)
    return rows.map(({ payment_no, count, households }) => ({
      subject: payment_no,
      says: `${count} 户的款进同一账户(${payment_no};家庭 ${households}),超过 ${limitText('shared-account', limit)}。`,
    }))
  },
}

/** Payees who share an account share a payment: what is found of it is one finding. */
function together(found: readonly Omit<Finding, 'check'>[]): Omit<Finding, 'check'>[] {
  const says = new Map<string, string>()
  for (const one of found) says.set(one.subject, (says.get(one.subject) ?? '') + one.says)
  return [...says].map(([subject, all]) => ({ subject, says: all }))
}

function jumps(then: bigint, now: bigint, limit: bigint): boolean {
  const change = now > then ? now - then : then - now
  return change * 10000n > then * limit
}

function changed(then: bigint, now: bigint): string {
  return `上月 ${formatYuanGrouped(then)} 元,本月 ${formatYuanGrouped(now)} 元(${percentOf(now - then, then) || '上月没有'})`
}

async function totalOf(tx: Tx, run: CalculatedRun): Promise<bigint> {
  const total = sql<{ fen: string }>`
    SELECT coalesce(sum(amount_fen), 0)::bigint AS fen FROM payment p WHERE ${of('p', run)}`
  return BigInt((await onlyRowOf(tx.client, total)).fen)
}

/** 补发 and 追回 come and go; what is due for the month itself should not jump. */
function normalOfPayees(run: CalculatedRun): Statement {
  return sql`SELECT payee_no, item, min(household_no) AS household_no, sum(amount_fen)::bigint AS fen
    FROM line l WHERE ${ofLines('l', run)} AND type = 'normal' GROUP BY payee_no, item`
}

function ofLines(alias: string, run: CalculatedRun): Statement {
  return sql`${of(alias, run)} AND ${sql.ref(`${alias}.run_month`)} = ${run.month}`
}

function of(alias: string, { county, runId, attempt }: CalculatedRun): Statement {
  const row = sql.ref(alias)
  return sql`${row}.county = ${county} AND ${row}.run_id = ${runId} AND ${row}.attempt = ${attempt}`
}
