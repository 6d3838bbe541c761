import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Refused } from '../kernel/refusal.ts'
import { FILES_REFUSALS } from './refusals.ts'

const CHUNK = { highWaterMark: 1 << 18 }

/** The bytes of a file that was looked over before; refused at their end where they are not those that were seen then. */
export async function* bytesAsSurveyed(path: string, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path, CHUNK) as AsyncIterable<Buffer>) {
    hash.update(bytes)
    yield bytes
  }
  if (hash.digest('hex') !== sha256) throw new Refused(FILES_REFUSALS['file.changed-while-read'](path))
}

/** Refuses a file whose bytes are no longer those that were seen: for what cannot be read from front to end. */
export async function refuseChanged(path: string, sha256: string): Promise<void> {
  for await (const _ of bytesAsSurveyed(path, sha256));
}
