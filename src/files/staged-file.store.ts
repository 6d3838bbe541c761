import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Refused } from '../kernel/refusal.ts'
import { linkOnce, requireLinks } from './no-clobber.store.ts'
import { FILES_REFUSALS } from './refusals.ts'

/** What a file's bytes are known by. */
export interface FileHashes {
  readonly size: number
  readonly sha256: string
  readonly sm3: string
}

/** Fewer and larger writes: each takes its way through a thread of its own. */
const WRITE_BYTES = 1 << 18

/** A file on its way to being published: written under a temporary name that nobody else uses. */
export class StagedFile {
  readonly path: string
  readonly #folder: string
  readonly #handle: FileHandle
  readonly #sha256 = createHash('sha256')
  readonly #sm3 = createHash('sm3')
  #size = 0
  #waiting: Uint8Array[] = []
  #waitingBytes = 0

  private constructor(folder: string, path: string, handle: FileHandle) {
    this.#folder = folder
    this.path = path
    this.#handle = handle
  }

  /**
   * Opens a new temporary file beside where `name` is to stand; only its owner may read it. A disk on which it could not
   * be published is refused now, before anything is claimed for it.
   */
  static async create(folder: string, name: string): Promise<StagedFile> {
    await mkdir(folder, { recursive: true })
    const path = join(folder, `${temporaryPrefix(name)}${randomBytes(8).toString('hex')}`)
    const staged = new StagedFile(folder, path, await open(path, 'wx', 0o600))
    try {
      await requireLinks(path)
      return staged
    } catch (error) {
      await staged.discard()
      throw error
    }
  }

  /** Adds bytes; they must not change afterwards. They reach the disk when enough have come together, or at the end. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes >= WRITE_BYTES) await this.#writeOut()
  }

  /** Writes all that waits: a disk that takes fewer bytes is asked again, and one that takes none is an error. */
  async #writeOut(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting.splice(0))
    this.#waitingBytes = 0
    this.#sha256.update(bytes)
    this.#sm3.update(bytes)
    this.#size += bytes.length
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at)
      if (bytesWritten === 0) throw new Error('写不进磁盘(0 字节)')
      at += bytesWritten
    }
  }

  /** Brings the bytes to the disk and reads them back; `see` gets what was read. */
  async finish(see: (bytes: Uint8Array) => void = () => {}): Promise<FileHashes> {
    await this.#writeOut()
    await this.#handle.sync()
    await this.#handle.close()
    const written = { size: this.#size, sha256: this.#sha256.digest('hex'), sm3: this.#sm3.digest('hex') }
    const read = await sha256Of(this.path, see)
    if (read.size === written.size && read.sha256 === written.sha256) return written
    throw new Error('写入磁盘的内容与读回的不一致')
  }

  /** Gives the file its name, never over another: refused when other bytes stand there already. */
  async publish(name: string, hashes: Pick<FileHashes, 'sha256'>): Promise<void> {
    const path = join(this.#folder, name)
    const mine = await linkOnce(this.path, path)
    if (!mine && (await hashAt(path)) !== hashes.sha256) throw new Refused(FILES_REFUSALS['export.file-differs'](path))
    await syncFolder(this.#folder)
    await this.discard()
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {}) // closed already unless writing failed
    await removeIfThere(this.path)
  }
}

/** Size and both hashes of a file as it lies on the disk. */
export async function hashesOf(path: string): Promise<FileHashes> {
  const sm3 = createHash('sm3')
  const read = await sha256Of(path, (bytes) => sm3.update(bytes))
  return { ...read, sm3: sm3.digest('hex') }
}

/** Size and SHA-256 of a file as it lies on the disk; `see` gets its bytes as they are read. */
export async function sha256Of(
  path: string,
  see: (bytes: Uint8Array) => void = () => {},
): Promise<Omit<FileHashes, 'sm3'>> {
  const sha256 = createHash('sha256')
  let size = 0
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
    size += bytes.length
    sha256.update(bytes)
    see(bytes)
  }
  return { size, sha256: sha256.digest('hex') }
}

/** True when these bytes stand there, false when nothing does; refused when something else does. */
export async function alreadyPublished(path: string, sha256: string): Promise<boolean> {
  const found = await hashAt(path) // one look: between two, another export may have given the file its name
  if (found === null) return false
  if (found === sha256) return true
  throw new Refused(FILES_REFUSALS['export.file-differs'](path))
}

/** SHA-256 of what stands there; null when nothing does. */
async function hashAt(path: string): Promise<string | null> {
  try {
    return (await sha256Of(path)).sha256
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Longer than any export takes: what is older was left by a command that was interrupted. */
const ABANDONED_MS = 60 * 60_000

/** Removes what interrupted commands left under temporary names of files that are published by now. */
export async function sweepTemporary(folder: string, published: readonly string[]): Promise<void> {
  const prefixes = published.map(temporaryPrefix)
  const left = (await readdir(folder)).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)))
  for (const name of left) if (await isAbandoned(join(folder, name))) await removeIfThere(join(folder, name))
}

async function isAbandoned(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs > ABANDONED_MS
}

async function removeIfThere(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}

function temporaryPrefix(name: string): string {
  return `.${name}.tmp-`
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
