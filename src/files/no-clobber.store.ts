import { constants } from 'node:fs'
import { copyFile, link, open, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Refused } from '../kernel/refusal.ts'
import { FILES_REFUSALS } from './refusals.ts'

/** What file systems without a second name for a file say: FAT and exFAT of USB sticks, some network shares. */
const NO_SECOND_NAME = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'])

/**
 * Gives the file at `from` a second name, whole at once and never over another: false where one stands there. Refused on
 * a disk that cannot do it; there a file could only be copied under its name, and would stand there half while it is.
 */
export async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw NO_SECOND_NAME.has(codeOf(error)) ? new Refused(FILES_REFUSALS['file.disk-unsuitable'](dirname(to))) : error
  }
}

/** Refuses a folder in which `linkOnce` would be refused; `path` is a file in it. */
export async function requireLinks(path: string): Promise<void> {
  const second = `${path}.2`
  await linkOnce(path, second)
  await unlink(second)
}

/**
 * Moves a file that others gave us, never over another: false where one stands there. Where the disk knows no second
 * names it is copied, and goes from its old place once the copy is on the disk.
 */
export async function moveOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch((error: unknown) => {
      if (!NO_SECOND_NAME.has(codeOf(error))) throw error
      return copyOnce(from, to)
    })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  await unlink(from)
  return true
}

async function copyOnce(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL)
  const copy = await open(to, 'r+')
  await copy.sync().finally(() => copy.close())
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? ''
}
