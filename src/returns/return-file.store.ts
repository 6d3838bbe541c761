import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { bytesAsSurveyed } from '../files/surveyed-file.store.ts'
import { Refused } from '../kernel/refusal.ts'
import type { Layout } from '../layout/layout.ts'
import { LineSplitter } from '../layout/line-splitter.ts'
import { piecesOf, StreamDecoder } from '../layout/text-encoding.ts'
import { RETURN_REFUSALS } from './refusals.ts'

type ReturnEncoding = Layout['return']['encodings'][number]

const LONGEST_LINE = 64 * 1024
const CHUNK = { highWaterMark: 1 << 18 }

/** A return on the disk: its bytes' hash, and the one encoding in which all of them can be read. */
export interface ReturnFile {
  readonly path: string
  readonly sha256: string
  readonly encoding: ReturnEncoding
}

/** Reads the file once to know its hash and its encoding; refused when it is missing or fits none. */
export async function openReturnFile(path: string, encodings: readonly ReturnEncoding[]): Promise<ReturnFile> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new Refused(RETURN_REFUSALS['returns.file-missing'](path))
  const sha256 = createHash('sha256')
  const [first, ...others] = encodings
  let encoding = (await isIn(path, first!, (bytes) => sha256.update(bytes))) ? first : undefined
  for (const other of others) if (!encoding && (await isIn(path, other))) encoding = other
  if (encoding) return { path, sha256: sha256.digest('hex'), encoding }
  throw new Refused(RETURN_REFUSALS['returns.encoding'](path, encodings))
}

/** Whether all bytes of the file are of an encoding; `see` gets them all, whatever they are. */
async function isIn(path: string, encoding: ReturnEncoding, see: (bytes: Buffer) => void = () => {}): Promise<boolean> {
  const decoder = new StreamDecoder(encoding)
  let fits = true
  for await (const bytes of createReadStream(path, CHUNK)) {
    see(bytes)
    for (const piece of piecesOf(bytes)) fits &&= decodes(() => decoder.push(piece))
  }
  return fits && decodes(() => decoder.end())
}

function decodes(decode: () => string): boolean {
  try {
    decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/** The lines of the file, many at a time. */
export async function* returnLines({ path, sha256, encoding }: ReturnFile): AsyncGenerator<string[]> {
  const decoder = new StreamDecoder(encoding)
  const splitter = new LineSplitter()
  for await (const bytes of bytesAsSurveyed(path, sha256)) {
    for (const piece of piecesOf(bytes)) yield splitter.push(decoder.push(piece))
    if (splitter.waiting > LONGEST_LINE) throw new Refused(RETURN_REFUSALS['returns.line-too-long'](path, LONGEST_LINE))
  }
  yield splitter.push(decoder.end())
  const rest = splitter.end()
  if (rest !== null) yield [rest]
}
