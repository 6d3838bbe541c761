import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto'
import { invariant } from '../kernel/invariant.ts'
import { Refused } from '../kernel/refusal.ts'
import type { Keyring } from './keys.ts'
import { KEYS_REFUSALS } from './keys-refusals.ts'
import { Sm4Sealing } from './sm4-sealing.ts'

const AES_256_GCM = 1
const SM4_CTR_HMAC_SM3 = 2
const HASH_IDS = { sha256: 1, sm3: 2 } as const
const HEADER_BYTES = 2
const NONCE_BYTES = 12
const TAG_BYTES = 16

type HashPurpose = 'id' | 'account' | 'token'

/** Seals personal numbers and makes the keyed hashes that find them again. */
export class Cipher {
  readonly #keys: Keyring
  readonly #hashHeader: string
  readonly #sm4 = new Map<number, Sm4Sealing>()
  #nonces = Buffer.alloc(0)
  #nonceAt = 0

  constructor(keys: Keyring) {
    this.#keys = keys
    this.#hashHeader = Buffer.from([HASH_IDS[keys.hashAlgorithm], keys.hashKeyId]).toString('hex')
  }

  /** The number of the key that `seal` uses. */
  get sealsWith(): number {
    return this.#keys.sealWith
  }

  /**
   * algorithm id, key id, nonce, text, tag. `identity` is the row the text belongs to: sealed bytes copied to another
   * row do not open there.
   */
  seal(text: string, identity: string): Buffer {
    const id = this.#keys.sealWith
    const { algorithm, key } = this.#keys.sealKeys.get(id)!
    if (algorithm === 'sm4') return this.#sm4Of(id, key).seal(text, identity, Buffer.from([SM4_CTR_HMAC_SM3, id]))
    const nonce = this.#nonce()
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.setAAD(Buffer.from(identity))
    const body = cipher.update(text, 'utf8')
    cipher.final()
    return Buffer.concat([Buffer.from([AES_256_GCM, id]), nonce, body, cipher.getAuthTag()])
  }

  /** Opens what `seal` made for the same identity; throws when bytes, key or identity do not match. */
  open(sealed: Uint8Array, identity: string): string {
    const id = sealed[1]!
    const found = this.#keys.sealKeys.get(id)
    if (!found) throw new Refused(KEYS_REFUSALS['keys.unknown'](id))
    invariant(sealed[0] === (found.algorithm === 'sm4' ? SM4_CTR_HMAC_SM3 : AES_256_GCM), 'unknown sealing algorithm')
    if (found.algorithm === 'sm4') return this.#sm4Of(id, found.key).open(Buffer.from(sealed), identity, HEADER_BYTES)
    const bodyAt = HEADER_BYTES + NONCE_BYTES
    const decipher = createDecipheriv('aes-256-gcm', found.key, sealed.subarray(HEADER_BYTES, bodyAt))
    decipher.setAAD(Buffer.from(identity))
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    const text = decipher.update(sealed.subarray(bodyAt, sealed.length - TAG_BYTES), undefined, 'utf8')
    return text + decipher.final('utf8')
  }

  /** Keyed hash for look-up and uniqueness: algorithm id, key id, HMAC. `purpose` keeps ID and account apart. */
  hash(purpose: HashPurpose, value: string): Buffer {
    return Buffer.from(this.hashHex(purpose, value), 'hex')
  }

  /** The same in hex, which costs a third less where many are made. */
  hashHex(purpose: HashPurpose, value: string): string {
    const { hashAlgorithm, hashKey } = this.#keys
    return this.#hashHeader + createHmac(hashAlgorithm, hashKey).update(`${purpose}\0${value}`).digest('hex')
  }

  #sm4Of(id: number, key: KeyObject): Sm4Sealing {
    const known = this.#sm4.get(id)
    if (known) return known
    const sealing = new Sm4Sealing(key)
    this.#sm4.set(id, sealing)
    return sealing
  }

  #nonce(): Buffer {
    if (this.#nonceAt === this.#nonces.length) {
      this.#nonces = randomBytes(NONCE_BYTES * 1024)
      this.#nonceAt = 0
    }
    this.#nonceAt += NONCE_BYTES
    return this.#nonces.subarray(this.#nonceAt - NONCE_BYTES, this.#nonceAt)
  }
}

/** What an ID number is sealed for: the person with this keyed hash (its bytes, or them in hex). */
export function personIdentity(idHash: Buffer | string): string {
  return `person|${hexOf(idHash)}`
}

/** What an account number is sealed for: the account with this keyed hash (its bytes, or them in hex). */
export function accountIdentity(accountHash: Buffer | string): string {
  return `account|${hexOf(accountHash)}`
}

function hexOf(hash: Buffer | string): string {
  return typeof hash === 'string' ? hash : hash.toString('hex')
}
