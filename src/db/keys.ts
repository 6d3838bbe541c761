import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { withFileLock } from '../files/file-lock.ts'
import { Refused } from '../kernel/refusal.ts'
import { KEYS_REFUSALS } from './keys-refusals.ts'

/** What numbers are sealed with: AES-256-GCM, or SM4-CTR with HMAC-SM3 over it. */
export type SealAlgorithm = 'aes' | 'sm4'
/** What keyed hashes are made with: HMAC-SHA-256 or HMAC-SM3. */
type HashAlgorithm = 'sha256' | 'sm3'

interface SealKey {
  readonly algorithm: SealAlgorithm
  readonly key: KeyObject
}

/** The keys in force: one to seal with, every one that may still open, one for the keyed hash. */
export interface Keyring {
  /** 1…255; stands inside every sealed value. */
  readonly sealWith: number
  readonly sealKeys: ReadonlyMap<number, SealKey>
  readonly hashKeyId: number
  readonly hashKey: KeyObject
  readonly hashAlgorithm: HashAlgorithm
}

type SealEntry = string | { readonly algorithm: SealAlgorithm; readonly key: string }

/** A seal key that is text alone is of AES; a hash key that names no algorithm is of SHA-256. */
interface KeyFile {
  readonly seal: Record<string, SealEntry>
  readonly sealWith: number
  readonly hash: { readonly id: number; readonly key: string; readonly algorithm?: HashAlgorithm }
}

const MOST_KEYS = 255

/**
 * Keys from `HUIMIN_KEYS` (the same JSON as the file) or from `keys.json` in the home folder, which is made on first use
 * with mode 600, for SM4 and SM3 where `HUIMIN_CIPHERS` is `sm`. A file that others may read is refused.
 */
export function loadKeyring(home: string): Keyring {
  const fromEnvironment = process.env.HUIMIN_KEYS
  if (fromEnvironment) return keyringOf(parseKeys(fromEnvironment, 'HUIMIN_KEYS'))
  const path = keyPath(home)
  if (!existsSync(path)) writeNewKeys(home, path)
  return keyringOf(readKeys(path))
}

/**
 * Adds a seal key that everything is sealed with from now on; the earlier ones stay, to open what they sealed. The file
 * is replaced whole, and is on the disk before anybody can seal with the new key. `number` is what `nextKey` gave.
 */
export async function addSealKey(home: string, algorithm: SealAlgorithm, number: number): Promise<void> {
  if (process.env.HUIMIN_KEYS) throw new Refused(KEYS_REFUSALS['keys.in-environment']())
  return await withFileLock(join(home, 'keys.lock'), async () => {
    const path = keyPath(home)
    const keys = readKeys(path)
    if (nextKey(keyringOf(keys)) !== number) throw new Refused(KEYS_REFUSALS['keys.rotated-meanwhile']())
    const entry = { algorithm, key: randomBytes(32).toString('base64') }
    const seal = { ...keys.seal, [number]: entry }
    replaceFile(home, path, JSON.stringify({ ...keys, seal, sealWith: number }))
  })
}

/** The number that the next key gets. */
export function nextKey({ sealKeys }: Keyring): number {
  const next = Math.max(...sealKeys.keys()) + 1
  if (next > MOST_KEYS) throw new Refused(KEYS_REFUSALS['keys.too-many'](MOST_KEYS))
  return next
}

function replaceFile(folder: string, path: string, text: string): void {
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, text, { mode: 0o600, flush: true })
  renameSync(temporary, path)
  if (process.platform === 'win32') return // a folder cannot be opened there
  const opened = openSync(folder, 'r')
  fsyncSync(opened)
  closeSync(opened)
}

function keyPath(home: string): string {
  return join(home, 'keys.json')
}

function writeNewKeys(home: string, path: string): void {
  mkdirSync(home, { recursive: true })
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, JSON.stringify(newKeys()), { mode: 0o600, flag: 'wx' })
  try {
    linkSync(temporary, path) // does not replace keys that another process made a moment ago
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(temporary)
  }
  chmodSync(path, 0o600)
}

function newKeys(): KeyFile {
  const national = process.env.HUIMIN_CIPHERS === 'sm'
  const [seal, hash] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
  return {
    seal: { 1: { algorithm: national ? 'sm4' : 'aes', key: seal } },
    sealWith: 1,
    hash: { id: 1, key: hash, algorithm: national ? 'sm3' : 'sha256' },
  }
}

function readKeys(path: string): KeyFile {
  refuseReadableByOthers(path)
  return parseKeys(readFileSync(path, 'utf8'), path)
}

function refuseReadableByOthers(path: string): void {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return
  throw new Refused(KEYS_REFUSALS['keys.readable-by-others'](path))
}

function parseKeys(text: string, source: string): KeyFile {
  try {
    const keys = JSON.parse(text) as KeyFile
    keyringOf(keys)
    return keys
  } catch {
    throw new Refused(KEYS_REFUSALS['keys.unreadable'](source))
  }
}

function keyringOf({ seal, sealWith, hash }: KeyFile): Keyring {
  const sealKeys = new Map(Object.entries(seal).map(([id, entry]) => [Number(id), sealKey(entry)]))
  if (!sealKeys.has(sealWith)) throw new Error('sealWith')
  const hashAlgorithm = hash.algorithm ?? 'sha256'
  if (!['sha256', 'sm3'].includes(hashAlgorithm)) throw new Error('hash algorithm')
  return { sealWith, sealKeys, hashKeyId: hash.id, hashKey: secret(hash.key), hashAlgorithm }
}

function sealKey(entry: SealEntry): SealKey {
  const { algorithm, key } = typeof entry === 'string' ? { algorithm: 'aes' as const, key: entry } : entry
  if (!['aes', 'sm4'].includes(algorithm)) throw new Error('seal algorithm')
  return { algorithm, key: secret(key) }
}

function secret(base64: string): KeyObject {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 32) throw new Error('a key is 32 bytes')
  return createSecretKey(bytes)
}
