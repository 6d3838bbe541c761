import type { Cipher } from '../db/cipher.ts'
import { copyIn, copyRow } from '../db/copy.ts'
import { carryOut, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { ReturnRow } from '../layout/return-reader.ts'

/** Algorithm, key, and 64 bits of the keyed hash: no altered account meets another's by chance. */
const TAG_BYTES = 10
const SHOWN_DIGITS = 4

/**
 * Brings the rows of a return beside the payments, in the table `returned` of this transaction. Of an account there is
 * only what it is compared by (account_tag), its length and the digits that a mask shows.
 */
export async function stageRows(tx: Tx, cipher: Cipher, chunks: AsyncIterable<readonly ReturnRow[]>): Promise<void> {
  await carryOut(tx.client, sql`DROP TABLE IF EXISTS pg_temp.returned`)
  await carryOut(
    tx.client,
    sql`CREATE TEMPORARY TABLE returned (line bigint, payment_no text COLLATE "C", account_tag bytea,
          account_length integer, account_end text, amount_fen bigint, outcome text, reason text, holder text)
        ON COMMIT DROP`,
  )
  await copyIn(tx.client, 'returned', copyRows(cipher, chunks))
}

/** The tag of a stored account hash. */
export const accountTag = (hash: Statement) => sql`substring(${hash} from 1 for ${TAG_BYTES})`
/** The mask of a staged account. */
export const accountMask = (row: string) =>
  sql`lpad(${sql.ref(`${row}.account_end`)}, ${sql.ref(`${row}.account_length`)}, '*')`

async function* copyRows(cipher: Cipher, chunks: AsyncIterable<readonly ReturnRow[]>): AsyncGenerator<string> {
  for await (const rows of chunks) {
    let text = ''
    for (const row of rows) text += stagedRow(cipher, row)
    if (text !== '') yield text
  }
}

/**
 * One line of COPY; only the words of a bank can hold what COPY must be spared, and numbers of persons and accounts, which
 * nobody is to read there. No name has such a number in it, so that one compares the same without.
 */
function stagedRow(
  cipher: Cipher,
  { line, paymentNo, account, holder, amountFen, outcome, reason }: ReturnRow,
): string {
  const tag = cipher.hashHex('account', account).slice(0, 2 * TAG_BYTES)
  const end = account.length < 2 * SHOWN_DIGITS ? '' : account.slice(-SHOWN_DIGITS)
  const words = reason === null && !holder ? '\\N\t\\N\n' : copyRow([masked(reason), masked(holder || null)])
  const shown = /^[\dA-Za-z]*$/.test(end) ? end : '****'
  return `${line}\t${paymentNo}\t\\\\x${tag}\t${account.length}\t${shown}\t${amountFen}\t${outcome}\t${words}`
}

function masked(words: string | null): string | null {
  return words === null ? null : withoutPersonalNumbers(words)
}
