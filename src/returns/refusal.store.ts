import { carryOut, rowOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Problem } from '../kernel/problem.ts'
import type { RunKey } from '../run/run-key.ts'

/** A return that was refused: what it was and how much was wrong with it. */
export interface RefusedReturn {
  readonly fileName: string
  readonly sha256: string
  readonly problems: number
  readonly actor: string
  readonly at: string
  /** The problems told in full; a 支付编号 that cannot be one is known only from them. */
  readonly told: readonly Problem[]
}

/**
 * Keeps what a refused return held that did not fit, so that it can be asked about: by line, number and masked values.
 * The gathered table `misfit` says what. A file all of whose rows are other runs' was only given to the wrong run and
 * leaves nothing to ask. The same bytes refused again, with nothing applied between, are kept once. Gives the number.
 */
export async function recordRefusal(tx: Tx, run: RunKey, refused: RefusedReturn): Promise<number | null> {
  const kept = await rowOf(tx.client, refusalKept(run, refused))
  if (!kept) return null
  await keepMisfits(tx, run, kept.refusal_no)
  await keepUnreadableReferences(tx, run, kept.refusal_no, refused)
  return kept.refusal_no
}

function refusalKept(run: RunKey, refused: RefusedReturn): Statement<{ readonly refusal_no: number }> {
  const { fileName, sha256, problems, actor, at } = refused
  const ofRun = sql`county = ${run.county} AND run_id = ${run.runId}`
  return sql`
    WITH latest AS (SELECT coalesce(max(return_no), 0) AS no FROM return_file WHERE ${ofRun}),
    confirmed AS (SELECT max(at) AS at FROM outcome_confirmation WHERE ${ofRun})
    INSERT INTO return_refusal (county, run_id, refusal_no, file_name, sha256, after_return, problems, banks, actor, at)
    SELECT ${run.county}::text, ${run.runId}::bigint,
      (SELECT coalesce(max(refusal_no), 0) + 1 FROM return_refusal WHERE ${ofRun}),
      ${fileName}::text, ${sha256}::text, latest.no, ${problems}::bigint, ${banksIn(run)}, ${actor}::text,
      ${at}::timestamptz
    FROM latest, confirmed WHERE NOT EXISTS (SELECT FROM return_refusal f WHERE ${ofRun}
      AND f.sha256 = ${sha256} AND f.after_return = latest.no AND (confirmed.at IS NULL OR f.at > confirmed.at))
    RETURNING refusal_no`
}

/** The banks whose payments the file speaks of. */
function banksIn({ county, runId }: RunKey): Statement<string[]> {
  return sql`(SELECT coalesce(array_agg(DISTINCT t.bank), '{}') FROM batch t
    JOIN batch_payment b USING (county, run_id, batch_no) JOIN returned r ON r.payment_no = b.payment_no
    WHERE t.county = ${county} AND t.run_id = ${runId})`
}

async function keepMisfits(tx: Tx, { county, runId }: RunKey, refusalNo: number): Promise<void> {
  await carryOut(
    tx.client,
    sql`INSERT INTO return_misfit (county, run_id, refusal_no, break_id, class, line, payment_no, found_fen, outcome,
       decision_no, note)
     SELECT ${county}::text, ${runId}::bigint, ${refusalNo}::integer, CASE kind
         WHEN 'duplicate' THEN 'DU-' || payment_no
         WHEN 'account' THEN 'AC-' || payment_no || '-' || left(encode(sha256(returned_tag), 'hex'), 6)
         WHEN 'holder' THEN 'NM-' || payment_no
         WHEN 'amount' THEN 'AM-' || payment_no || '-' || returned_fen
         WHEN 'contradiction' THEN 'CO-' || payment_no || '-' || outcome
         ELSE 'UR-' || payment_no END,
       CASE WHEN kind IN ('duplicate', 'amount', 'account', 'contradiction') THEN kind
         WHEN kind = 'holder' THEN 'account' ELSE 'unknown-reference' END,
       line, payment_no, returned_fen, outcome, coalesce(decision_no, 0), CASE kind
         WHEN 'duplicate' THEN '与第 ' || first_line || ' 行重复'
         WHEN 'account' THEN '银行返回的账号 ' || account_mask
         WHEN 'holder' THEN '银行返回的户名「' || returned_holder || '」'
         WHEN 'amount' THEN '代发金额与回盘金额不符'
         WHEN 'contradiction' THEN '先前' || CASE earlier WHEN 'paid' THEN '成功' ELSE '失败' END
           || ',这份回盘说' || CASE outcome WHEN 'paid' THEN '成功' ELSE '失败' END
         WHEN 'other-run' THEN '属于另一批次 ' || other_run
         WHEN 'not-sent' THEN '本批次暂缓,没有写进任何文件'
         ELSE '没有这个支付编号' END
     FROM misfit
     WHERE EXISTS (SELECT FROM misfit WHERE kind <> 'other-run') OR EXISTS (SELECT FROM return_refusal f
       WHERE f.county = ${county} AND f.run_id = ${runId} AND f.refusal_no = ${refusalNo} AND cardinality(f.banks) > 0)`,
  )
}

/** What stood in place of the 支付编号 is not kept: it may be any number at all. */
async function keepUnreadableReferences(tx: Tx, run: RunKey, refusalNo: number, refused: RefusedReturn): Promise<void> {
  const lines = refused.told.filter(({ code }) => code === 'returns.check-digit').map(({ line }) => line)
  await carryOut(
    tx.client,
    sql`INSERT INTO return_misfit (county, run_id, refusal_no, break_id, class, line, payment_no, found_fen, outcome,
       decision_no, note)
     SELECT ${run.county}::text, ${run.runId}::bigint, ${refusalNo}::integer,
       'UR-' || left(${refused.sha256}::text, 8) || '-' || line, 'unknown-reference', line, '', 0, '', 0,
       '支付编号的位数或校验位不对'
     FROM unnest(${lines}::bigint[]) AS line`,
  )
}
