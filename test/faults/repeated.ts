import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rowCounts } from '../support/sample-county.ts'
import type { StagedCounty, Trial } from './county.ts'
import { brokenFiles } from './file-invariants.ts'
import { brokenInvariants } from './invariants.ts'
import { Link } from './link.ts'
import type { Step } from './month-steps.ts'
import { type Damage, damageIf } from './tally.ts'

/** What a step leaves behind: how many rows in each table, and the files with their sizes. */
export interface Left {
  readonly rows: Record<string, number>
  readonly files: string
}

/** What a step does when nothing goes wrong, and which of its statements are COMMITs. */
export interface Clean {
  readonly left: Left
  readonly statements: number
  readonly commits: readonly number[]
}

/** Takes the step without a fault. */
export async function cleanly(county: StagedCounty, step: Step): Promise<Clean> {
  return await withLink(county, step, async (trial, link) => {
    const commits: number[] = []
    link.fate = ({ no, text }) => {
      if (text === 'COMMIT') commits.push(no)
      return 'pass'
    }
    await step.take(trial, trial.connect(link.url), county.number)
    return { left: await leftBy(trial), statements: link.statements, commits }
  })
}

async function withLink<T>(
  county: StagedCounty,
  step: Step,
  work: (trial: Trial, link: Link) => Promise<T>,
): Promise<T> {
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
  const names = existsSync(trial.out) ? readdirSync(trial.out) : []
  const named = names.filter((name) => !name.startsWith('.')).sort()
  const files = named.map((name) => `${name} ${readFileSync(join(trial.out, name)).length}`)
  return { rows: await rowCounts(trial.as('审计甲')), files: files.join('\n') }
}

export interface Repeated {
  readonly damage: Damage[]
  /** Whether the step that met the fault learnt that it was done all the same. */
  readonly first: boolean
  /** What the step took when it was taken again, in milliseconds. */
  readonly ms: number
}

/** Takes the step while `spoil` makes it meet a fault, then once more: it is done once, and nobody has to mend anything. */
export async function repeated(
  county: StagedCounty,
  step: Step,
  clean: Left,
  spoil: (trial: Trial, link: Link, take: (url: string) => Promise<boolean>) => Promise<boolean>,
): Promise<Repeated> {
  return await withLink(county, step, async (trial, link) => {
    const take = (url: string) =>
      step.take(trial, trial.connect(url), county.number).then(
        () => true,
        () => false,
      )
    const first = await spoil(trial, link, take)
    const early = await brokenInvariants(trial.as('审计甲'))
    const started = performance.now()
    const again = await step.take(trial, trial.connect(), county.number).then(
      () => null,
      (error: Error) => error,
    )
    const ms = performance.now() - started
    return { first, ms, damage: [...early.map(wrong), ...(await damageAfter(county, step, trial, clean, again))] }
  })
}

async function damageAfter(
  county: StagedCounty,
  step: Step,
  trial: Trial,
  clean: Left,
  again: Error | null,
): Promise<Damage[]> {
  const left = await leftBy(trial)
  const more = Object.keys(clean.rows).filter((table) => left.rows[table]! > clean.rows[table]!)
  const less = Object.keys(clean.rows).filter((table) => left.rows[table]! < clean.rows[table]!)
  const context = trial.as('审计甲')
  const files = step.name === 'export' ? await brokenFiles(context, county.number, trial.out, { complete: true }) : []
  return [
    ...damageIf(again !== null, 'byHand', `again: ${again?.message}`),
    ...damageIf(more.length > 0, 'twice', `more rows in ${more}`),
    ...damageIf(less.length > 0 || left.files !== clean.files, 'lost', `fewer rows in ${less}, files ${left.files}`),
    ...[...(await brokenInvariants(context)), ...files].map(wrong),
  ]
}

const wrong = (how: string): Damage => ({ what: 'wrong', how })
