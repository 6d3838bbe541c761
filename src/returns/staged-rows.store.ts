import type { Cipher } from '../db/cipher.ts'
import { copyIn, copyRow } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import { maskAccount } from '../kernel/sensitive.ts'
import type { ReturnRow } from './return-reader.ts'

/** Brings the rows of a return beside the payments, in the table `returned` of this transaction. */
export async function stageRows(tx: Tx, cipher: Cipher, chunks: AsyncIterable<readonly ReturnRow[]>): Promise<void> {
  await tx.client.query('DROP TABLE IF EXISTS pg_temp.returned')
  await tx.client.query(`CREATE TEMPORARY TABLE returned (line bigint, payment_no text COLLATE "C", account_hash bytea,
    account_mask text, holder text, amount_fen bigint, outcome text, reason text) ON COMMIT DROP`)
  await copyIn(tx.client, 'returned', copyRows(cipher, chunks))
}

async function* copyRows(cipher: Cipher, chunks: AsyncIterable<readonly ReturnRow[]>): AsyncGenerator<string> {
  for await (const rows of chunks) {
    let text = ''
    for (const { line, paymentNo, account, holder, amountFen, outcome, reason } of rows) {
      const hash = `\\\\x${cipher.hash('account', account).toString('hex')}`
      const checked = `${line}\t${paymentNo}\t${hash}\t`
      text += checked + copyRow([maskAccount(account), holder ?? null, amountFen, outcome, reason])
    }
    if (text !== '') yield text
  }
}
