import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { calculateRun } from '../../src/app/calculate-run.ts'
import { loadPolicies } from '../../src/app/policy-load.ts'
import { listRecoveries, recordCash, waiveRecovery } from '../../src/app/recover.ts'
import { approveRun, openRun, rejectRun, submitRun, voidRun } from '../../src/app/runs.ts'
import { findRun, listRuns, type Run } from '../../src/approval/run.store.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import { addMonths } from '../../src/kernel/month.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { checkLinedUp } from '../calculation/arrears/lined-up-invariant.ts'
import { RandomCounty } from '../calculation/arrears/random-county.ts'
import { MONTHS, type RandomFamily, randomFamily } from '../calculation/arrears/random-family.ts'
import { FIRST_VALUES, type RandomMonth, randomYear, valuesOf } from '../calculation/arrears/random-year.ts'
import { testDatabase } from '../support/database.ts'
import { MIXED_POLICY } from '../support/mixed-county.ts'
import { Months } from '../support/months.ts'
import { type TestContext, testContext } from '../support/registry.ts'

const database = await testDatabase()
const LONG = process.env.HUIMIN_LONG === '1'
const FAMILIES = Number(process.env.HUIMIN_FAMILIES ?? 250)
let context: TestContext
let county = 379900
const tally = { histories: 0, runs: 0, voided: 0, due: 0, differences: 0, open: 0, refusedOnce: 0 }

beforeAll(async () => {
  context = await testContext(database)
  await loadPolicies(context, [MIXED_POLICY])
})

/**
 * Many families with random histories live in one county, whose months are worked out, approved, sent back, voided and
 * worked out again in a random way. `HUIMIN_LONG=1 npx vitest run test/app/arrears-histories.test.ts` tries many counties.
 */
test('after any history: lined up is what is due, or an open recovery says why not', {
  timeout: 3_600_000,
}, async () => {
  const seed = Number(process.env.HUIMIN_SEED ?? (LONG ? Date.now() % 1_000_000 : 20260808))
  const families = fc.array(randomFamily, { minLength: FAMILIES, maxLength: FAMILIES, size: 'max' })
  await fc.assert(
    fc.asyncProperty(families, randomYear, async (some, year) => await throughTheYear(some, year)),
    { seed, numRuns: LONG ? 40 : 4, endOnFailure: true, unbiased: true, reporter: (found) => report(seed, found) },
  )
  console.log(`arrears: seed ${seed}: ${JSON.stringify(tally)}`)
  expect(tally.histories).toBeGreaterThanOrEqual(FAMILIES * 4)
  expect(tally.voided).toBeGreaterThan(3)
  expect(tally.differences).toBeGreaterThan(FAMILIES * 8)
  expect(tally.open).toBeGreaterThan(FAMILIES)
})

/** A counterexample of hundreds of families tells nobody anything; the seed and the key that is wrong do. */
function report(seed: number, { failed, errorInstance }: fc.RunDetails<[RandomFamily[], RandomMonth[]]>): void {
  if (failed) throw new Error(`seed ${seed}, county ${county}`, { cause: errorInstance })
}

async function throughTheYear(families: readonly RandomFamily[], year: readonly RandomMonth[]): Promise<void> {
  const random = new RandomCounty(String(++county), families)
  const months = new Months(context, random.county)
  await months.on('2025-12-28').document(`示例民发〔2025〕${county}号`, FIRST_VALUES)
  for (const [step, plan] of year.entries()) {
    months.on(`${MONTHS[step]}-05`)
    for (const [kind, rows] of Object.entries(random.rowsAt(step)))
      if (rows.size > 0) await months.learn(kind, ...rows.values())
    await load(months, plan, step)
    await settle(plan)
    await takeMonth(plan, step)
  }
  const last = MONTHS.at(-1)!
  await approve(await calculate('regular', last))
  await months.verifyAll()
  tally.histories += families.length
}

async function load(months: Months, { document, figure }: RandomMonth, step: number): Promise<void> {
  if (document) {
    const name = `示例民发〔2026〕${county}${document.again ? '' : step}号`
    await months.document(name, valuesOf(document, step), `2026-0${step + 1}-03`)
  }
  if (!figure) return
  const 月份 = addMonths(MONTHS[step]!, -figure.back)
  const when = { 月份, 同比涨幅: `${figure.rise}.0`, 发布日期: `${MONTHS[step]}-04` }
  await months.learn('indices', { 区划代码: months.county, 指标: '低收入居民基本生活费用', ...when })
}

/** Money handed back or given up for one of the claims that are open. */
async function settle({ settled }: RandomMonth): Promise<void> {
  if (!settled) return
  const [open] = await listRecoveries(context, String(county))
  if (!open) return
  const { householdNo: household, programme, benefitMonth: month } = open
  const amount = formatYuan(open.openFen > 100n ? open.openFen - 50n : open.openFen)
  const request = { county: String(county), household, programme, month, amount, why: '示例' }
  await (settled === 'cash' ? recordCash(context, request) : waiveRecovery(context.as('复核甲'), request))
}

async function takeMonth({ regular, price, voided, caughtUp }: RandomMonth, step: number): Promise<void> {
  const month = MONTHS[step]!
  if (voided) await voidOne(voided)
  if (regular !== 'skipped') {
    const run = await calculate('regular', month)
    if (regular === 'approved') await approve(run)
    if (regular === 'rejected') {
      await submit(run)
      await rejectRun(context.as('复核甲'), run.number, '示例:再核')
    }
  }
  if (price !== 'none' && (await listRuns(database.sql)).some(isFirstOf)) {
    const run = await calculate('price', month)
    if (price === 'approved') await approve(run)
  }
  if (!caughtUp) return
  const waiting = (await listRuns(database.sql)).filter((run) => isHere(run) && run.state === 'calculated')
  for (const run of waiting.sort((a, b) => (a.month < b.month ? -1 : 1)))
    await approve(step % 2 === 0 ? run : await recalculate(run))
}

const isHere = (run: Run) => run.county === String(county)
/** A price run needs a regular month of the county not after its own. */
const isFirstOf = (run: Run) => isHere(run) && run.kind === 'regular' && run.state !== 'void'

async function voidOne({ which, reopened }: NonNullable<RandomMonth['voided']>): Promise<void> {
  const runs = (await listRuns(database.sql)).filter((run) => isHere(run) && run.state !== 'void')
  const run = runs[which % Math.max(runs.length, 1)]
  if (!run) return
  await voidRun(context.as('复核甲'), run.number, '示例:没有发出')
  tally.voided++
  if (!reopened) return
  try {
    await approve(await calculate(run.kind as 'regular', run.month))
  } catch (error) {
    // the very first month was voided: it is before the system's first now
    if (!(error instanceof Refused && error.problems[0]?.code === 'run.before-first-month')) throw error
  }
}

async function calculate(kind: 'regular' | 'price', month: string): Promise<Run> {
  const { run } = await openRun(context, { county: String(county), month, kind })
  if (run.state !== 'open' && run.state !== 'calculated') return run
  return await recalculate(run)
}

/** Works a run out and holds it against what is due. */
async function recalculate({ number }: Run): Promise<Run> {
  await calculateRun(context, number)
  const run = await findRun(database.sql, number)
  const { due, differences, open } = await checkLinedUp(context, run)
  tally.runs++
  tally.due += due
  tally.differences += differences
  tally.open += open
  return run
}

/** One that stands on what has changed since is refused, worked out anew, and taken. */
async function submit(run: Run): Promise<void> {
  try {
    await submitRun(context, run.number)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    tally.refusedOnce++
    await recalculate(run)
    await submitRun(context, run.number)
  }
}

async function approve(run: Run): Promise<void> {
  if (run.state !== 'calculated') return
  await submit(run)
  await approveRun(context.as('复核甲'), run.number)
}
