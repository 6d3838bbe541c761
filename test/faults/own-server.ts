import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { acquireEmbeddedServer } from '../../src/db/embedded-server.ts'
import { migrate } from '../../src/db/migrate.ts'
import { serverAccount } from '../../src/db/server-account.ts'
import { serverBinaries } from '../../src/db/server-binaries.ts'
import { attempt } from '../../src/db/server-programs.ts'
import { atEnd } from './at-end.ts'

/** A database server of a test's own, set as the programme sets it, which may be hurt. */
export interface OwnServer {
  /** Address with `%` where the database's name goes. */
  readonly address: string
  readonly home: string
  /** Stops and starts it: `fast` lets backends end, `immediate` is as if the power failed. */
  restart(mode: 'fast' | 'immediate'): Promise<void>
  asAdmin(statement: string, values?: readonly unknown[]): Promise<void>
}

/** Starts a server in a folder of its own, or on a disk that was made for it. */
export async function ownServer(home = mkdtempSync(join(tmpdir(), 'huimin-own-server-'))): Promise<OwnServer> {
  const server = await acquireEmbeddedServer(home)
  const folder = join(home, 'postgres')
  const asAdmin = async (statement: string, values: readonly unknown[] = []) => {
    const client = new pg.Client({ connectionString: server.url('postgres') })
    await client.connect()
    await client.query(statement, [...values]).finally(() => client.end())
  }
  await asAdmin('CREATE DATABASE huimin_template')
  await migrate(server.url('huimin_template'))
  atEnd(async () => {
    await server.release()
    rmSync(join(home, 'postgres'), { recursive: true, force: true })
  })
  const restart = async (mode: 'fast' | 'immediate') => {
    const binaries = await serverBinaries()
    const account = serverAccount([folder, dirname(binaries.postgres)])
    const place = { folder, data: join(folder, 'data'), binaries, account, password: '' }
    const log = join(folder, 'data', 'server.log')
    const { status, stderr } = await attempt(place, binaries.pgCtl, [
      '-D',
      place.data,
      '-m',
      mode,
      '-w',
      '-l',
      log,
      'restart',
    ])
    if (status !== 0) throw new Error(`${stderr} ${readFileSync(log, 'utf8').slice(-2000)}`)
  }
  return { address: server.url('%'), home, restart, asAdmin }
}

/** A small disk of its own in memory, where the system lets us make one; null where it does not. */
export function smallDisk(megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'huimin-disk-'))
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  if (made.status !== 0) return null
  atEnd(() => {
    spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}
