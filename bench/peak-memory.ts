import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Begins to measure the peak anew, where the system lets a process do so; elsewhere it stays that of the whole process. */
export function forgetPeak(pid: number | 'self' = 'self'): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // not Linux, or the process has ended
  }
}

/** The most memory that this process has held since `forgetPeak`, in MiB. */
export function peakMiB(): number {
  return peakOf('self') ?? Math.round(process.resourceUsage().maxRSS / 1024)
}

/** Begins to measure the peaks of a server's processes anew; `pid` is one of its backends. */
export function forgetServerPeak(pid: number): void {
  for (const one of serverProcesses(pid)) forgetPeak(one)
}

/**
 * The most memory that any process of a server has held since, in MiB, its part of the shared buffers included; null
 * where the system does not tell. Parallel workers that have ended are not counted.
 */
export function serverPeakMiB(pid: number): number | null {
  const peaks = serverProcesses(pid).map((one) => peakOf(one) ?? 0)
  return peaks.length > 0 ? Math.max(...peaks) : null
}

function peakOf(pid: number | 'self'): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)![1]) / 1024)
  } catch {
    return null
  }
}

/** The processes that stand under the same one as this backend. */
function serverProcesses(backend: number): number[] {
  const parent = parentOf(backend)
  if (parent === null) return []
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return all.map(Number).filter((pid) => parentOf(pid) === parent)
}

function parentOf(pid: number): number | null {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
  } catch {
    return null
  }
}
