import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, test } from 'vitest'
import { importReturn } from '../../src/app/returns/returns-import.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { importCounty, rowCounts, sampleRows } from '../support/sample-county.ts'
import { StagedCounty, type Trial } from './county.ts'
import { brokenInvariants } from './invariants.ts'
import { written } from './month-steps.ts'
import { chance, SEED, spread, trials } from './scale.ts'
import { Counting, type Damage, damageIf } from './tally.ts'

const TIMEOUT = { timeout: 3_600_000 }
const next = chance(SEED + 5)
let county: StagedCounty
let answer: Buffer
let truth: string

beforeAll(async () => {
  county = await StagedCounty.prepare('settled')
  const trial = await county.at('settled')
  answer = readFileSync(trial.answer)
  truth = (await outcomesOf(trial)).join('\n')
  await trial.end()
}, 120_000)

/** How the payments stand, as far as the bank has said. */
async function outcomesOf(trial: Trial): Promise<string[]> {
  const { rows } = await trial
    .as('审计甲')
    .database.pool.query('SELECT payment_no, outcome, amount_fen FROM outcome_in_force ORDER BY 1')
  return rows.map((row) => `${row.payment_no} ${row.outcome} ${row.amount_fen}`)
}

/** Imports each of these instead of what the bank sent, then what it sent: refused whole, or true as far as it goes. */
async function instead(fault: string, variants: readonly { name: string; bytes: Buffer }[]): Promise<void> {
  const counting = new Counting(fault)
  let trial = await county.at('exported')
  for (const { name, bytes } of variants) {
    const before = await stands(trial)
    const path = written(join(trial.home, `别的回盘-${name}.csv`), bytes)
    const end = await importReturn(trial.as('经办甲'), county.number, path).then(
      () => null,
      (error: unknown) => error,
    )
    const strange = end !== null && !(end instanceof Refused)
    const said = await outcomesOf(trial)
    const damage: Damage[] = [
      ...damageIf(strange, 'wrong', `failed: ${end}`),
      ...damageIf(end !== null && (await stands(trial)) !== before, 'wrong', 'refused, and yet something changed'),
      ...said.filter((one) => !truth.includes(one)).map((one): Damage => ({ what: 'wrong', how: `not true: ${one}` })),
    ]
    if (end === null) {
      damage.push(...(await afterTruth(trial)))
      await trial.end()
      trial = await county.at('exported')
    }
    counting.trial(name, damage)
  }
  const last = await afterTruth(trial)
  await trial.end()
  counting.afterwards('after all that was refused', last)
  counting.done()
}

async function stands(trial: Trial): Promise<string> {
  const { outcome, return_file } = await rowCounts(trial.as('审计甲'))
  return `${outcome} ${return_file}`
}

async function afterTruth(trial: Trial): Promise<Damage[]> {
  await importReturn(trial.as('经办甲'), county.number, trial.answer)
  const said = (await outcomesOf(trial)).join('\n')
  const broken = await brokenInvariants(trial.as('审计甲'))
  return [
    ...damageIf(said !== truth, 'lost', `afterwards ${said} instead of ${truth}`),
    ...broken.map((how): Damage => ({ what: 'wrong', how })),
  ]
}

const lines = () =>
  answer
    .toString()
    .split('\r\n')
    .filter((line) => line !== '')
const bytesOf = (some: readonly string[]) => Buffer.from(`${some.join('\r\n')}\r\n`)

test('a return cut off at every byte', TIMEOUT, async () => {
  const cuts = spread(answer.length - 1, trials(6, 100_000), next)
  await instead(
    'return cut at a byte',
    cuts.map((at) => ({ name: `${at}`, bytes: answer.subarray(0, at) })),
  )
})

test('a return with a byte altered', TIMEOUT, async () => {
  const places = spread(answer.length, trials(4, 400), next)
  const altered = places.map((at) => {
    const bytes = Buffer.from(answer)
    bytes[at - 1] = bytes[at - 1]! ^ (1 << Math.floor(next() * 8))
    return { name: `${at}`, bytes }
  })
  await instead('return with a bit flipped', altered)
})

test('a return with its lines in another order, or twice', TIMEOUT, async () => {
  const variants = Array.from({ length: trials(3, 60) }, (_, i) => {
    const [head, ...rows] = lines()
    const total = rows.filter((row) => row.includes('合计'))
    const own = rows.filter((row) => !row.includes('合计')).sort(() => next() - 0.5)
    const twice = own[Math.floor(next() * own.length)]!
    const more = i % 2 === 0 ? [] : [twice]
    return { name: `${i}`, bytes: bytesOf([head!, ...own, ...more, ...total]) }
  })
  await instead('return reordered, a line twice', variants)
})

test('registry and return imported again', TIMEOUT, async () => {
  const counting = new Counting('registry and return imported again')
  for (let round = 0; round < trials(1, 10); round++) {
    const trial = await county.at('settled')
    const before = await rowCounts(trial.as('审计甲'))
    await importCounty(trial.as('经办乙'), sampleRows(12))
    await importReturn(trial.as('经办乙'), county.number, trial.answer)
    const after = await rowCounts(trial.as('审计甲'))
    const more = Object.keys(after).filter((table) => after[table] !== before[table])
    counting.trial(`${round}`, damageIf(more.length > 0, 'twice', `other rows in ${more}`))
    await trial.end()
  }
  counting.done()
})
