import { createReadStream } from 'node:fs'
import { refusedFile } from '../../intake/refused-file.ts'
import { unreadableWorkbook, WORKBOOK_REFUSALS } from '../../intake/workbook-refusals.ts'
import { UnreadableWorkbook } from '../../workbook/workbook-fault.ts'

/** Refuses a workbook that cannot be read; passes every other failure on. */
export function refuseWorkbook(file: string, error: unknown): never {
  if (!(error instanceof UnreadableWorkbook)) throw error
  throw refusedFile(file, unreadableWorkbook(error.fault, error.part))
}

const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le')

/** Refuses a file of the older container (`.xls`), which is also what a workbook with a password is packed in. */
export async function refuseOldContainer(path: string, file: string): Promise<never> {
  if (await contains(path, ENCRYPTED)) return refuseWorkbook(file, new UnreadableWorkbook('encrypted'))
  throw refusedFile(file, WORKBOOK_REFUSALS['import.format']('old-container', ''))
}

async function contains(path: string, wanted: Buffer): Promise<boolean> {
  let before = Buffer.alloc(0)
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const window = Buffer.concat([before, chunk])
    if (window.includes(wanted)) return true
    before = window.subarray(-wanted.length)
  }
  return false
}
