import { createQueryId, PostgresQueryCompiler, type RawBuilder } from 'kysely'
import type pg from 'pg'
import { invariant } from '../kernel/invariant.ts'

export { sql } from 'kysely'

/**
 * A statement about a set of rows, made with the `sql` tag: its values are bound, and fragments bring theirs along.
 * `Row` is what it gives, by the names in its SELECT.
 */
export type Statement<Row = unknown> = RawBuilder<Row>

/** One connection, or a pool that lends one for each question. */
export type Asking = Pick<pg.ClientBase, 'query'>

/** The rows that a statement gives. */
export async function rowsOf<Row>(asking: Asking, statement: Statement<Row>): Promise<Row[]> {
  return (await send(asking, statement)).rows
}

/** The first row that a statement gives; undefined where it gives none. */
export async function rowOf<Row>(asking: Asking, statement: Statement<Row>): Promise<Row | undefined> {
  return (await rowsOf(asking, statement))[0]
}

/** The one row of a statement that always gives one: sums, counts, EXISTS. */
export async function onlyRowOf<Row>(asking: Asking, statement: Statement<Row>): Promise<Row> {
  const rows = await rowsOf(asking, statement)
  invariant(rows.length === 1, `one row was expected, ${rows.length} came`)
  return rows[0]!
}

/** Carries a statement out; how many rows it touched. */
export async function carryOut(asking: Asking, statement: Statement): Promise<number> {
  return (await send(asking, statement)).rowCount ?? 0
}

async function send(asking: Asking, statement: Statement): Promise<pg.QueryResult> {
  const { sql, parameters } = compile(new PostgresQueryCompiler(), statement)
  return await asking.query(sql, [...parameters])
}

/**
 * Gathers what a statement gives in a temporary table, to the end of the transaction, in place of an older one of this
 * name. To make a table takes no parameters, so the values are written in; an INSERT takes them, but the server works its
 * rows out in one process alone.
 */
export async function createTemporary(asking: Asking, name: string, statement: Statement): Promise<void> {
  await asking.query(`DROP TABLE IF EXISTS pg_temp.${name}`)
  await asking.query(`CREATE TEMPORARY TABLE ${name} ON COMMIT DROP AS ${textForCopy(statement)}`)
}

/** The statement as one text with its values written in: for what takes no parameters (COPY, a table), and nothing else. */
export function textForCopy(statement: Statement): string {
  return compile(new LiteralCompiler(), statement).sql
}

function compile(compiler: PostgresQueryCompiler, statement: Statement) {
  return compiler.compileQuery(statement.toOperationNode(), createQueryId())
}

class LiteralCompiler extends PostgresQueryCompiler {
  protected override appendValue(value: unknown): void {
    this.append(literal(value))
  }
}

/** A value as SQL text: numbers bare, everything else quoted, lists as the array type reads them. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  // a sign binds weaker than a cast that may follow
  if (typeof value === 'number' || typeof value === 'bigint') return value < 0 ? `(${value})` : `${value}`
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (Array.isArray(value)) return quoted(`{${value.map(element).join(',')}}`)
  if (typeof value === 'string') return quoted(value)
  throw new TypeError(`a value of this kind cannot stand in SQL text: ${typeof value}`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function element(value: unknown): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value)
}
