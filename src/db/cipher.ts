import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { invariant } from '../kernel/invariant.ts'
import type { Keyring } from './keys.ts'

const AES_256_GCM = 1
const HMAC_SHA_256 = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Seals personal numbers and makes the keyed hashes that find them again. */
export class Cipher {
  readonly #keys: Keyring
  #nonces = Buffer.alloc(0)
  #nonceAt = 0

  constructor(keys: Keyring) {
    this.#keys = keys
  }

  /**
   * algorithm id, key id, nonce, text, tag. `identity` is the row the text belongs to: sealed bytes copied to another
   * row do not open there.
   */
  seal(text: string, identity: string): Buffer {
    const nonce = this.#nonce()
    const cipher = createCipheriv('aes-256-gcm', this.#keys.sealKeys.get(this.#keys.sealWith)!, nonce)
    cipher.setAAD(Buffer.from(identity))
    const body = cipher.update(text, 'utf8')
    cipher.final()
    return Buffer.concat([Buffer.from([AES_256_GCM, this.#keys.sealWith]), nonce, body, cipher.getAuthTag()])
  }

  /** Opens what `seal` made for the same identity; throws when bytes, key or identity do not match. */
  open(sealed: Buffer, identity: string): string {
    invariant(sealed[0] === AES_256_GCM, `unknown sealing algorithm ${sealed[0]}`)
    const key = this.#keys.sealKeys.get(sealed[1]!)
    invariant(key, `no key ${sealed[1]} in the keyring`)
    const bodyAt = 2 + NONCE_BYTES
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(2, bodyAt))
    decipher.setAAD(Buffer.from(identity))
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    const text = decipher.update(sealed.subarray(bodyAt, sealed.length - TAG_BYTES), undefined, 'utf8')
    return text + decipher.final('utf8')
  }

  /** Keyed hash for look-up and uniqueness: algorithm id, key id, HMAC-SHA-256. `purpose` keeps ID and account apart. */
  hash(purpose: 'id' | 'account' | 'token', value: string): Buffer {
    const digest = createHmac('sha256', this.#keys.hashKey).update(`${purpose}\0${value}`).digest()
    return Buffer.concat([Buffer.from([HMAC_SHA_256, this.#keys.hashKeyId]), digest])
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
