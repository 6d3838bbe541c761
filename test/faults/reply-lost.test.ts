import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { rowCounts } from '../support/sample-county.ts'
import { StagedCounty, type Trial } from './county.ts'
import { brokenFiles } from './file-invariants.ts'
import { brokenInvariants } from './invariants.ts'
import { type Fate, Link } from './link.ts'
import { STEPS, type Step } from './month-steps.ts'
import { chance, SEED, spread, trials } from './scale.ts'
import { Counting, type Damage, damageIf } from './tally.ts'

let county: StagedCounty
const next = chance(SEED + 1)

beforeAll(async () => {
  county = await StagedCounty.prepare('settled')
}, 120_000)

interface Left {
  readonly rows: Record<string, number>
  readonly files: string
}

/** What the step left behind when nothing goes wrong, and how many statements and COMMITs it took. */
async function cleanly(step: Step): Promise<{ left: Left; statements: number; commits: number[] }> {
  return await inTrial(step, async (trial, link) => {
    const commits: number[] = []
    link.fate = ({ no, text }) => {
      if (text === 'COMMIT') commits.push(no)
      return 'pass'
    }
    await step.take(trial, trial.connect(link.url), county.number)
    return { left: await leftBy(trial), statements: link.statements, commits }
  })
}

async function inTrial<T>(step: Step, work: (trial: Trial, link: Link) => Promise<T>): Promise<T> {
  const trial = await county.at(step.from)
  const link = await Link.open(trial.url)
  try {
    return await work(trial, link)
  } finally {
    await link.close()
    await trial.end()
  }
}

async function leftBy(trial: Trial): Promise<Left> {
  const names = existsSync(trial.out) ? readdirSync(trial.out).filter((name) => !/\.tmp-|\.lock|outbox/.test(name)) : []
  const files = names.sort().map((name) => `${name} ${readFileSync(join(trial.out, name)).length}`)
  return { rows: await rowCounts(trial.as('审计甲')), files: files.join('\n') }
}

/** The step with one fault, then once more by the same person: done once, and said to be done. */
async function withFault(
  step: Step,
  at: number,
  fate: Fate,
  clean: Left,
): Promise<{ damage: Damage[]; first: boolean; ms: number }> {
  return await inTrial(step, async (trial, link) => {
    link.fate = ({ no }) => (no === at ? fate : 'pass')
    const first = await step.take(trial, trial.connect(link.url), county.number).then(
      () => true,
      () => false,
    )
    const early = await brokenInvariants(trial.as('审计甲'))
    const started = performance.now()
    const again = await step.take(trial, trial.connect(), county.number).then(
      () => null,
      (error: Error) => error,
    )
    const ms = performance.now() - started
    const left = await leftBy(trial)
    const more = Object.keys(clean.rows).filter((table) => left.rows[table]! > clean.rows[table]!)
    const less = Object.keys(clean.rows).filter((table) => left.rows[table]! < clean.rows[table]!)
    const files =
      step.name === 'export' ? await brokenFiles(trial.as('审计甲'), county.number, trial.out, { complete: true }) : []
    const late = [...early, ...(await brokenInvariants(trial.as('审计甲'))), ...files]
    return {
      first,
      ms,
      damage: [
        ...damageIf(again !== null, 'byHand', `again: ${again?.message}`),
        ...damageIf(more.length > 0, 'twice', `more rows in ${more}`),
        ...damageIf(
          less.length > 0 || left.files !== clean.files,
          'lost',
          `fewer rows in ${less}, files ${left.files}`,
        ),
        ...late.map((how): Damage => ({ what: 'wrong', how })),
      ],
    }
  })
}

test.for(STEPS.map((step) => [step.name, step] as const))(
  '%s: the reply to each COMMIT lost',
  { timeout: 3_600_000 },
  async ([name, step]) => {
    const counting = new Counting(`reply to COMMIT lost: ${name}`)
    const { left, commits } = await cleanly(step)
    const picked = spread(commits.length, trials(2, 1000), next).map((i) => commits[i - 1]!)
    for (const at of picked) {
      const { damage, ms } = await withFault(step, at, 'lose-reply', left)
      counting.trial(`${name} COMMIT at statement ${at}`, damage, ms)
    }
    counting.done()
  },
)

test.for(STEPS.map((step) => [step.name, step] as const))(
  '%s: connection cut or process killed at each statement',
  { timeout: 3_600_000 },
  async ([name, step]) => {
    const counting = new Counting(`connection cut, killed: ${name}`)
    const { left, statements } = await cleanly(step)
    for (const fate of ['cut', 'kill', 'lose-reply'] as const) {
      for (const at of spread(statements, trials(1, 1000), next)) {
        const { damage, ms } = await withFault(step, at, fate, left)
        counting.trial(`${name} ${fate} at statement ${at}`, damage, ms)
      }
    }
    counting.done()
  },
)

test('a step that is recorded in the audit chain learns by itself that it was done', async () => {
  for (const step of STEPS.filter(({ name }) => ['submit', 'approve', 'return', 'open'].includes(name))) {
    const { left, commits } = await cleanly(step)
    const { first, damage } = await withFault(step, commits.at(-1)!, 'lose-reply', left)
    expect({ step: step.name, first, damage }).toEqual({ step: step.name, first: true, damage: [] })
  }
})
