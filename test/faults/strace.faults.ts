import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { exportRun } from '../../src/app/export/export-run.ts'
import { Child } from './child.ts'
import { StagedCounty, type Trial } from './county.ts'
import { brokenFiles } from './file-invariants.ts'
import { brokenInvariants } from './invariants.ts'
import { chance, SEED, spread, trials } from './scale.ts'
import { Counting, type Damage, damageIf } from './tally.ts'

const CALLS = 'openat,write,pwrite64,writev,fsync,fdatasync,close,link,linkat,unlink,rename,mkdir,read,pread64,statx'
const ON_FILES = /\/(out|outbox)\b/
const TIMEOUT = { timeout: 7_200_000 }
/** Where there is no strace the same is done at the port on the file system (export-disk.test.ts). */
const STRACE = spawnSync('strace', ['-V']).status === 0
const next = chance(SEED + 6)

/** One call of the system on the export's files: which of its thread's calls of this name. */
interface Call {
  readonly name: string
  readonly nth: number
  readonly told: string
}

let county: StagedCounty
let calls: Call[]
let expected: string

beforeAll(async () => {
  county = await StagedCounty.prepare('approved')
  const trial = await county.at('approved')
  const log = join(trial.home, 'strace')
  const child = await Child.ready(trial, 'export', county.number, traced(['-ff', '-o', log, '-y']))
  child.go()
  expect(await child.ended()).toBe(true)
  calls = readdirSync(trial.home)
    .filter((name) => name.startsWith('strace.'))
    .flatMap((name) => callsIn(readFileSync(join(trial.home, name), 'utf8'), trial.home))
  expected = filesOf(trial)
  await trial.end()
}, 240_000)

function traced(options: readonly string[]): string[] {
  return STRACE ? ['strace', '-f', ...options, '-e', `trace=${CALLS}`] : []
}

/** The calls of one thread that touch the export's files, each with its place among the thread's calls of that name. */
function callsIn(log: string, home: string): Call[] {
  const seen = new Map<string, number>()
  return log.split('\n').flatMap((line) => {
    const name = /^(\w+)\(/.exec(line)?.[1]
    if (!name) return []
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    return line.includes(home) && ON_FILES.test(line) ? [{ name, nth, told: line.slice(0, 120) }] : []
  })
}

function filesOf({ out }: Trial): string {
  const names = readdirSync(out).filter((name) => !name.startsWith('.'))
  return names.map((name) => `${name}\n${readFileSync(join(out, name), 'base64')}`).join('\n')
}

async function damageOf(
  { name, nth }: Call,
  injected: string,
): Promise<{ damage: Damage[]; ms: number; met: boolean }> {
  const trial = await county.at('approved')
  try {
    const log = join(trial.home, 'strace')
    const inject = `inject=${name}:${injected}:when=${nth}`
    const child = await Child.ready(trial, 'export', county.number, [
      'strace',
      '-f',
      '-o',
      log,
      '-e',
      `trace=${name}`,
      '-e',
      inject,
    ])
    child.go()
    const done = await child.ended()
    const met = !done || readFileSync(log, 'utf8').includes('INJECTED')
    const between = await lookAt(trial, false)
    const started = performance.now()
    const again = await exportRun(trial.as('经办甲'), county.number, { out: trial.out }).then(
      () => null,
      (error: Error) => error,
    )
    const ms = performance.now() - started
    const after = again ? [] : await lookAt(trial, true)
    const damage: Damage[] = [
      ...[...between, ...after].map((how): Damage => ({ what: 'wrong', how })),
      ...damageIf(again !== null, 'byHand', `again: ${again?.message}`),
      ...damageIf(again === null && filesOf(trial) !== expected, 'wrong', 'other bytes than without the fault'),
    ]
    return { damage, ms, met }
  } finally {
    await trial.end()
  }
}

async function lookAt(trial: Trial, complete: boolean): Promise<string[]> {
  const context = trial.as('审计甲')
  return [...(await brokenInvariants(context)), ...(await brokenFiles(context, county.number, trial.out, { complete }))]
}

// libuv wakes its threads with writes of its own, which cannot be told from ours by their number: writes that fail are
// tried at the port and on a small disk
const FAULTS = [
  ['kill -9', 'signal=KILL', () => true],
  ['ENOSPC', 'error=ENOSPC', ({ name }: Call) => /openat|mkdir|link|sync/.test(name)],
  ['EIO', 'error=EIO', ({ name }: Call) => !/statx|write/.test(name)],
] as const

test.for(STRACE ? FAULTS : [])('%s at each system call of export', TIMEOUT, async ([fault, injected, fits]) => {
  const counting = new Counting(`${fault} at a system call of export (strace)`)
  const some = calls.filter(fits)
  expect(some.length).toBeGreaterThan(2)
  let missed = 0
  for (const i of spread(some.length, trials(3, 1000), next)) {
    const call = some[i - 1]!
    const { damage, ms, met } = await damageOf(call, injected)
    if (met) counting.trial(`${call.name} ${call.nth} ${call.told}`, damage, ms)
    else missed++
  }
  counting.done()
  expect(missed).toBeLessThan(some.length / 4) // threads take turns a little differently each time
})

test('there is a way to hurt every call on the disk', () => {
  expect(STRACE || readdirSync(new URL('.', import.meta.url)).includes('export-disk.test.ts')).toBe(true)
})
