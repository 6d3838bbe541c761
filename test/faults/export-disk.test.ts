import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { exportRun } from '../../src/app/export/export-run.ts'
import { StagedCounty, type Trial } from './county.ts'
import { type DiskFault, disk } from './disk.ts'
import { brokenFiles } from './file-invariants.ts'
import { brokenInvariants } from './invariants.ts'
import { Link } from './link.ts'
import { chance, SEED, spread, trials } from './scale.ts'
import { Counting, type Damage, damageIf } from './tally.ts'

vi.mock('node:fs/promises', async (real) => (await import('./disk.ts')).wrapPromises(await real()))
vi.mock('node:fs', async (real) => (await import('./disk.ts')).wrapFs(await real()))

let county: StagedCounty
let calls: string[]
let expected: string
const next = chance(SEED + 2)

beforeAll(async () => {
  county = await StagedCounty.prepare('approved')
  const trial = await county.at('approved')
  const maker = trial.as('经办甲')
  disk.watch(trial.home)
  await exportRun(maker, county.number, { out: trial.out })
  calls = disk.calls
  disk.rest()
  expected = filesOf(trial)
  await trial.end()
}, 120_000)
afterEach(() => disk.rest())

/** Every payment file and manifest with its bytes, but for the instants, which are those of the clock. */
function filesOf({ out }: Trial): string {
  const names = readdirSync(out).filter((name) => !name.startsWith('.'))
  return names.map((name) => `${name}\n${readFileSync(join(out, name), 'base64')}`).join('\n')
}

/** A process that died holds no lock: its files say so once its number is nobody's. */
async function die(trial: Trial): Promise<void> {
  const { writeFileSync } = await vi.importActual<typeof import('node:fs')>('node:fs')
  for (const folder of [trial.out, join(trial.home, 'outbox')]) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder)) if (name.endsWith('.lock')) writeFileSync(join(folder, name), '999999999:1')
  }
}

async function damageOf(at: number, fault: DiskFault): Promise<{ damage: Damage[]; ms: number }> {
  const trial = await county.at('approved')
  const link = await Link.open(trial.url)
  try {
    const maker = trial.as('经办甲', trial.connect(link.url))
    disk.watch(trial.home, at, fault, () => link.kill())
    await exportRun(maker, county.number, { out: trial.out }).catch(() => {})
    disk.rest()
    if (fault === 'kill') await die(trial)
    const between = await lookAt(trial, false)
    const started = performance.now()
    const again = await exportRun(trial.as('经办甲'), county.number, { out: trial.out }).then(
      () => null,
      (error: Error) => error,
    )
    const ms = performance.now() - started
    const after = again ? [] : await lookAt(trial, true)
    const other = again === null && filesOf(trial) !== expected
    return {
      ms,
      damage: [
        ...[...between, ...after].map((how): Damage => ({ what: 'wrong', how })),
        ...damageIf(again !== null, 'byHand', `again: ${again?.message}`),
        ...damageIf(other, 'wrong', 'other bytes than without the fault'),
      ],
    }
  } finally {
    await link.close()
    await trial.end()
  }
}

async function lookAt(trial: Trial, complete: boolean): Promise<string[]> {
  const context = trial.as('审计甲')
  return [...(await brokenInvariants(context)), ...(await brokenFiles(context, county.number, trial.out, { complete }))]
}

test.for(['kill', 'ENOSPC', 'EIO', 'short'] as const)(
  '%s at each call on the disk while a file is published',
  { timeout: 3_600_000 },
  async (fault) => {
    const counting = new Counting(`${fault} at a disk call of export (port)`)
    expect(calls.length).toBeGreaterThan(40)
    for (const at of spread(calls.length, trials(3, 1000), next)) {
      const { damage, ms } = await damageOf(at, fault)
      counting.trial(`${fault} at call ${at} ${calls[at - 1]}`, damage, ms)
    }
    counting.done()
  },
)
