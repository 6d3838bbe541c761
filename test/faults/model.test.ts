import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Run } from '../../src/run/run.store.ts'
import { StagedCounty } from './county.ts'
import { brokenFiles } from './file-invariants.ts'
import { brokenInvariants, brokenReplays } from './invariants.ts'
import { type Fate, Link } from './link.ts'
import { type Deed, LIKELY, misbehaviour, Office } from './office.ts'
import { SEED, trials } from './scale.ts'
import { Counting, type Damage } from './tally.ts'

const ANY: readonly Deed[] = ['open', 'import', 'calculate', 'submit', 'approve', 'reject', 'void', 'export', 'return', 'reissue', 'close'] // biome-ignore format: one list
const ONWARD: Readonly<Record<Run['state'], Deed | null>> = {
  open: 'calculate',
  calculated: 'submit',
  submitted: 'approve',
  approved: 'export',
  exported: 'return',
  settled: 'close',
  closed: null,
  void: null,
}

/** One thing that happens: which run, what, by whom, together with how many others, and what befalls it. */
interface Happening {
  readonly run: number
  readonly deed: number
  readonly strange: boolean
  readonly letter: '甲' | '乙' | '丙'
  readonly others: number
  readonly fate: Fate
  readonly at: number
}

const happening: fc.Arbitrary<Happening> = fc.record({
  run: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(3)),
  deed: fc.nat(20),
  strange: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
  letter: fc.constantFrom('甲' as const, '乙' as const, '丙' as const),
  others: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(3)),
  fate: fc.oneof(
    { weight: 3, arbitrary: fc.constant('pass' as const) },
    fc.constantFrom<Fate>('kill', 'cut', 'lose-reply'),
  ),
  at: fc.integer({ min: 1, max: 60 }),
})

let county: StagedCounty
beforeAll(async () => {
  county = await StagedCounty.prepare('opened', 8)
}, 120_000)

const LETTERS = ['甲', '乙', '丙', '丁'] as const

/** Lets it happen; what fails because of its own fault is the fault's doing, anything else has to be done or refused. */
async function happen(office: Office, { run, deed, strange, letter, others, fate, at }: Happening): Promise<Damage[]> {
  const runs = (await office.runs()).sort((a, b) => Number(b.runId) - Number(a.runId))
  const about = runs[run % runs.length]!
  const choices = strange ? ANY : LIKELY[about.state]
  const what = choices[deed % choices.length]!
  const link = await Link.open(office.trial.url)
  link.fate = ({ no }) => (no === at ? fate : 'pass')
  const faulty = office.act(what, about, letter, office.trial.connect(link.url)).then(
    () => [],
    (error: unknown) => (fate === 'pass' ? misbehaviour(what, error) : []),
  )
  const racing = Array.from({ length: others }, (_, i) =>
    office.act(what, about, LETTERS[i + 1]!).then(
      () => [],
      (error: unknown) => misbehaviour(what, error),
    ),
  )
  const damage = (await Promise.all([faulty, ...racing])).flat()
  await link.close()
  return damage
}

/** Whatever happened, the ordinary commands bring every run to its end: nobody has to mend anything. */
async function bringToTheEnd(office: Office): Promise<Damage[]> {
  for (let steps = 0; steps < 60; steps++) {
    const open = (await office.runs()).filter(({ state }) => ONWARD[state] !== null)
    const next = open.sort((a, b) => (a.month < b.month ? -1 : 1) || Number(a.runId) - Number(b.runId))[0]
    if (!next) return []
    const deed = ONWARD[next.state]!
    const letter = LETTERS[steps % 3]!
    const failed = await office.act(deed, next, deed === 'approve' ? '戊' : letter).then(
      () => null,
      (error: Error) => error,
    )
    if (failed && !(await aside(office, next, failed))) return [{ what: 'byHand', how: `${deed}: ${failed.message}` }]
  }
  return [{ what: 'byHand', how: 'the runs do not come to an end' }]
}

/** What the words of a refusal tell to do: calculate again after what it rests on has changed, void what has nothing to pay. */
async function aside(office: Office, run: Run, failed: Error): Promise<boolean> {
  const code = (failed as { problems?: readonly { code: string }[] }).problems?.[0]?.code
  if (code === 'run.lined-up-changed' || code === 'run.first-month-changed' || code === 'run.calculation-unfinished') {
    if (run.state === 'submitted') await office.act('reject', run, '戊')
    await office.act('calculate', run, '甲')
    return true
  }
  if (code === undefined || run.state === 'exported' || run.state === 'settled') return false
  await office.act('void', run, '甲')
  return true
}

async function lookAt(office: Office, complete: boolean): Promise<Damage[]> {
  const broken = await brokenInvariants(office.auditor)
  for (const run of await office.runs()) {
    if (!['exported', 'settled', 'closed'].includes(run.state)) continue
    broken.push(...(await brokenFiles(office.auditor, run.number, office.outOf(run), { complete })))
  }
  return broken.map((how): Damage => ({ what: 'wrong', how }))
}

test('whole months with kills and races anywhere in their histories', { timeout: 7_200_000 }, async () => {
  const counting = new Counting('random histories of commands (commands)')
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: trials(12, 30) }), async (history) => {
      const trial = await county.at('opened')
      try {
        const office = new Office(trial)
        const damage: Damage[] = []
        for (const one of history) damage.push(...(await happen(office, one)), ...(await lookAt(office, false)))
        damage.push(...(await bringToTheEnd(office)), ...(await lookAt(office, true)))
        const replays = await brokenReplays(office.auditor, (number) => office.outOf({ number }))
        damage.push(...replays.map((how): Damage => ({ what: 'wrong', how })))
        expect(damage).toEqual([])
        for (const one of history) counting.trial(one.fate, [])
      } finally {
        await trial.end()
      }
    }),
    { numRuns: trials(2, 100), seed: SEED, endOnFailure: true },
  )
  counting.done()
})
