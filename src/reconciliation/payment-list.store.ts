import { type Cipher, personIdentity } from '../db/cipher.ts'
import { copyOut, readBytea } from '../db/copy.ts'
import { openAccount } from '../db/sealed-account.ts'
import { type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import { formatYuan } from '../kernel/money.ts'
import { inertText } from '../kernel/report-csv.ts'
import { maskAccount, maskIdNumber } from '../kernel/sensitive.ts'
import { programmeName } from '../policy/programmes.ts'
import type { CalculatedRun } from '../run/run-key.ts'

const COLUMNS = [
  '支付编号',
  '补贴项目',
  '乡镇',
  '村',
  '开户银行',
  '户名',
  '身份证号',
  '账号',
  '享受月份',
  '金额',
  '文件',
]
export const UNKNOWN_COLUMNS = COLUMNS
export const FAILED_COLUMNS = [...COLUMNS, '原因', '回盘文件']

/** Sent payments that no return mentions (未回盘), or that failed with their reason (失败明细); numbers are masked. */
export async function* paymentCells(
  tx: Tx,
  cipher: Cipher,
  run: CalculatedRun,
  which: 'unknown' | 'failed',
): AsyncGenerator<string[][]> {
  const where = which === 'failed' ? sql`r.outcome = 'failed'` : sql`r.outcome IS NULL`
  for await (const rows of copyOut(tx.client, paymentsWhere(run, where))) {
    yield rows.map((row) => (which === 'failed' ? [...cells(cipher, row), ...reasonCells(row)] : cells(cipher, row)))
  }
}

/** Read by position below. */
function paymentsWhere({ county, runId }: CalculatedRun, where: Statement): Statement {
  return sql`
    SELECT r.payment_no, r.item, r.area, r.bank, a.holder, person.id_hash, person.id_sealed, a.account_hash,
      a.account_sealed, CASE WHEN r.from_month = r.to_month THEN r.to_month ELSE r.from_month || '至' || r.to_month END,
      r.amount_fen, b.file_name, r.reason, f.file_name
    FROM reconciled r
    JOIN batch b ON b.county = ${county} AND b.run_id = ${runId} AND b.batch_no = r.batch_no
    JOIN account_fact a ON a.county = b.county AND a.person_no = r.account_owner AND a.from_month = r.account_from
      AND a.known = r.account_known
    JOIN person ON person.county = b.county AND person.person_no = r.account_owner
    LEFT JOIN return_file f ON f.county = b.county AND f.run_id = b.run_id AND f.return_no = r.return_no
    WHERE ${where} ORDER BY r.payment_no COLLATE "C"`
}

type Row = readonly (string | null)[]

function cells(cipher: Cipher, row: Row): string[] {
  const [paymentNo, item, area, bank, holder, idHash, idSealed, accountHash, accountSealed, months, amount, file] = row
  return [
    paymentNo!,
    programmeName(item!),
    area!.slice(0, 9),
    `="${area!}"`, // twelve digits would become 3.71E+11 in a spreadsheet
    inertText(bank!),
    inertText(holder!),
    maskIdNumber(cipher.open(readBytea(idSealed!), personIdentity(readBytea(idHash!)))),
    maskAccount(openAccount(cipher, readBytea(accountHash!), readBytea(accountSealed!)).account),
    months!,
    formatYuan(BigInt(amount!)),
    inertText(file!),
  ]
}

/** What the bank said, and in which file. */
function reasonCells(row: Row): string[] {
  const [reason, file] = row.slice(12)
  return [inertText(withoutPersonalNumbers(reason ?? '')), inertText(file ?? '')]
}
