import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Refused } from '../kernel/refusal.ts'
import { FILES_REFUSALS } from './refusals.ts'

const WAIT_MS = 25
const GIVE_UP_MS = 90_000

/** Names this process so that a later one with the same number is not mistaken for it. */
export const processToken = tokenOf(process.pid)

/** True while the process that wrote the token still runs. */
export function isAlive(token: string): boolean {
  const pid = Number(token.split(':')[0])
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const start = token.split(':')[1]
  return !start || startTime(pid) === start
}

function tokenOf(pid: number): string {
  return `${pid}:${startTime(pid)}`
}

function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return '' // no /proc: the number alone must do
  }
}

/** What this process writes into its locks; another thread of it would write something else. */
const ownToken = `${processToken}:${randomUUID()}`
/** The locks that are held with it: one that has it and is not among them could not be taken away when it was let go. */
const held = new Set<string>()

/** Runs `work` while nobody else holds the lock at `path`. A lock whose holder died, or let go of it, is taken over; refused when a living holder outlasts the patience. */
export async function withFileLock<T>(path: string, work: () => Promise<T>, patienceMs = GIVE_UP_MS): Promise<T> {
  await acquire(path, patienceMs)
  try {
    return await work()
  } finally {
    held.delete(path)
    unlinkSync(path)
  }
}

async function acquire(path: string, patienceMs: number): Promise<void> {
  const mine = `${path}.${process.pid}`
  for (let waited = 0; waited < patienceMs; waited += WAIT_MS) {
    // one of this name may be a dead namesake's, and the very lock: what is written into it would bring that to life
    rmSync(mine, { force: true })
    writeFileSync(mine, ownToken, { flag: 'wx' })
    const taken = linkedAsLock(mine, path)
    unlinkSync(mine) // should the disk fail here, the lock is not held, and the next to come takes it over
    if (taken) {
      held.add(path)
      return
    }
    removeIfDead(path)
    await pause(WAIT_MS)
  }
  throw new Refused(FILES_REFUSALS['database.busy'](path))
}

/** False where somebody has the lock. */
function linkedAsLock(mine: string, path: string): boolean {
  try {
    linkSync(mine, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    rmSync(mine, { force: true })
    throw error
  }
}

function removeIfDead(path: string): void {
  try {
    const holder = readFileSync(path, 'utf8')
    if (holder === ownToken ? held.has(path) : isAlive(holder)) return
    const aside = `${path}.dead.${process.pid}`
    renameSync(path, aside)
    unlinkSync(aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
