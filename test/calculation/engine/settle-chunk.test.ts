import { expect, test } from 'vitest'
import { countedBy } from '../../../src/calculation/arrears/prior-runs.store.ts'
import { latestAttempt } from '../../../src/calculation/calculation.store.ts'
import { computeCase } from '../../../src/calculation/compute-case.ts'
import { loadDueContext } from '../../../src/calculation/engine/case-computer.ts'
import { streamCases } from '../../../src/calculation/engine/case-stream.ts'
import { planRework } from '../../../src/calculation/engine/rework-plan.ts'
import { settleChunk } from '../../../src/calculation/engine/settle-chunk.ts'
import { inTransaction } from '../../../src/db/transaction.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { Months } from '../../support/months.ts'
import { testContext } from '../../support/registry.ts'

const database = await testDatabase()
const context = await testContext(database)
const county = new Months(context, '379961')
const FAMILIES = 200
const standard = (urban: number, from = '2025-01') => ({
  parameter: 'dibao.standard',
  from,
  value: { urban, rural: 400 },
})

/** How often the run works out a household and a month: each once for its own month, and what it works out again. */
async function casesWorkedOut(run: Run): Promise<{ own: number; again: number }> {
  const attempt = (await latestAttempt(database.sql, run))!
  const { dueContext, shared } = await loadDueContext(context, run.county, attempt)
  const count = { own: 0, again: 0 }
  await inTransaction(database.pool, async ({ client }) => {
    const priors = await countedBy(client, run, attempt.attempt)
    const rework = await planRework(client, run, attempt, priors, shared)
    const settling = {
      ...{ county: run.county, month: run.month, rework, priors, entries: [], cipher: context.cipher },
      lookup: dueContext.lookup,
      compute: (history: Parameters<typeof computeCase>[0], month: string) => {
        count[month === run.month ? 'own' : 'again']++
        return computeCase(history, month, dueContext)
      },
    }
    const span = { county: run.county, known: attempt.known, after: null, chunkSize: 50 }
    for await (const chunk of streamCases(database.pool, span, shared))
      await settleChunk(client, settling, chunk.histories)
  })
  return count
}

test('what is worked out again grows with what changed, not with history', async () => {
  await county.on('2026-01-02').document('示例民发〔2025〕61号', [standard(560)])
  const numbers = Array.from({ length: FAMILIES }, (_, i) => `示例-${String(i).padStart(3, '0')}`)
  const head = (no: string) => county.id(no)
  const place = (no: string) => `${county.county}00${1 + (numbers.indexOf(no) % 4)}001`
  await county.learn('households', ...numbers.map((no) => county.household(no, head(no), { 区划代码: place(no) })))
  await county.learn('members', ...numbers.map((no) => county.member(no, no, { 姓名: '示例甲' })))
  const dibao = (no: string) => county.enrolment(`${no}-低`, '城市低保', { 家庭编号: no })
  await county.learn('enrolments', ...numbers.map(dibao))
  await county.months('2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06')
  // nothing is new: nothing is worked out again
  const july = await county.month('2026-07')
  expect(await casesWorkedOut(july)).toEqual({ own: FAMILIES, again: 0 })
  // 1 % changed: those two households, each of the seven months before
  await county.on('2026-08-02').learn('incomes', county.income('示例-007', 60), county.income('示例-107', 70))
  const august = await county.month('2026-08')
  expect(await casesWorkedOut(august)).toEqual({ own: FAMILIES, again: 2 * 7 })
  // a document from June on: everybody, June to August
  await county.on('2026-09-02').document('示例民发〔2026〕61号', [standard(600, '2026-06')], '2026-09-01')
  const september = await county.month('2026-09')
  expect(await casesWorkedOut(september)).toEqual({ own: FAMILIES, again: 3 * FAMILIES })
  // and the month after is plain again
  expect(await casesWorkedOut(await county.month('2026-10'))).toEqual({ own: FAMILIES, again: 0 })
  // a month that no run has had: everybody, that month alone
  expect(await casesWorkedOut(await county.month('2026-12'))).toEqual({ own: FAMILIES, again: FAMILIES })
})
