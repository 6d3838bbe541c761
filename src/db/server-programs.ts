import { spawn } from 'node:child_process'
import { Refused } from '../kernel/refusal.ts'
import { DATABASE_REFUSALS } from './refusals.ts'
import type { ServerAccount } from './server-account.ts'
import type { ServerBinaries } from './server-binaries.ts'

/** Where the embedded server of one home lives, and what it is run with. */
export interface Place {
  readonly folder: string
  readonly data: string
  readonly binaries: ServerBinaries
  readonly account: ServerAccount
  readonly password: string
}

/** Runs one of PostgreSQL's programs to its end; refused with its own words when it fails. */
export async function run(place: Place, program: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = await attempt(place, program, args)
  if (status === 0) return
  throw new Refused(DATABASE_REFUSALS['database.server-failed'](program, stderr, place.folder))
}

export interface Attempted {
  readonly status: number | null
  readonly stderr: string
}

/** Runs one of PostgreSQL's programs to its end. */
export async function attempt(place: Place, program: string, args: readonly string[]): Promise<Attempted> {
  const [command, ...rest] = [...place.account.prefix, program, ...args]
  const { uid, gid } = place.account
  const ids = uid === undefined ? {} : { uid, gid: gid! }
  const child = spawn(command!, rest, {
    ...ids,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: serverEnvironment(),
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  // not 'close': a server that was started keeps the pipe open
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve({ status: null, stderr: String(error) }))
    child.once('exit', (status) => {
      child.stderr.destroy()
      resolve({ status, stderr })
    })
  })
}

function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env
  return { PATH, LC_ALL: 'C', TZ: 'Asia/Shanghai', ...(SystemRoot && { SystemRoot }), ...(TEMP && { TEMP }) }
}
