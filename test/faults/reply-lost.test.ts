import { beforeAll, expect, test } from 'vitest'
import { StagedCounty } from './county.ts'
import type { Fate } from './link.ts'
import { STEPS } from './month-steps.ts'
import { cleanly, type Left, type Repeated, repeated } from './repeated.ts'
import { chance, LONG, SEED, spread, trials } from './scale.ts'
import { Counting } from './tally.ts'

let county: StagedCounty
const next = chance(SEED + 1)
const NAMED = STEPS.map((step) => [step.name, step] as const)
/** In `npm test` only two steps are cut and killed; all of them lose the reply to a COMMIT. */
const CUT = LONG ? NAMED : NAMED.filter(([name]) => ['export', 'return'].includes(name))

beforeAll(async () => {
  county = await StagedCounty.prepare('settled')
}, 120_000)

async function at(step: (typeof STEPS)[number], statement: number, fate: Fate, clean: Left): Promise<Repeated> {
  return await repeated(county, step, clean, async (_trial, link, take) => {
    link.fate = ({ no }) => (no === statement ? fate : 'pass')
    return await take(link.url)
  })
}

test.for(NAMED)('%s: the reply to each COMMIT lost', { timeout: 3_600_000 }, async ([name, step]) => {
  const counting = new Counting(`reply to COMMIT lost: ${name}`)
  const { left, commits } = await cleanly(county, step)
  const picked = spread(commits.length, trials(1, 1000), next).map((i) => commits[i - 1]!)
  for (const statement of picked) {
    const { damage, ms } = await at(step, statement, 'lose-reply', left)
    counting.trial(`${name} COMMIT at statement ${statement}`, damage, ms)
  }
  counting.done()
})

test.for(CUT)('%s: cut and killed at each statement', { timeout: 3_600_000 }, async ([name, step]) => {
  const counting = new Counting(`connection cut, process killed: ${name}`)
  const { left, statements } = await cleanly(county, step)
  for (const fate of ['cut', 'kill', 'lose-reply'] as const) {
    for (const statement of spread(statements, trials(1, 1000), next)) {
      const { damage, ms } = await at(step, statement, fate, left)
      counting.trial(`${name} ${fate} at statement ${statement}`, damage, ms)
    }
  }
  counting.done()
})

test.for(['open', 'submit', 'approve', 'return', 'import'])('%s learns by itself that it was done', async (name) => {
  const step = STEPS.find((one) => one.name === name)!
  const { left, commits } = await cleanly(county, step)
  const { first, damage } = await at(step, commits.at(-1)!, 'lose-reply', left)
  expect({ first, damage }).toEqual({ first: true, damage: [] })
})
