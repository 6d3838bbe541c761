import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { fileNameWithoutNumbers } from '../kernel/masked-text.ts'
import { Refused } from '../kernel/refusal.ts'

const CHUNK = { highWaterMark: 1 << 18 }

/** The bytes of a file that was looked over before; refused at their end where they are not those that were seen then. */
export async function* bytesAsSurveyed(path: string, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path, CHUNK) as AsyncIterable<Buffer>) {
    hash.update(bytes)
    yield bytes
  }
  if (hash.digest('hex') !== sha256) throw new Refused(changed(path))
}

/** Refuses a file whose bytes are no longer those that were seen: for what cannot be read from front to end. */
export async function refuseChanged(path: string, sha256: string): Promise<void> {
  for await (const _ of bytesAsSurveyed(path, sha256));
}

function changed(path: string) {
  return {
    code: 'file.changed-while-read',
    message: `${fileNameWithoutNumbers(basename(path))} 在读取的过程中被改动,没有导入。`,
    remedy: '请等它传完、关闭打开它的程序,核对内容后重新导入。',
  }
}
