import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Refused } from '../kernel/refusal.ts'

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

/** Runs `work` while no other process holds the lock at `path`. A lock whose holder died is taken over. */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await acquire(path)
  try {
    return await work()
  } finally {
    unlinkSync(path)
  }
}

async function acquire(path: string): Promise<void> {
  const mine = `${path}.${process.pid}`
  for (let waited = 0; waited < GIVE_UP_MS; waited += WAIT_MS) {
    // one of this name may be a dead namesake's, and the very lock: what is written into it would bring that to life
    rmSync(mine, { force: true })
    writeFileSync(mine, processToken, { flag: 'wx' })
    try {
      linkSync(mine, path)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      removeIfDead(path)
    } finally {
      unlinkSync(mine)
    }
    await pause(WAIT_MS)
  }
  throw new Refused({
    code: 'database.busy',
    message: `另一个命令长时间占用数据库启动锁 ${path}。`,
    remedy: '请等它结束后重试;若确认没有其他命令在运行,可删除该文件。',
  })
}

function removeIfDead(path: string): void {
  try {
    if (isAlive(readFileSync(path, 'utf8'))) return
    const aside = `${path}.dead.${process.pid}`
    renameSync(path, aside)
    unlinkSync(aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
