import { type Context, requireRole } from '../../access/context.ts'
import { personIdentity } from '../../db/cipher.ts'
import { inTransaction } from '../../db/transaction.ts'
import { maskIdNumber } from '../../kernel/sensitive.ts'
import { type Claim, listClaims } from '../../reissue/claim-list.store.ts'

/** Every misdirected payment with what is still owed; receivers' numbers are masked. */
export async function misdirectedClaims(
  context: Context,
  county?: string,
): Promise<(Omit<Claim, 'receiver'> & { readonly receivedBy: string | null })[]> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  const claims = await inTransaction(context.database.pool, (tx) => listClaims(tx.client, county ?? null))
  return claims.map(({ receiver, ...claim }) => ({
    ...claim,
    receivedBy: receiver && maskIdNumber(context.cipher.open(receiver.sealed, personIdentity(receiver.hash))),
  }))
}
