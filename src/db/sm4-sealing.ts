import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import { invariant } from '../kernel/invariant.ts'

const NONCE_BYTES = 16
const MAC_BYTES = 32

/**
 * SM4-CTR, then HMAC-SM3 over header, identity and ciphertext (encrypt-then-MAC), for Node has no SM4-GCM. Both keys are
 * derived from the one in the keyring.
 */
export class Sm4Sealing {
  readonly #encryption: Buffer
  readonly #authentication: Buffer

  constructor(key: KeyObject) {
    this.#encryption = derived(key, 'huimin sm4 encryption').subarray(0, 16)
    this.#authentication = derived(key, 'huimin sm4 authentication')
  }

  /** header, nonce, text, mac. */
  seal(text: string, identity: string, header: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES)
    const body = createCipheriv('sm4-ctr', this.#encryption, nonce).update(text, 'utf8')
    const sealed = Buffer.concat([header, nonce, body])
    return Buffer.concat([sealed, this.#mac(sealed, identity)])
  }

  open(sealed: Buffer, identity: string, headerBytes: number): string {
    const bodyAt = headerBytes + NONCE_BYTES
    const macAt = sealed.length - MAC_BYTES
    invariant(macAt >= bodyAt, 'a sealed value is too short')
    const fits = timingSafeEqual(this.#mac(sealed.subarray(0, macAt), identity), sealed.subarray(macAt))
    invariant(fits, 'a sealed value does not belong to its row')
    const decipher = createDecipheriv('sm4-ctr', this.#encryption, sealed.subarray(headerBytes, bodyAt))
    return decipher.update(sealed.subarray(bodyAt, macAt), undefined, 'utf8')
  }

  #mac(sealed: Buffer, identity: string): Buffer {
    const bound = Buffer.from(identity)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bound.length)
    return createHmac('sm3', this.#authentication).update(length).update(bound).update(sealed).digest()
  }
}

function derived(key: KeyObject, purpose: string): Buffer {
  return createHmac('sm3', key).update(purpose).digest()
}
