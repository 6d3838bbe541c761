import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import pg from 'pg'
import type { Context } from '../src/access/context.ts'
import { openContext } from '../src/access/open-context.ts'
import { importFile } from '../src/app/import/import-file.ts'
import { writeRegistryFiles } from '../src/demo/play/demo-registry-files.ts'
import { DEMO_FILES } from '../src/demo/world/columns.ts'
import { addPeople } from './county.ts'
import { MONTH } from './example-county.ts'
import { forgetPeak, peakMiB } from './peak-memory.ts'

/**
 * `node dist/bench/intake-files.js [--households N] [--statements]`: each kind of registry file imported into a database
 * of its own: rows per second by the clock, processor time of the programme and of the server apart, peak memory; with
 * `--statements` the longest statements of each import.
 */
const { values } = parseArgs({
  options: { households: { type: 'string', default: '20000' }, statements: { type: 'boolean', default: false } },
})

const home = mkdtempSync(join(tmpdir(), 'huimin-bench-'))
try {
  const context = await openContext({ home, embedded: true })
  try {
    await measureFiles(context, Number(values.households))
  } finally {
    await context.database.close()
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}

async function measureFiles(context: Context, households: number): Promise<void> {
  const { maker } = await addPeople(context)
  const spent = values.statements ? watchStatements() : null
  const server = serverTime(home)
  let [rowsOfAll, secondsOfAll] = [0, 0]
  const files = await writeRegistryFiles(home, { households, month: MONTH, seed: 1 })
  for (const { kind, path, rows } of files) {
    forgetPeak()
    const [begun, own, theirs] = [performance.now(), process.cpuUsage(), server()]
    await importFile(maker, DEMO_FILES[kind].name, path)
    const seconds = (performance.now() - begun) / 1000
    const cpu = process.cpuUsage(own)
    rowsOfAll += rows
    secondsOfAll += seconds
    const perRow = (used: number) => `${((used * 1e6) / rows).toFixed(1)} µs`
    console.log(
      `${kind.padEnd(11)} ${String(rows).padStart(8)} rows ${seconds.toFixed(2)} s ${Math.round(rows / seconds)}/s, ` +
        `programme ${perRow((cpu.user + cpu.system) / 1e6)}, server ${perRow(server() - theirs)}, ${peakMiB()} MiB`,
    )
    for (const [text, took] of longest(spent)) console.log(`    ${took.toFixed(0).padStart(6)} ms  ${text}`)
  }
  console.log(`all ${rowsOfAll} rows ${secondsOfAll.toFixed(2)} s ${Math.round(rowsOfAll / secondsOfAll)}/s`)
}

/** Processor seconds of the server's processes, those that have ended among them. */
function serverTime(folder: string): () => number {
  const postmaster = readFileSync(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]!
  return () => {
    let ticks = 0
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue
      const stat = processState(pid)
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const [parent, ...times] = [fields[1], fields[11], fields[12], fields[13], fields[14]]
      if (pid === postmaster) ticks += times.map(Number).reduce((a, b) => a + b)
      else if (parent === postmaster) ticks += Number(times[0]) + Number(times[1])
    }
    return ticks / 100
  }
}

function processState(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return '' // it has ended meanwhile
  }
}

/** Milliseconds of the server's processor for each statement, by its first words. */
function watchStatements(): Map<string, number> {
  const spent = new Map<string, number>()
  const query = pg.Client.prototype.query
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const begun = processorMs(this)
    const asked = Reflect.apply(query, this, args) as unknown
    const given = args[0] as string | { readonly text?: string }
    const words = (typeof given === 'string' ? given : (given.text ?? 'COPY')).replace(/\s+/g, ' ').trim().slice(0, 110)
    const note = () => spent.set(words, (spent.get(words) ?? 0) + processorMs(this) - begun)
    if (asked instanceof Promise) asked.then(note, note)
    else (asked as Writable | undefined)?.once('close', note) // a COPY; pools ask with a callback and get nothing
    return asked
  } as typeof query
  return spent
}

/** What the process behind a connection has used of a processor so far. */
function processorMs(client: pg.Client): number {
  const { processID } = client as unknown as { processID: number | null }
  if (processID === null) return 0 // not connected yet
  return Number(readFileSync(`/proc/${processID}/schedstat`, 'utf8').split(' ')[0]) / 1e6
}

function longest(spent: Map<string, number> | null): [string, number][] {
  if (!spent) return []
  const found = [...spent].sort(([, a], [, b]) => b - a).slice(0, 12)
  spent.clear()
  return found.filter(([, took]) => took > 5)
}
