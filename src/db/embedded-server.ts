import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { isAlive, processToken, withFileLock } from '../files/file-lock.ts'
import { Refused } from '../kernel/refusal.ts'
import { DATABASE_REFUSALS } from './refusals.ts'
import { type ServerAccount, serverAccount } from './server-account.ts'
import { serverBinaries } from './server-binaries.ts'
import { attempt, type Place, run } from './server-programs.ts'

/** The embedded server of one home folder, shared by the commands that run at the same time. */
export interface EmbeddedServer {
  /** Address of a database on it, as its owner. */
  url(database: string): string
  /** Says that this process is done with it; the last one to say so stops the server. */
  release(): Promise<void>
}

const OWNER = 'huimin'
const START_TRIES = 5

/** A process may open the same home more than once. */
let leasesTaken = 0

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  temp_buffers: '64MB',
  max_wal_size: '2GB',
  client_connection_check_interval: '10s',
  autovacuum_naptime: '10s',
  // a refused row must not put personal numbers into the log
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
}

/** Makes, starts or joins the server in `home`; says so through `onStart` when a start takes place. */
export async function acquireEmbeddedServer(home: string): Promise<EmbeddedServer> {
  const place = await preparePlace(home)
  const lock = join(place.folder, 'lock')
  const lease = join(place.folder, 'leases', `${process.pid}.${++leasesTaken}`)
  const port = await withFileLock(lock, async () => {
    if (!existsSync(join(place.data, 'PG_VERSION'))) await initialise(place)
    const running = await runningPort(place)
    const found = running ?? (await start(place))
    writeFileSync(lease, processToken)
    return found
  })
  return {
    url: (database) => address(place, port, database),
    release: () =>
      withFileLock(lock, async () => {
        rmSync(lease, { force: true })
        if (!hasLease(place)) await stop(place)
      }),
  }
}

async function preparePlace(home: string): Promise<Place> {
  const folder = join(home, 'postgres')
  mkdirSync(join(folder, 'leases'), { recursive: true })
  const binaries = await serverBinaries()
  const account = serverAccount([folder, dirname(binaries.postgres)])
  return { folder, data: join(folder, 'data'), binaries, account, password: ownerPassword(folder) }
}

function ownerPassword(folder: string): string {
  const path = join(folder, 'password')
  try {
    writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(path, 'utf8')
}

/** Builds the cluster aside and moves it into place whole, so that an interrupted first start leaves nothing half-made. */
async function initialise(place: Place): Promise<void> {
  const aside = join(place.folder, 'making')
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { mode: 0o700 })
  lend(place, aside)
  const secret = join(aside, 'password')
  writeFileSync(secret, place.password, { mode: 0o600 })
  lend(place, secret)
  const data = join(aside, 'data')
  await run(place, place.binaries.initdb, [
    '-D',
    data,
    '-U',
    OWNER,
    '-E',
    'UTF8',
    '--locale=C',
    '-A',
    'scram-sha-256',
    `--pwfile=${secret}`,
  ])
  unlinkSync(secret)
  renameSync(data, place.data)
  rmSync(aside, { recursive: true })
}

function lend(place: Place, path: string): void {
  const { uid, gid } = ownerIds(place.account)
  if (uid !== undefined) chownSync(path, uid, gid!)
}

function ownerIds(account: ServerAccount): { uid?: number; gid?: number } {
  if (account.uid !== undefined) return { uid: account.uid, gid: account.gid! }
  const named = (option: string) => Number(account.prefix.find((p) => p.startsWith(option))?.split('=')[1])
  return account.prefix.length > 0 ? { uid: named('--reuid'), gid: named('--regid') } : {}
}

/** The port of the server that already serves this data folder. A pid file that a crash left behind is removed. */
async function runningPort(place: Place): Promise<number | null> {
  const pidFile = join(place.data, 'postmaster.pid')
  for (let tries = 0; existsSync(pidFile); tries++) {
    const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n')
    if (port && (await serves(place, Number(port)))) return Number(port)
    if (!isServerProcess(Number(pid)) || tries > 100) {
      rmSync(pidFile, { force: true })
      return null
    }
    await pause(100) // it is starting up, recovering or shutting down
  }
  return null
}

async function serves(place: Place, port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: address(place, port, 'postgres'), connectionTimeoutMillis: 3000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query("SELECT current_setting('data_directory') AS folder")
    return rows[0].folder === place.data
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function isServerProcess(pid: number): boolean {
  if (!isAlive(String(pid))) return false
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  } catch {
    return true // no /proc: believe the pid file for as long as we are willing to wait
  }
}

async function start(place: Place): Promise<number> {
  let failure = ''
  for (let tries = 0; tries < START_TRIES; tries++) {
    const port = await freePort()
    const settings = Object.entries({ ...SETTINGS, port }).map(([name, value]) => `-c ${name}='${value}'`)
    const args = ['-D', place.data, '-w', '-t', '60', '-l', join(place.data, 'server.log'), '-o', settings.join(' ')]
    const { status, stderr } = await attempt(place, place.binaries.pgCtl, [...args, 'start'])
    if (status === 0) return port
    failure = stderr
  }
  throw new Refused(DATABASE_REFUSALS['database.start-failed'](failure, join(place.data, 'server.log')))
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', resolve)
  })
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}

function hasLease(place: Place): boolean {
  const leases = join(place.folder, 'leases')
  return readdirSync(leases).some((name) => {
    if (isAlive(readFileSync(join(leases, name), 'utf8'))) return true
    rmSync(join(leases, name), { force: true })
    return false
  })
}

async function stop(place: Place): Promise<void> {
  if (!existsSync(join(place.data, 'postmaster.pid'))) return // it died before us
  await run(place, place.binaries.pgCtl, ['-D', place.data, '-m', 'fast', '-w', '-t', '60', 'stop'])
}

function address(place: Place, port: number, database: string): string {
  return `postgres://${OWNER}:${place.password}@127.0.0.1:${port}/${database}`
}
