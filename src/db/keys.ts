import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refused } from '../kernel/refusal.ts'

/** The keys in force: one to seal with, every one that may still open, one for the keyed hash. */
export interface Keyring {
  /** 1…255; stands inside every sealed value. */
  readonly sealWith: number
  readonly sealKeys: ReadonlyMap<number, KeyObject>
  readonly hashKeyId: number
  readonly hashKey: KeyObject
}

interface KeyFile {
  readonly seal: Record<string, string>
  readonly sealWith: number
  readonly hash: { readonly id: number; readonly key: string }
}

/**
 * Keys from `HUIMIN_KEYS` (the same JSON as the file) or from `keys.json` in the home folder, which is made on first use
 * with mode 600. A file that others may read is refused.
 */
export function loadKeyring(home: string): Keyring {
  const fromEnvironment = process.env.HUIMIN_KEYS
  if (fromEnvironment) return parseKeys(fromEnvironment, 'HUIMIN_KEYS')
  const path = join(home, 'keys.json')
  if (!existsSync(path)) writeNewKeys(home, path)
  refuseReadableByOthers(path)
  return parseKeys(readFileSync(path, 'utf8'), path)
}

function writeNewKeys(home: string, path: string): void {
  mkdirSync(home, { recursive: true })
  const keys: KeyFile = {
    seal: { 1: randomBytes(32).toString('base64') },
    sealWith: 1,
    hash: { id: 1, key: randomBytes(32).toString('base64') },
  }
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, JSON.stringify(keys), { mode: 0o600, flag: 'wx' })
  try {
    linkSync(temporary, path) // does not replace keys that another process made a moment ago
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(temporary)
  }
  chmodSync(path, 0o600)
}

function refuseReadableByOthers(path: string): void {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return
  throw new Refused({
    code: 'keys.readable-by-others',
    message: `密钥文件 ${path} 可被其他用户读取。`,
    remedy: `请执行 chmod 600 ${path} 后重试。`,
  })
}

function parseKeys(text: string, source: string): Keyring {
  try {
    const keys = JSON.parse(text) as KeyFile
    const sealKeys = new Map(Object.entries(keys.seal).map(([id, key]) => [Number(id), secret(key)]))
    if (!sealKeys.has(keys.sealWith)) throw new Error('sealWith')
    return { sealWith: keys.sealWith, sealKeys, hashKeyId: keys.hash.id, hashKey: secret(keys.hash.key) }
  } catch {
    throw new Refused({
      code: 'keys.unreadable',
      message: `密钥(${source})无法读取或内容不完整。`,
      remedy: '请从备份恢复密钥;没有原密钥,已加密的身份证号和账号无法解开。',
    })
  }
}

function secret(base64: string): KeyObject {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 32) throw new Error('a key is 32 bytes')
  return createSecretKey(bytes)
}
