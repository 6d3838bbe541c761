import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Refused } from '../kernel/refusal.ts'
import { DATABASE_REFUSALS } from './refusals.ts'

/** How to start a program of the server: PostgreSQL refuses to run as root, so root lends it a system user. */
export interface ServerAccount {
  readonly uid?: number
  readonly gid?: number
  /** Put before the command; empty when not needed. */
  readonly prefix: readonly string[]
}

const USER = 'postgres'

/** Root only: finds or makes the system user, and lets it pass the folders that are closed to others (as /root is). */
export function serverAccount(folders: readonly string[]): ServerAccount {
  if (process.getuid?.() !== 0) return { prefix: [] }
  if (spawnSync('id', ['-u', USER]).status !== 0) makeUser()
  const uid = Number(execFileSync('id', ['-u', USER], { encoding: 'utf8' }))
  const gid = Number(execFileSync('id', ['-g', USER], { encoding: 'utf8' }))
  if (folders.every(passable)) return { uid, gid, prefix: [] }
  if (spawnSync('setpriv', ['--version']).status !== 0)
    throw new Refused(DATABASE_REFUSALS['database.folder-closed'](USER, folders.find((f) => !passable(f))!))
  const keep = ['--inh-caps=+dac_override,+dac_read_search', '--ambient-caps=+dac_override,+dac_read_search']
  const prefix = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  const full = spawnSync(prefix[0]!, [...prefix.slice(1), ...keep, 'true']).status === 0
  const less = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'] // a container may lend only this one
  return { prefix: [...prefix, ...(full ? keep : less)] }
}

function makeUser(): void {
  const made =
    spawnSync('useradd', ['--system', '--no-create-home', '--user-group', USER]).status === 0 ||
    spawnSync('adduser', ['-S', '-H', USER]).status === 0
  if (made) return
  throw new Refused(DATABASE_REFUSALS['database.no-server-user'](USER))
}

function passable(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}
