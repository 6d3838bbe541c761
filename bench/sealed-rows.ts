import { type Cipher, personIdentity } from '../src/db/cipher.ts'
import { copyRow } from '../src/db/copy.ts'
import { sealAccount } from '../src/db/sealed-account.ts'
import { idCheckCharacter } from '../src/kernel/identifiers.ts'
import { COUNTY } from './example-county.ts'

export const PERSON_COLUMNS = 'person (county, person_no, id_hash, id_sealed, birth)'
export const ACCOUNT_COLUMNS = `account_fact (county, person_no, from_month, known, holder, account_hash, account_sealed,
  owner_sealed, account_kind, bank, intake_no, line)`

/** A made-up person as COPY reads one; the ID number comes from the person's number, so that no two are equal. */
export function personRow(cipher: Cipher, personNo: number, birth: string): string {
  const id = idNumberOf(personNo)
  const hash = cipher.hash('id', id)
  return copyRow([COUNTY, personNo, bytea(hash), bytea(cipher.seal(id, personIdentity(hash))), birth])
}

/** The same person's account. One holder in eight has an ethnic dot in the name. */
export function accountRow(cipher: Cipher, personNo: number, bank: string): string {
  const account = `6217${String(personNo).padStart(15, '0')}`
  const hash = cipher.hash('account', account)
  const sealed = bytea(sealAccount(cipher, hash.toString('hex'), { account, idNumber: idNumberOf(personNo) }))
  const holder = personNo % 8 === 0 ? `示例·买买提${personNo}` : `示例${personNo}`
  return copyRow([COUNTY, personNo, '2022-01', 1, holder, bytea(hash), sealed, 't', '社保卡', bank, 1, personNo])
}

function idNumberOf(personNo: number): string {
  const body = `${COUNTY}19${String(personNo).padStart(9, '0')}`
  return body + idCheckCharacter(body)
}

function bytea(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`
}
