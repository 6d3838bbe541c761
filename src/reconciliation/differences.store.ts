import { copyOut, literal } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import { formatYuan } from '../kernel/money.ts'
import { inertText } from '../kernel/report-csv.ts'
import { programmeName } from '../policy/programmes.ts'
import type { RunToReconcile } from './reconciled.store.ts'
import { NO_BANK } from './summary.ts'

export const DIFFERENCE_COLUMNS = [
  '类别',
  '补贴项目',
  '乡镇',
  '开户银行',
  '支付编号',
  '应有金额',
  '实有金额',
  '差额',
  '说明',
]

/**
 * The breaks of the gathered run, each a row: what the lines say and the payment does not, what a file holds and its
 * payments do not, what the bank did not mention, and what it mentioned only in a later return.
 */
export async function* differenceCells(tx: Tx, run: RunToReconcile): AsyncGenerator<string[][]> {
  for await (const rows of copyOut(tx.client, differencesSql(run))) {
    yield rows.map(([kind, item, township, bank, paymentNo, expected, found, note]) => [
      kind!,
      programmeName(item!),
      township!,
      inertText(bank || NO_BANK),
      paymentNo!,
      formatYuan(BigInt(expected!)),
      formatYuan(BigInt(found!)),
      formatYuan(BigInt(found!) - BigInt(expected!)),
      inertText(note!),
    ])
  }
}

function differencesSql({ county, runId }: RunToReconcile): string {
  const of = `county = ${literal(county)} AND run_id = ${literal(runId)}`
  return `
    WITH files AS (SELECT batch_no, file_name, item, bank, total_fen, published_at FROM batch WHERE ${of}),
    answers AS (SELECT return_no, file_name FROM return_file WHERE ${of}),
    first_answer AS (SELECT batch_no, min(return_no) AS return_no FROM reconciled WHERE return_no IS NOT NULL GROUP BY 1)
    SELECT kind, item, township, bank, payment_no, expected, found, note FROM (
      SELECT 1 AS rank, '金额不符' AS kind, item, township, bank, payment_no, approved_fen AS expected,
        amount_fen AS found, '明细之和与支付金额不符' AS note FROM reconciled WHERE approved_fen <> amount_fen
      UNION ALL
      SELECT 2, '金额不符', item, township, bank, payment_no, amount_fen, outcome_fen, '代发金额与回盘金额不符'
      FROM reconciled WHERE outcome_fen <> amount_fen
      UNION ALL
      SELECT 3, '文件合计不符', f.item, '', f.bank, f.batch_no, coalesce(sum(r.amount_fen), 0)::bigint, f.total_fen,
        f.file_name FROM files f LEFT JOIN reconciled r USING (batch_no)
      GROUP BY f.batch_no, f.item, f.bank, f.total_fen, f.file_name
      HAVING coalesce(sum(r.amount_fen), 0) <> f.total_fen
      UNION ALL
      SELECT 4, '文件未写出', item, '', bank, batch_no, total_fen, 0, file_name || ' 请再执行一次 huimin export'
      FROM files WHERE published_at IS NULL
      UNION ALL
      SELECT 5, '未回盘', r.item, r.township, r.bank, r.payment_no, r.amount_fen, 0, f.file_name
      FROM reconciled r JOIN files f USING (batch_no) WHERE r.outcome IS NULL
      UNION ALL
      SELECT 6, '迟到回盘', r.item, r.township, r.bank, r.payment_no, r.amount_fen, r.outcome_fen, a.file_name
      FROM reconciled r JOIN first_answer f USING (batch_no) JOIN answers a ON a.return_no = r.return_no
      WHERE r.return_no > f.return_no
    ) d ORDER BY rank, item COLLATE "C", township COLLATE "C", bank COLLATE "C", payment_no COLLATE "C"`
}
