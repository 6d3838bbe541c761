import { isUtf8 } from 'node:buffer'
import { Readable, type Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { invariant } from '../kernel/invariant.ts'
import { type Statement, textForCopy } from './statement.ts'

/** Values a COPY row may hold; `null` is written as `\N`. */
export type CopyValue = string | number | bigint | boolean | null

const NEEDS_ESCAPE = /[\\\t\n\r]/
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const UNESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** One line of COPY's text format, with its line end. */
export function copyRow(values: readonly CopyValue[]): string {
  let row = ''
  for (let i = 0; i < values.length; i++) {
    if (i > 0) row += '\t'
    row += copyValue(values[i]!)
  }
  return `${row}\n`
}

function copyValue(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return typeof value === 'string' ? copyText(value) : String(value)
}

/** One text value as COPY writes it. */
export function copyText(value: string): string {
  return NEEDS_ESCAPE.test(value) ? value.replace(/[\\\t\n\r]/g, (c) => ESCAPES[c]!) : value
}

/** A backslash that is not the one of `\N`. */
const ESCAPED = /\\[^N]/

/** Splits one line of COPY's text format (without its line end) into values; `mayEscape` false: it holds none but `\N`. */
function readCopyRow(line: string, mayEscape = true): (string | null)[] {
  const fields: (string | null)[] = line.split('\t')
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!
    if (field === '\\N') fields[i] = null
    else if (mayEscape && field.includes('\\')) fields[i] = field.replace(/\\(.)/g, (_, c: string) => UNESCAPES[c] ?? c)
  }
  return fields
}

/** Sends rows into `COPY … FROM STDIN`. The source yields whole rows, many at once where it can. */
export async function copyIn(
  client: pg.ClientBase,
  into: string,
  rows: AsyncIterable<string | Uint8Array> | Iterable<string>,
): Promise<void> {
  if (await isBound(client, into)) return await copyThroughStage(client, into, rows)
  const stream = settleWhenClosed(client.query(copyFrom(`COPY ${into} FROM STDIN`)))
  await pipeline(Readable.from(rows, { objectMode: true }), stream)
}

const boundTables = new WeakMap<pg.ClientBase, Map<string, boolean>>()

/** Whether row-level security holds for this connection and table; asked once for each. */
async function isBound(client: pg.ClientBase, into: string): Promise<boolean> {
  const known = boundTables.get(client) ?? new Map<string, boolean>()
  boundTables.set(client, known)
  const found = known.get(into)
  if (found !== undefined) return found
  const { rows } = await client.query('SELECT row_security_active($1) AS active', [/^\w+/.exec(into)![0]])
  known.set(into, rows[0].active)
  return rows[0].active
}

/** PostgreSQL copies nothing into a table with row-level security, so the rows go through a temporary one. */
async function copyThroughStage(
  client: pg.ClientBase,
  into: string,
  rows: AsyncIterable<string | Uint8Array> | Iterable<string>,
): Promise<void> {
  const [, table, columns] = /^(\w+)\s*\((.*)\)\s*$/s.exec(into)!
  await client.query(`CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS SELECT ${columns} FROM ${table} WITH NO DATA`)
  const stream = settleWhenClosed(client.query(copyFrom(`COPY pg_temp.arriving (${columns}) FROM STDIN`)))
  await pipeline(Readable.from(rows, { objectMode: true }), stream)
  await client.query(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM pg_temp.arriving`)
  await client.query('DROP TABLE pg_temp.arriving')
}

/** The bytes of `COPY (query) TO STDOUT`, as they come. */
export function copyOutBytes(client: pg.ClientBase, query: Statement): Transform {
  return settleWhenClosed(client.query(copyTo(`COPY (${textForCopy(query)}) TO STDOUT`))) as unknown as Transform
}

/** pg watches every query's time and stops only when its callback is called, which a COPY stream never does itself. */
function settleWhenClosed<S extends Readable | Writable>(stream: S): S {
  stream.once('close', () => (stream as { callback?: () => void }).callback?.())
  return stream
}

const LINE_END = 0x0a
/** Longer pieces make texts that the collector keeps apart, which costs several times what reading them does. */
const PIECE_BYTES = 1 << 15

/** A row as COPY gives it: its values by their place in the SELECT. */
export type CopiedRow = readonly (string | null)[]

/** The rows of `COPY (query) TO STDOUT` in the order of the query, many at a time. */
export function copyOut<Row extends CopiedRow>(client: pg.ClientBase, query: Statement<Row>): AsyncGenerator<Row[]>
export function copyOut(client: pg.ClientBase, query: Statement): AsyncGenerator<(string | null)[][]>
export async function* copyOut(client: pg.ClientBase, query: Statement): AsyncGenerator<(string | null)[][]> {
  let rest: Buffer[] = []
  for await (const chunk of copyOutBytes(client, query) as AsyncIterable<Buffer>) {
    if (!chunk.includes(LINE_END)) {
      rest.push(chunk)
      continue
    }
    const bytes = rest.length === 0 ? chunk : Buffer.concat([...rest, chunk])
    let at = 0
    for (let end = endOfPiece(bytes, at); end >= at; end = endOfPiece(bytes, at)) {
      yield readCopyRows(bytes.subarray(at, end))
      at = end + 1
    }
    rest = at < bytes.length ? [bytes.subarray(at)] : []
  }
}

/** The last line end within a piece, the first one after it where a row is longer; -1 when there is none any more. */
function endOfPiece(bytes: Buffer, at: number): number {
  if (at >= bytes.length) return -1
  const end = bytes.lastIndexOf(LINE_END, at + PIECE_BYTES)
  return end >= at ? end : bytes.indexOf(LINE_END, at + PIECE_BYTES)
}

/** Whole rows, without the last line end. */
function readCopyRows(bytes: Buffer): (string | null)[][] {
  invariant(isUtf8(bytes), 'the server sent text that is not UTF-8')
  const text = bytes.toString('utf8')
  const mayEscape = ESCAPED.test(text)
  return text.split('\n').map((line) => readCopyRow(line, mayEscape))
}

/** The bytes of a bytea value as COPY and SQL write it: `\\x0a1b`. */
export function readBytea(text: string): Buffer {
  return Buffer.from(text.slice(2), 'hex')
}
