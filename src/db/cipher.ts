import { createHmac, type KeyObject } from 'node:crypto'
import { invariant } from '../kernel/invariant.ts'
import { Refused } from '../kernel/refusal.ts'
import { AesGcm, type SealedText } from './aes-gcm.ts'
import { HmacSha256 } from './hmac-sha256.ts'
import type { Keyring } from './keys.ts'
import { Sm4Sealing } from './sm4-sealing.ts'

const AES_256_GCM = 1
const SM4_CTR_HMAC_SM3 = 2
const HASH_IDS = { sha256: 1, sm3: 2 } as const
const HEADER_BYTES = 2
const HMAC_BYTES = 32

/** Seals personal numbers and makes the keyed hashes that find them again. */
export class Cipher {
  readonly #keys: Keyring
  readonly #hmac: HmacSha256
  readonly #sm4 = new Map<number, Sm4Sealing>()
  readonly #aes = new Map<number, AesGcm>()

  constructor(keys: Keyring) {
    this.#keys = keys
    this.#hmac = new HmacSha256(keys.hashKey)
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
    return this.#aesOf(id, key).seal(text, identity)
  }

  /** Opens what `seal` made for the same identity; throws when bytes, key or identity do not match. */
  open(sealed: Uint8Array, identity: string): string {
    return this.openAll([{ sealed, identity }])[0]!
  }

  /** The same for many at once, which costs a fraction for each where all are of one AES key, as almost all are. */
  openAll(values: readonly SealedText[]): string[] {
    const id = values[0]?.sealed[1]
    if (id === undefined) return values.map(({ sealed, identity }) => this.#openOther(sealed, identity))
    const isSame = values.every(({ sealed }) => sealed[0] === AES_256_GCM && sealed[1] === id)
    const found = this.#keys.sealKeys.get(id)
    if (isSame && found?.algorithm === 'aes') return this.#aesOf(id, found.key).openAll(values)
    return values.map(({ sealed, identity }) => this.#openOther(sealed, identity))
  }

  #openOther(sealed: Uint8Array, identity: string): string {
    const id = sealed[1]!
    const found = this.#keys.sealKeys.get(id)
    if (!found) throw new Refused(unknownKey(id))
    invariant(sealed[0] === (found.algorithm === 'sm4' ? SM4_CTR_HMAC_SM3 : AES_256_GCM), 'unknown sealing algorithm')
    if (found.algorithm === 'sm4') return this.#sm4Of(id, found.key).open(Buffer.from(sealed), identity, HEADER_BYTES)
    return this.#aesOf(id, found.key).openAll([{ sealed, identity }])[0]!
  }

  /** Keyed hash for look-up and uniqueness: algorithm id, key id, HMAC. `purpose` keeps ID and account apart. */
  hash(purpose: 'id' | 'account' | 'token', value: string): Buffer {
    const { hashAlgorithm, hashKey, hashKeyId } = this.#keys
    const hash = Buffer.allocUnsafe(HEADER_BYTES + HMAC_BYTES)
    hash[0] = HASH_IDS[hashAlgorithm]
    hash[1] = hashKeyId
    const text = `${purpose}\0${value}`
    if (hashAlgorithm === 'sm3') createHmac('sm3', hashKey).update(text).digest().copy(hash, HEADER_BYTES)
    else this.#hmac.digestInto(text, hash, HEADER_BYTES)
    return hash
  }

  #sm4Of(id: number, key: KeyObject): Sm4Sealing {
    const known = this.#sm4.get(id)
    if (known) return known
    const sealing = new Sm4Sealing(key)
    this.#sm4.set(id, sealing)
    return sealing
  }

  #aesOf(id: number, key: KeyObject): AesGcm {
    const known = this.#aes.get(id)
    if (known) return known
    const sealing = new AesGcm(key, Buffer.from([AES_256_GCM, id]))
    this.#aes.set(id, sealing)
    return sealing
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

function unknownKey(id: number) {
  return {
    code: 'keys.unknown',
    message: `身份证号或账号是用 ${id} 号密钥加密的,本机的密钥文件里没有这把密钥。`,
    remedy: '密钥更换后,请把最新的 keys.json 复制到每台运行本程序的机器。',
  }
}
