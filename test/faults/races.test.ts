import { beforeAll, test } from 'vitest'
import type { Database } from '../../src/db/connect.ts'
import type { Run } from '../../src/run/run.store.ts'
import { StagedCounty } from './county.ts'
import { brokenFiles } from './file-invariants.ts'
import { brokenInvariants } from './invariants.ts'
import { LIKELY, misbehaviour, Office } from './office.ts'
import { chance, SEED, trials } from './scale.ts'
import { Counting, type Damage } from './tally.ts'

const ROUNDS_PER_COUNTY = 25
const LETTERS = [...'甲乙丙丁戊己庚辛']
const next = chance(SEED + 4)
const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!

let county: StagedCounty
beforeAll(async () => {
  county = await StagedCounty.prepare('opened')
}, 120_000)

const MOST_PEOPLE = 16

/** Everybody sits at a machine of his own, with connections of its own. */
function desks({ trial }: Office): Database[] {
  return Array.from({ length: MOST_PEOPLE }, () => {
    const desk = trial.connect()
    desk.pool.options.max = 3
    desk.pool.options.idleTimeoutMillis = 500
    return desk
  })
}

/** Two to sixteen people at once; each is done with, or told why not. */
async function round(
  office: Office,
  seats: readonly Database[],
  run: Run,
): Promise<{ damage: Damage[]; what: string }> {
  const people = 2 + Math.floor(next() * (MOST_PEOPLE - 1))
  const same = next() < 0.4 ? pick(LIKELY[run.state]) : null
  const deeds = Array.from({ length: people }, () => same ?? pick(LIKELY[run.state]))
  const ends = await Promise.allSettled(deeds.map((deed, i) => office.act(deed, run, pick(LETTERS), seats[i])))
  const damage = ends.flatMap((end, i) => (end.status === 'rejected' ? misbehaviour(deeds[i]!, end.reason) : []))
  return { damage, what: `${run.number} ${run.state}: ${deeds.join(' ')}` }
}

async function lookAt(office: Office): Promise<Damage[]> {
  const broken = await brokenInvariants(office.auditor)
  for (const run of await office.runs()) {
    if (!['exported', 'settled', 'closed'].includes(run.state)) continue
    broken.push(...(await brokenFiles(office.auditor, run.number, office.outOf(run), { complete: true })))
  }
  return broken.map((how): Damage => ({ what: 'wrong', how }))
}

test('2 to 16 operators doing the same or conflicting things at once', { timeout: 7_200_000 }, async () => {
  const counting = new Counting('operators racing (rounds)')
  const rounds = trials(6, 1000)
  for (let done = 0; done < rounds; ) {
    const trial = await county.at('opened')
    const office = new Office(trial)
    const seats = desks(office)
    for (let i = 0; i < ROUNDS_PER_COUNTY && done < rounds; i++, done++) {
      const { damage, what } = await round(office, seats, await office.latest())
      counting.trial(what, [...damage, ...(await lookAt(office))])
    }
    await trial.end()
  }
  counting.done()
})
