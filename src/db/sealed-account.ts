import { accountIdentity, type Cipher } from './cipher.ts'

/** An account and who owns it. */
export interface OwnedAccount {
  readonly account: string
  /** The owner's ID number; null where the account was sealed by itself. */
  readonly idNumber: string | null
}

/** Stands in no account and in no ID number. */
const BETWEEN = '\n'

/**
 * Seals an account (`accountHash`: its keyed hash in hex) with its owner's ID number in one field: a payment file needs
 * both, and opening two fields takes twice as long.
 */
export function sealAccount(cipher: Cipher, accountHash: string, { account, idNumber }: OwnedAccount): Buffer {
  return cipher.seal(idNumber === null ? account : `${account}${BETWEEN}${idNumber}`, accountIdentity(accountHash))
}

/** Opens what `sealAccount` made; throws when bytes, key or account do not match. */
export function openAccount(cipher: Cipher, accountHash: Buffer | string, sealed: Uint8Array): OwnedAccount {
  const [account, idNumber = null] = cipher.open(sealed, accountIdentity(accountHash)).split(BETWEEN)
  return { account: account!, idNumber }
}
