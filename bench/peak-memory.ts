import { readFileSync, writeFileSync } from 'node:fs'

/** Begins to measure the peak anew, where the system lets a process do so; elsewhere it stays that of the whole process. */
export function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // not Linux
  }
}

/** The most memory that this process has held since `forgetPeak`, in MiB. */
export function peakMiB(): number {
  try {
    const status = readFileSync('/proc/self/status', 'utf8')
    return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)![1]) / 1024)
  } catch {
    return Math.round(process.resourceUsage().maxRSS / 1024)
  }
}
