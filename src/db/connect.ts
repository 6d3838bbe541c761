import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Kysely } from 'kysely'
import { Kysely as KyselyClass, PostgresDialect } from 'kysely'
import pg from 'pg'
import { Refused } from '../kernel/refusal.ts'
import { acquireEmbeddedServer } from './embedded-server.ts'
import { assertMigrated, migrate } from './migrate.ts'
import { DATABASE_REFUSALS } from './refusals.ts'
import type { Schema } from './schema.ts'

/** An open database, as the service that may append and read. */
export interface Database {
  readonly pool: pg.Pool
  readonly sql: Kysely<Schema>
  /** Connects as the owner; for migrations only. */
  readonly ownerUrl: string
  readonly embedded: boolean
  /** What another process of the same command needs to work on the same database as the same user. */
  readonly connection: Connection
  /** Waits for what is under way, then lets go of connections and of the embedded server. */
  close(): Promise<void>
  /** Lets go at once, for a command that is being interrupted; what is under way is rolled back. */
  abandon(): Promise<void>
}

export interface Connection {
  readonly url: string
  readonly embedded: boolean
  readonly acting: Acting
  readonly digest: 'sha256' | 'sm3'
}

/** As what a connection works: a role of the database, and who acts with what proof, for the database to hold him to it. */
export interface Acting {
  readonly role: DatabaseRole
  /** A user's name; empty while the system is being set up. */
  readonly actor: string
  /** The keyed hash of the token, in hex, where one was asked for. */
  readonly proof: string
}

export type DatabaseRole =
  | 'huimin_service'
  | 'huimin_auditor'
  | 'huimin_admin'
  | 'huimin_county_service'
  | 'huimin_county_auditor'

/** The programme itself, before anybody is known. */
export const NOBODY: Acting = { role: 'huimin_service', actor: '', proof: '' }

export interface ConnectOptions {
  /** `HUIMIN_HOME`. */
  readonly home: string
  /** `DATABASE_URL`; the embedded server of `home` when absent. */
  readonly url?: string | undefined
  /** Open without looking at the schema (for `db migrate` and `db status`). */
  readonly anySchema?: boolean
  /** Finds out who acts, on a connection of nobody; all others work as what it says. */
  readonly signIn?: (database: Database) => Promise<Acting>
  /** What new audit rows are hashed with. */
  readonly digest?: 'sha256' | 'sm3'
}

const DATABASE = 'huimin'
const OLDEST_SERVER = 150000
const DATE_OIDS = new Set([1082, 1114, 1184])

/** Opens the bureau's server, or the embedded one, whose schema is brought up to date on the way. */
export async function openDatabase(options: ConnectOptions): Promise<Database> {
  return options.url ? await openGiven(options.url, options) : await openEmbedded(options)
}

async function openEmbedded(options: ConnectOptions): Promise<Database> {
  const folder = resolve(options.home)
  mkdirSync(folder, { recursive: true })
  const server = await acquireEmbeddedServer(folder)
  try {
    const ownerUrl = server.url(DATABASE)
    await createDatabase(server.url('postgres'), DATABASE)
    await migrate(ownerUrl)
    const database = await connectAs(ownerUrl, true, options)
    return {
      ...database,
      close: async () => {
        await database.close()
        await server.release()
      },
      abandon: () => server.release(),
    }
  } catch (error) {
    await server.release()
    throw error
  }
}

async function openGiven(url: string, options: ConnectOptions): Promise<Database> {
  await assertVersion(url)
  if (!options.anySchema) await assertMigrated(url)
  return await connectAs(url, false, options)
}

async function connectAs(url: string, embedded: boolean, { signIn, digest }: ConnectOptions): Promise<Database> {
  if (!signIn) return connectTo(url, embedded, NOBODY, digest)
  const asking = connectTo(url, embedded, NOBODY, digest)
  try {
    const acting = await signIn(asking)
    if (acting === NOBODY) return asking
    const database = connectTo(url, embedded, acting, digest)
    await asking.close()
    return database
  } catch (error) {
    await asking.close()
    throw error
  }
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`)
  } catch (error) {
    const another = ['42P04', '23505'].includes((error as { code?: string }).code ?? '')
    if (!another) throw error // a second command made it a moment ago
  } finally {
    await client.end()
  }
}

/** A pool of connections on `url` that work as what is said; as the programme itself when nothing is. */
export function connectTo(
  url: string,
  embedded: boolean,
  acting: Acting = NOBODY,
  digest: 'sha256' | 'sm3' = 'sha256',
): Database {
  const { role, actor, proof } = acting
  const settings = { TimeZone: 'Asia/Shanghai', DateStyle: 'ISO', role, 'huimin.actor': actor, 'huimin.token': proof }
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    connectionTimeoutMillis: 10_000,
    query_timeout: 30 * 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000, // the system would wait two hours before it asks whether the other side is there
    options: startOptions({ ...settings, 'huimin.digest': digest }),
    types: { getTypeParser: dateAsText as never },
  })
  pool.on('error', () => {}) // an idle connection that dies is replaced by the pool
  // one that dies at work fails the query that runs or comes next; unheard, its event would end the process instead
  pool.on('connect', (client) => client.on('error', () => {}))
  const sql = new KyselyClass<Schema>({ dialect: new PostgresDialect({ pool }) })
  const connection = { url, embedded, acting, digest }
  return { pool, sql, ownerUrl: url, embedded, connection, close: () => pool.end(), abandon: async () => {} }
}

function startOptions(settings: Readonly<Record<string, string>>): string {
  const given = Object.entries(settings).filter(([, value]) => value !== '')
  return given.map(([name, value]) => `-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`).join(' ')
}

/** Days and instants stay text: nothing of ours passes through a `Date`. */
function dateAsText(oid: number, format: 'text' | 'binary'): (value: string) => unknown {
  if (DATE_OIDS.has(oid)) return (value) => value
  return pg.types.getTypeParser(oid, format as 'text')
}

async function assertVersion(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version")
  await client.end()
  if (rows[0].version >= OLDEST_SERVER) return
  throw new Refused(DATABASE_REFUSALS['database.too-old'](rows[0].version))
}
