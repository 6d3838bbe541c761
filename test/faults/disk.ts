import type * as fs from 'node:fs'
import type * as promises from 'node:fs/promises'
import { Readable } from 'node:stream'

/** What a call on the disk meets: an error of the system, fewer bytes written than asked, or the end of its process. */
export type DiskFault = 'ENOSPC' | 'EIO' | 'short' | 'kill'

/**
 * The file system as a port: tests that mock `node:fs` and `node:fs/promises` with what this wraps see every call on the
 * watched folder in order and let faults happen at any of them. It stands in for strace where there is none.
 */
class Disk {
  #folder: string | null = null
  #at = 0
  #fault: DiskFault = 'EIO'
  #dead = false
  #killed: () => void = () => {}
  /** What was called, in order; the fault happens at one of them. */
  calls: string[] = []

  /** From here on calls on the folder are counted, and the one with this number (from 1) meets the fault. */
  watch(folder: string, at = 0, fault: DiskFault = 'EIO', killed = () => {}): void {
    this.#folder = folder
    this.#at = at
    this.#fault = fault
    this.#killed = killed
    this.#dead = false
    this.calls = []
  }

  rest(): void {
    this.#folder = null
  }

  /** The error that this call meets, `short` for half a write, or null. */
  meet(call: string, path: unknown): Error | 'short' | null {
    if (this.#folder === null || !String(path).startsWith(this.#folder)) return null
    if (this.#dead) return failure('EKILLED', call)
    this.calls.push(call)
    if (this.calls.length !== this.#at) return null
    if (this.#fault === 'kill') {
      this.#dead = true
      this.#killed()
      return failure('EKILLED', call)
    }
    if (this.#fault === 'short') return call === 'write' ? 'short' : null
    return failure(this.#fault, call)
  }
}

export const disk = new Disk()

function failure(code: string, call: string): Error {
  return Object.assign(new Error(`${code}: made up at ${call}`), { code })
}

const ASYNC = ['open', 'link', 'unlink', 'mkdir', 'readdir', 'stat', 'access'] as const
const SYNC = ['writeFileSync', 'readFileSync', 'linkSync', 'renameSync', 'unlinkSync', 'rmSync', 'mkdirSync'] as const

export function wrapPromises(real: typeof promises): typeof promises {
  const wrapped: Record<string, unknown> = { ...real }
  for (const name of ASYNC) {
    const call = real[name] as (...args: unknown[]) => Promise<unknown>
    wrapped[name] = async (...args: unknown[]) => {
      const met = disk.meet(name, args[0])
      if (met instanceof Error) throw met
      const result = await call(...args)
      return name === 'open' ? wrapHandle(result as promises.FileHandle, String(args[0])) : result
    }
  }
  return { ...wrapped, default: wrapped } as unknown as typeof promises
}

export function wrapFs(real: typeof fs): typeof fs {
  const wrapped: Record<string, unknown> = { ...real }
  for (const name of SYNC) {
    const call = real[name] as (...args: unknown[]) => unknown
    wrapped[name] = (...args: unknown[]) => {
      const met = disk.meet(name, args[0])
      if (met instanceof Error) throw met
      return call(...args)
    }
  }
  wrapped.createReadStream = (path: string, options: object) => {
    const met = disk.meet('createReadStream', path)
    if (!(met instanceof Error)) return real.createReadStream(path, options)
    return new Readable({ read: (_size) => {}, construct: (ready) => ready(met) })
  }
  return { ...wrapped, default: wrapped } as unknown as typeof fs
}

function wrapHandle(handle: promises.FileHandle, path: string): promises.FileHandle {
  return new Proxy(handle, {
    get(target, name) {
      const own = Reflect.get(target, name) as unknown
      if (typeof own !== 'function') return own
      return async (...args: unknown[]) => {
        const met = disk.meet(String(name), path)
        if (met instanceof Error) {
          if (name === 'close') await target.close() // the handle is gone either way
          throw met
        }
        if (met === 'short')
          return await target.write(args[0] as Buffer, args[1] as number, Math.ceil((args[2] as number) / 2))
        return await (own as (...given: unknown[]) => unknown).apply(target, args)
      }
    },
  })
}
