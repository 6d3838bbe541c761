import { type Cipher, personIdentity } from '../db/cipher.ts'
import { copyOut } from '../db/copy.ts'
import { openAccount } from '../db/sealed-account.ts'
import { type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { FilePayment } from '../layout/file-payment.ts'
import { programmeName } from '../policy/programmes.ts'
import { inFile, type OutgoingFile } from './outgoing.store.ts'

/** The gathered payments of one file as it tells them to the bank, in the order of their 支付编号, many at a time. */
export async function* outgoingPayments(tx: Tx, cipher: Cipher, file: OutgoingFile): AsyncGenerator<FilePayment[]> {
  for await (const rows of copyOut(tx.client, paymentRows(file))) {
    yield rows.map((row) => readPayment(row, openPayee(cipher, row)))
  }
}

/** With the account of each and its sealed numbers in hex. Read by position below. */
function paymentRows(file: OutgoingFile): Statement {
  return sql`
    SELECT payment_no, holder, encode(account_hash, 'hex'), encode(account_sealed, 'hex'), encode(id_hash, 'hex'),
      encode(id_sealed, 'hex'), bank, item, area, from_month, to_month, persons, standard_fen, amount_fen
    FROM outgoing o WHERE ${inFile(file)} ORDER BY payment_no COLLATE "C"`
}

type Row = readonly (string | null)[]
type Payee = Pick<FilePayment, 'account' | 'idNumber'>

/** Account and ID number of a row's payee; of an account that was sealed by itself the number lies beside it. */
function openPayee(cipher: Cipher, row: Row): Payee {
  const [, , accountHash, accountSealed, idHash, idSealed] = row
  const { account, idNumber } = openAccount(cipher, accountHash!, Buffer.from(accountSealed!, 'hex'))
  if (idNumber !== null) return { account, idNumber }
  return { account, idNumber: cipher.open(Buffer.from(idSealed!, 'hex'), personIdentity(idHash!)) }
}

function readPayment(row: Row, { account, idNumber }: Payee): FilePayment {
  const [paymentNo, holder, , , , , bank, item, area, from, to, persons, standard, fen] = row
  return {
    paymentNo: paymentNo!,
    holder: holder!,
    idNumber,
    account,
    bank: bank!,
    item: programmeName(item!),
    area: area!,
    fromMonth: from!,
    toMonth: to!,
    persons: Number(persons),
    standardFen: standard ? BigInt(standard) : null,
    amountFen: BigInt(fen!),
  }
}
