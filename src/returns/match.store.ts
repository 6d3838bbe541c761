import { accountIdentity, type Cipher } from '../db/cipher.ts'
import { copyIn, copyRow } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import { formatYuan } from '../kernel/money.ts'
import { maskAccount } from '../kernel/sensitive.ts'
import type { ReturnProblems } from './return-problem.ts'
import type { ReturnRow } from './return-reader.ts'

type RunKey = { readonly county: string; readonly runId: string }

const OUTCOME_NAMES: Record<string, string> = { paid: '成功', failed: '失败' }

/** Brings the rows beside the payments, in a table of this transaction. */
export async function stageRows(tx: Tx, cipher: Cipher, chunks: AsyncIterable<readonly ReturnRow[]>): Promise<void> {
  await tx.client.query('DROP TABLE IF EXISTS pg_temp.returned')
  await tx.client.query(`CREATE TEMPORARY TABLE returned (line bigint, payment_no text COLLATE "C", account_hash bytea,
    account_mask text, amount_fen bigint, outcome text, reason text) ON COMMIT DROP`)
  await copyIn(tx.client, 'returned', copyRows(cipher, chunks))
  await tx.client.query('ANALYZE returned')
}

async function* copyRows(cipher: Cipher, chunks: AsyncIterable<readonly ReturnRow[]>): AsyncGenerator<string> {
  for await (const rows of chunks) {
    let text = ''
    for (const { line, paymentNo, account, amountFen, outcome, reason } of rows) {
      const hash = `\\x${cipher.hash('account', account).toString('hex')}`
      text += copyRow([line, paymentNo, hash, maskAccount(account), amountFen, outcome, reason])
    }
    if (text !== '') yield text
  }
}

/** Compares the staged rows with what was sent, all at once; every row that does not fit becomes problems. */
export async function findMismatches(tx: Tx, cipher: Cipher, run: RunKey, problems: ReturnProblems): Promise<void> {
  await findDuplicates(tx, problems)
  await findStrangers(tx, run, problems)
  await findAltered(tx, cipher, run, problems)
}

async function findDuplicates(tx: Tx, problems: ReturnProblems): Promise<void> {
  const { rows } = await tx.client.query(`
    SELECT line, payment_no, first FROM (
      SELECT line, payment_no, min(line) OVER (PARTITION BY payment_no) AS first FROM returned) r
    WHERE line > first ORDER BY line`)
  for (const { line, payment_no, first } of rows) {
    const message = `支付编号 ${payment_no} 与第 ${first} 行重复。`
    problems.add('returns.duplicate-reference', message, { line: Number(line), column: '支付编号' })
  }
}

/** Rows whose payment was not sent with this run. */
async function findStrangers(tx: Tx, run: RunKey, problems: ReturnProblems): Promise<void> {
  const { rows } = await tx.client.query(
    `WITH stranger AS MATERIALIZED (
       SELECT line, payment_no FROM returned r WHERE NOT EXISTS (
         SELECT FROM batch_payment b WHERE b.county = $1 AND b.run_id = $2 AND b.payment_no = r.payment_no))
     SELECT s.line, s.payment_no,
       (SELECT min(run.number) FROM batch_payment b JOIN run USING (county, run_id)
        WHERE b.county = $1 AND b.payment_no = s.payment_no) AS other,
       EXISTS (SELECT FROM payment p WHERE p.county = $1 AND p.run_id = $2 AND p.payment_no = s.payment_no) AS held
     FROM stranger s ORDER BY s.line`,
    [run.county, run.runId],
  )
  for (const { line, payment_no, other, held } of rows) {
    const place = { line: Number(line), column: '支付编号' }
    if (other) problems.add('returns.other-run', `支付编号 ${payment_no} 属于另一批次 ${other}。`, place)
    else if (held) problems.add('returns.not-sent', `支付编号 ${payment_no} 在本批次暂缓,没有写进任何文件。`, place)
    else problems.add('returns.unknown-reference', `没有支付编号 ${payment_no}。`, place)
  }
}

/** Rows whose account or amount is not what was sent, or whose result contradicts an earlier return. */
async function findAltered(tx: Tx, cipher: Cipher, run: RunKey, problems: ReturnProblems): Promise<void> {
  const { rows } = await tx.client.query(
    `SELECT * FROM (
       SELECT r.line, r.payment_no, r.account_mask, r.amount_fen AS returned_fen, r.outcome, p.amount_fen,
         a.account_hash, a.account_sealed, a.account_hash <> r.account_hash AS account_altered,
         p.amount_fen <> r.amount_fen AS amount_differs, o.outcome AS earlier, f.file_name
       FROM returned r
       JOIN batch_payment b ON b.county = $1 AND b.run_id = $2 AND b.payment_no = r.payment_no
       JOIN payment p ON p.county = $1 AND p.run_id = $2 AND p.attempt = b.attempt AND p.payment_no = b.payment_no
       LEFT JOIN payment_release m ON m.county = $1 AND m.run_id = $2 AND m.attempt = b.attempt
         AND m.payment_no = b.payment_no
       JOIN account_fact a ON a.county = $1 AND a.person_no = coalesce(m.account_owner, p.account_owner)
         AND a.from_month = coalesce(m.account_from, p.account_from)
         AND a.known = coalesce(m.account_known, p.account_known)
       LEFT JOIN outcome o ON o.county = $1 AND o.run_id = $2 AND o.payment_no = r.payment_no
       LEFT JOIN return_file f ON f.county = $1 AND f.run_id = $2 AND f.return_no = o.return_no
     ) q WHERE account_altered OR amount_differs OR earlier <> outcome ORDER BY line`,
    [run.county, run.runId],
  )
  for (const row of rows) {
    const line = Number(row.line)
    if (row.account_altered) {
      const sent = maskAccount(cipher.open(row.account_sealed, accountIdentity(row.account_hash)))
      const message = `${row.payment_no}:代发账号 ${sent},银行返回 ${row.account_mask}。`
      problems.add('returns.account-altered', message, { line, column: '账号' })
    }
    if (row.amount_differs) {
      const [sent, returned] = [row.amount_fen, row.returned_fen].map((fen: string) => formatYuan(BigInt(fen)))
      const message = `${row.payment_no}:代发 ${sent} 元,银行返回 ${returned} 元。`
      problems.add('returns.amount-differs', message, { line, column: '金额' })
    }
    if (row.earlier !== null && row.earlier !== row.outcome) {
      const message = `${row.payment_no}:先前的回盘 ${row.file_name} 说${OUTCOME_NAMES[row.earlier]},这次说${OUTCOME_NAMES[row.outcome]}。`
      problems.add('returns.contradiction', message, { line, column: '结果' })
    }
  }
}
