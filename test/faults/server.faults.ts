import { mkdtempSync, rmSync, statfsSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, test } from 'vitest'
import { StagedCounty } from './county.ts'
import { STEPS } from './month-steps.ts'
import { type OwnServer, ownServer, smallDisk } from './own-server.ts'
import { cleanly, repeated } from './repeated.ts'
import { chance, SEED, trials } from './scale.ts'
import { Counting } from './tally.ts'

const next = chance(SEED + 3)
const HURT = STEPS.filter(({ name }) =>
  ['import', 'calculate', 'approve', 'export', 'return', 'reissue'].includes(name),
)
const LONGEST_STEP_MS = 250
const TIMEOUT = { timeout: 3_600_000 }

let server: OwnServer
let county: StagedCounty

beforeAll(async () => {
  server = await ownServer()
  county = await StagedCounty.prepare('settled', 12, server.address)
}, 240_000)

/** Each step meets the mishap at random moments. */
async function whileItRuns(fault: string, rounds: number, mishap: () => Promise<void>): Promise<void> {
  const counting = new Counting(fault)
  for (const step of HURT) {
    const { left } = await cleanly(county, step)
    for (let round = 0; round < rounds; round++) {
      const { damage, ms } = await repeated(county, step, left, async (trial, _link, take) => {
        const under = take(trial.url)
        await pause(next() * LONGEST_STEP_MS)
        await mishap()
        return await under
      })
      counting.trial(`${step.name} ${round}`, damage, ms)
    }
  }
  counting.done()
}

test.for(['fast', 'immediate'] as const)('the server restarted (%s) in the middle of a step', TIMEOUT, async (mode) => {
  await whileItRuns(`server restarted ${mode}`, trials(1, 12), () => server.restart(mode))
})

test('backends terminated in the middle of a step', TIMEOUT, async () => {
  await whileItRuns('backends terminated', trials(1, 25), () =>
    server.asAdmin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'faults%'`),
  )
})

test('a link that falls silent at a statement of a step', TIMEOUT, async () => {
  const counting = new Counting('link black-holed')
  for (const step of HURT) {
    const { left, statements } = await cleanly(county, step)
    for (let round = 0; round < trials(1, 10); round++) {
      const at = 1 + Math.floor(next() * statements)
      const { damage, ms } = await repeated(county, step, left, async (trial, link) => {
        link.fate = ({ no }) => (no === at ? 'hole' : 'pass')
        const deaf = trial.connect(link.url)
        deaf.pool.options.query_timeout = 400 // half an hour, in life
        const under = step.take(trial, deaf, county.number).then(
          () => true,
          () => false,
        )
        // the server notices in its own time that nobody is there; whoever has waited long enough interrupts
        const waited = await Promise.race([under, pause(1500).then(() => false)])
        link.kill()
        return waited || (await under)
      })
      counting.trial(`${step.name} statement ${at}`, damage, ms)
    }
  }
  counting.done()
})

test('the disk full under the database', TIMEOUT, async () => {
  const counting = new Counting('disk full under the database')
  const home = smallDisk(400)
  if (home === null) throw new Error('this machine lets us make no small disk; run this as root')
  const small = await ownServer(home)
  const full = await StagedCounty.prepare('settled', 12, small.address)
  for (const step of HURT) {
    const { left } = await cleanly(full, step)
    for (let round = 0; round < trials(1, 8); round++) {
      const { damage, ms } = await repeated(full, step, left, async (trial, _link, take) => {
        const ballast = fillDisk(home, Math.floor(next() * 1_500_000))
        const done = await take(trial.url)
        unlinkSync(ballast)
        await serverIsUp(small)
        return done
      })
      counting.trial(`${step.name} ${round}`, damage, ms)
    }
  }
  counting.done()
})

test('the disk full under the files', TIMEOUT, async () => {
  const counting = new Counting('disk full under the files (short writes)')
  const disk = smallDisk(8)
  if (disk === null) throw new Error('this machine lets us make no small disk; run this as root')
  const many = await StagedCounty.prepare('approved', 150, server.address)
  const step = STEPS.find(({ name }) => name === 'export')!
  const { left } = await cleanly(many, step)
  for (let pages = 0; pages < trials(3, 60); pages++) {
    const { damage, ms } = await repeated(many, step, left, async (trial, _link, take) => {
      rmSync(trial.out, { recursive: true, force: true })
      symlinkSync(mkdtempSync(join(disk, 'out-')), trial.out)
      const ballast = fillDisk(disk, pages * statfsSync(disk).bsize)
      const done = await take(trial.url)
      unlinkSync(ballast)
      return done
    })
    counting.trial(`${pages} pages free`, damage, ms)
  }
  counting.done()
})

/** Takes all but some bytes of a disk; whatever else writes there meanwhile only makes it fuller. */
function fillDisk(folder: string, leaving: number): string {
  const ballast = join(folder, 'ballast')
  const { bavail, bsize } = statfsSync(folder)
  try {
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leaving)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
  return ballast
}

/** A server that could not write its log ahead stops everybody, and is back after going over it. */
async function serverIsUp(small: OwnServer): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const up = await small.asAdmin('SELECT 1').then(
      () => true,
      () => false,
    )
    if (up) return
    await pause(100)
  }
  await small.restart('immediate')
}
