import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { listReissues } from '../../src/app/reissue-list.ts'
import { reissueRun } from '../../src/app/reissue-run.ts'
import { voidRun } from '../../src/app/runs.ts'
import { findRun, type Run } from '../../src/approval/run.store.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'
import { BackOffice } from './support.ts'

const HISTORIES = Number(process.env.HUIMIN_TEST_HISTORIES ?? 5)
const OWNERS = ['A', 'B', 'C', 'D'] as const

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const office = new BackOffice(database, payroll)
const maker = payroll.as('经办')
let accounts = 10000
let months = 0

beforeAll(async () => {
  for (const owner of OWNERS) await payroll.account({ owner })
})

type Command =
  | { readonly do: 'correct'; readonly who: string }
  | { readonly do: 'reissue' | 'void'; readonly which: number }
  | { readonly do: 'send'; readonly which: number; readonly paid: readonly (boolean | null)[] }

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('correct' as const), who: fc.constantFrom(...OWNERS) }),
  fc.record({ do: fc.constant('reissue' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constant('void' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constant('send' as const), which: fc.nat(9), paid: fc.array(fc.constantFrom(true, false, null)) }),
)

/** What the bank says to the i-th payment; a return says something to the first at least. */
function answerOf(paid: readonly (boolean | null)[], i: number): '成功' | '失败' | null {
  const said = paid[i % Math.max(1, paid.length)] ?? null
  if (said === null) return i === 0 ? '成功' : null
  return said ? '成功' : '失败'
}

/** Runs whose state lets a person take the step. */
const inState = async (runs: readonly Run[], states: readonly string[]): Promise<Run[]> => {
  const found = await Promise.all(runs.map(({ number }) => findRun(database.sql, number)))
  return found.filter(({ state }) => states.includes(state))
}

test(`after any history everybody is paid once, or stands in the list once (${HISTORIES} histories)`, async () => {
  const history = async (commands: readonly Command[]) => {
    const month = `20${30 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`
    const lines = OWNERS.map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 1000 + i }))
    const first = await payroll.approved(lines, month)
    await office.export(first.number)
    await office.answer(first, () => '失败')
    const runs: Run[] = [first]
    for (const step of commands) {
      if (step.do === 'correct') {
        await payroll.learn()
        await payroll.account({ owner: step.who, account: `62280000000000${accounts++}` })
        continue
      }
      const states = { reissue: ['settled'], void: ['open', 'calculated'], send: ['calculated'] }[step.do]
      const fitting = await inState(runs, states)
      const run = fitting[step.which % Math.max(1, fitting.length)]
      if (!run) continue
      if (step.do === 'void') await voidRun(maker, run.number, '示例')
      if (step.do === 'reissue') {
        const result = await reissueRun(maker, run.number)
        if (result.run && !runs.some(({ number }) => number === result.run!.number)) runs.push(result.run)
      }
      if (step.do === 'send') {
        await payroll.approve(run.number)
        await office.export(run.number)
        await office.answer(run, (_, i) => answerOf(step.paid, i))
      }
    }
    const ids = runs.map(({ runId }) => runId)
    const paid = await office.all(
      `SELECT household_no AS who, amount_fen AS fen FROM outcome_in_force JOIN batch_payment USING (county, run_id, payment_no)
       JOIN payment USING (county, run_id, attempt, payment_no, amount_fen) WHERE outcome = 'paid' AND run_id = ANY($1)`,
      [ids],
    )
    const listed = (await listReissues(maker)).filter(({ runId }) => ids.includes(runId))
    const all = [...paid.map(({ fen }) => String(fen)), ...listed.map(({ amountFen }) => String(amountFen))]
    expect(all.sort()).toEqual(['1000', '1001', '1002', '1003'])
  }
  await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 6, maxLength: 25 }), history), {
    numRuns: HISTORIES,
    endOnFailure: true,
  })
}, 600_000)
