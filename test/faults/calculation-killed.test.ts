import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, test } from 'vitest'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { findRun } from '../../src/run/run.store.ts'
import { Child } from './child.ts'
import { CHUNK, contentOf, StagedCounty, type Trial } from './county.ts'
import { brokenInvariants } from './invariants.ts'
import { Link } from './link.ts'
import { chance, SEED, spread, trials } from './scale.ts'
import { Counting, type Damage, damageIf } from './tally.ts'

const next = chance(SEED)
let county: StagedCounty
let expected: string
let statements: number
/** Where the connection that reads the households begins: lost there, nothing may wait for it. */
let reading: number

beforeAll(async () => {
  county = await StagedCounty.prepare('opened')
  await inTrial(async (trial, link) => {
    link.fate = ({ no, text }) => {
      if (text.startsWith('BEGIN READ ONLY')) reading = no
      return 'pass'
    }
    await calculateRun(trial.as('经办甲', trial.connect(link.url)), county.number, CHUNK)
    statements = link.statements
    expected = await found(trial)
  })
}, 120_000)

async function inTrial(work: (trial: Trial, link: Link) => Promise<void>): Promise<void> {
  const trial = await county.at('opened')
  const link = await Link.open(trial.url)
  try {
    await work(trial, link)
  } finally {
    await link.close()
    await trial.end()
  }
}

async function found(trial: Trial): Promise<string> {
  const context = trial.as('审计甲')
  return await contentOf(context, await findRun(context.database.sql, county.number))
}

const wrong = (how: string): Damage => ({ what: 'wrong', how })

async function invariants(trial: Trial): Promise<Damage[]> {
  return (await brokenInvariants(trial.as('审计甲'))).map(wrong)
}

/** After the kill: the same command once more, and all is as if nothing had happened. */
async function recover(trial: Trial, again: () => Promise<unknown>): Promise<{ damage: Damage[]; ms: number }> {
  const early = await invariants(trial)
  const started = performance.now()
  const failed = await again().then(
    () => null,
    (error: Error) => error,
  )
  const ms = performance.now() - started
  if (failed) return { ms, damage: [...early, { what: 'byHand', how: `calculating again: ${failed.message}` }] }
  const other = (await found(trial)) !== expected
  const late = await invariants(trial)
  return { ms, damage: [...early, ...damageIf(other, 'wrong', 'other lines than without the kill'), ...late] }
}

/** The command in a process of its own, with the very code of the one that was killed. */
async function anotherProcess(trial: Trial): Promise<void> {
  const child = await Child.ready(trial, 'calculate', county.number)
  child.go()
  if (!(await child.ended())) throw new Error(`it failed: ${child.complaint}`)
}

/** Milliseconds that the command takes when nobody kills it, so that kills fall on all of it however busy the machine is. */
async function undisturbed(): Promise<number> {
  let ms = 0
  await inTrial(async (trial) => {
    const child = await Child.ready(trial, 'calculate', county.number)
    const started = performance.now()
    child.go()
    await child.ended()
    ms = performance.now() - started
  })
  return ms
}

test('killed at every statement boundary, a calculation is finished by the next command', {
  timeout: 3_600_000,
}, async () => {
  const counting = new Counting('kill at a statement of calculation')
  for (const at of new Set([reading, ...spread(statements, trials(3, 1000), next)])) {
    await inTrial(async (trial, link) => {
      link.fate = ({ no }) => (no === at ? 'kill' : 'pass')
      await calculateRun(trial.as('经办甲', trial.connect(link.url)), county.number, CHUNK).catch(() => {})
      const again = () => calculateRun(trial.as('经办甲'), county.number, CHUNK)
      const { damage, ms } = await recover(trial, again)
      counting.trial(`statement ${at} of ${statements}`, damage, ms)
    })
  }
  counting.done()
})

test('kill -9 at random moments, again and again until it is finished', { timeout: 3_600_000 }, async () => {
  const counting = new Counting('kill -9 in calculation')
  const wanted = trials(2, 500)
  const whole = await undisturbed()
  for (let kills = 0; kills < wanted; ) {
    await inTrial(async (trial) => {
      for (let killed = true; killed && kills < wanted; ) {
        const child = await Child.ready(trial, 'calculate', county.number)
        child.go()
        await pause(next() * whole)
        child.process.kill('SIGKILL')
        killed = !(await child.ended())
        if (killed) counting.trial(`kill ${++kills}`, await invariants(trial))
      }
      const { damage, ms } = await recover(trial, () => anotherProcess(trial))
      counting.afterwards(`after kill ${kills}`, damage, ms)
    })
  }
  counting.done()
})

test('a worker that was stopped and wakes after another has finished adds nothing', {
  timeout: 3_600_000,
}, async () => {
  const counting = new Counting('stopped and continued worker')
  const whole = await undisturbed()
  for (let round = 0; round < trials(1, 30); round++) {
    await inTrial(async (trial) => {
      const sleeper = await Child.ready(trial, 'calculate', county.number)
      sleeper.go()
      await pause(next() * whole)
      sleeper.process.kill('SIGSTOP')
      const started = performance.now()
      const second = anotherProcess(trial).then(
        () => performance.now() - started,
        () => null, // told that somebody else is calculating: the sleeper, which held a lock and went on
      )
      await Promise.race([second, pause(2000)])
      sleeper.process.kill('SIGCONT')
      const ms = await second
      const woken = await sleeper.ended()
      const idle = ms === null && !woken
      const damage = [
        ...damageIf(idle, 'byHand', `neither finished: ${sleeper.complaint}`),
        ...damageIf((await found(trial)) !== expected, 'twice', 'other lines'),
        ...(await invariants(trial)),
      ]
      counting.trial(`round ${round}`, damage, ms ?? undefined)
    })
  }
  counting.done()
})
