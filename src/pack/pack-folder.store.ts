import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { type FileHashes, hashesOf, StagedFile, sha256Of } from '../files/staged-file.store.ts'
import { compare } from '../kernel/order.ts'
import { Refused } from '../kernel/refusal.ts'
import { PACK_REFUSALS } from './refusals.ts'
import { scrubNumbers } from './scrub.ts'

/** One file of a pack. */
export interface PackedFile extends FileHashes {
  /** Path inside the pack, with `/`. */
  readonly file: string
  readonly says: string
  /** Rows below the header of a CSV file; null for everything else. */
  readonly rows: number | null
}

type Text = AsyncIterable<string> | Iterable<string>

/** Longer than any pack takes: what is older was left by a command that was interrupted. */
const ABANDONED_MS = 60 * 60_000

/**
 * A pack on its way: a folder under a temporary name that only its owner may read. It gets its name all at once, and
 * never over another folder.
 */
export class PackFolder {
  readonly path: string
  readonly #target: string
  readonly #masked: boolean
  readonly #files: PackedFile[] = []

  private constructor(target: string, path: string, masked: boolean) {
    this.#target = target
    this.path = path
    this.#masked = masked
  }

  static async create(target: string, { masked }: { readonly masked: boolean }): Promise<PackFolder> {
    await mkdir(dirname(target), { recursive: true })
    await sweepAbandoned(target)
    const path = join(dirname(target), `${temporaryPrefix(target)}${randomBytes(8).toString('hex')}`)
    await mkdir(path, { mode: 0o700 })
    return new PackFolder(target, path, masked)
  }

  /** Every file so far, in the order in which they were written. */
  get written(): readonly PackedFile[] {
    return this.#files
  }

  /** Every file so far, by path. */
  get files(): readonly PackedFile[] {
    return [...this.#files].sort((a, b) => compare(a.file, b.file))
  }

  /** Writes words of ours and of others; in a masked pack whatever looks like a personal number is hidden in them. */
  async writeText(file: string, says: string, text: Text, rows: () => number | null = () => null): Promise<void> {
    await this.#write(file, says, this.#masked ? scrubbed(text) : text, rows)
  }

  /** Writes bytes that must stay as they were recorded. */
  async writeVerbatim(file: string, says: string, text: Text): Promise<void> {
    await this.#write(file, says, text, () => null)
  }

  /** Takes in a file that was written whole under this folder by somebody else. */
  async adopt(file: string, says: string): Promise<void> {
    this.#files.push({ file, says, rows: null, ...(await hashesOf(join(this.path, file))) })
  }

  async #write(file: string, says: string, text: Text, rows: () => number | null): Promise<void> {
    const staged = await StagedFile.create(join(this.path, dirname(file)), basename(file))
    try {
      for await (const part of text) await staged.write(Buffer.from(part))
      const hashes = await staged.finish()
      await staged.publish(basename(file), hashes)
      this.#files.push({ file, says, rows: rows(), ...hashes })
    } finally {
      await staged.discard()
    }
  }

  /**
   * Gives the pack its name. `unchanged` when the very same pack stands there already; refused when anything else does.
   */
  async publish(): Promise<'written' | 'unchanged'> {
    try {
      await rename(this.path, this.#target)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw error
      const differing = code === 'ENOTDIR' ? this.#target : await this.#firstDifference()
      if (differing !== null) throw new Refused(PACK_REFUSALS['pack.folder-differs'](this.#target, differing))
      return 'unchanged'
    }
    const parent = await open(dirname(this.#target), 'r')
    await parent.sync().finally(() => parent.close())
    return 'written'
  }

  async discard(): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }

  /** The first path at which the folder that stands there is not this pack; null when it is, byte for byte. */
  async #firstDifference(): Promise<string | null> {
    const there = await filesUnder(this.#target)
    const ours = await filesUnder(this.path)
    for (const file of new Set([...ours, ...there])) {
      if (!there.includes(file) || !ours.includes(file)) return file
      const [a, b] = await Promise.all([this.path, this.#target].map((root) => sha256Of(join(root, file))))
      if (a!.sha256 !== b!.sha256) return file
    }
    return null
  }
}

async function* scrubbed(text: Text): AsyncGenerator<string> {
  for await (const part of text) yield scrubNumbers(part)
}

async function filesUnder(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory())
  return files.map(({ parentPath, name }) => relative(root, join(parentPath, name))).sort()
}

function temporaryPrefix(target: string): string {
  return `.${basename(target)}.tmp-`
}

/** A pack that was interrupted may hold numbers in clear: it does not stay lying about. */
async function sweepAbandoned(target: string): Promise<void> {
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(temporaryPrefix(target))) continue
    const path = join(dirname(target), name)
    const found = await stat(path).catch(() => null)
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true })
  }
}
