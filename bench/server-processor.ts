import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'

const TICKS_PER_SECOND = 100

/**
 * Seconds of processor time that the database server has used so far, those of its processes that have ended counted;
 * null where the system does not say. Others who work on the machine do not lengthen it, as they do the wall clock.
 */
export async function serverProcessorSeconds(client: pg.ClientBase): Promise<number | null> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  try {
    const postmaster = statOf(rows[0].pid).parent
    const own = statOf(postmaster)
    let ticks = own.used + own.usedByEnded
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      const child = statIfThere(Number(name))
      if (child?.parent === postmaster) ticks += child.used
    }
    return ticks / TICKS_PER_SECOND
  } catch {
    return null // no /proc here
  }
}

function statIfThere(pid: number) {
  try {
    return statOf(pid)
  } catch {
    return null // it ended a moment ago
  }
}

function statOf(pid: number) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((at) => fields[at]!) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return { parent, used: user + system, usedByEnded: endedUser + endedSystem }
}
