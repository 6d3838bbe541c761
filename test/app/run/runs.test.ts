import { beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { closeRun } from '../../../src/app/run/close-run.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun, voidRun } from '../../../src/app/run/runs.ts'
import { finishAttempt } from '../../../src/calculation/calculation.store.ts'
import { firstBrokenAudit } from '../../../src/db/audit.store.ts'
import { inTransaction } from '../../../src/db/transaction.ts'
import { findRun, type Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { type TestContext, testContext } from '../../support/registry.ts'
import { linesOf, openSampleMonth, rowCounts, SAMPLE } from '../../support/sample-county.ts'

const database = await testDatabase()
let maker: TestContext
let checker: TestContext

beforeAll(async () => {
  maker = await testContext(database)
  checker = maker.as('复核甲')
  await openSampleMonth(maker, 5)
})

/** A run of its own month, in the state asked for. */
async function runIn(month: string, state: 'open' | 'calculated' | 'submitted' | 'approved' | 'void'): Promise<Run> {
  const { run } = await openRun(maker, { county: SAMPLE, month, kind: 'regular' })
  if (state === 'void') await voidRun(maker, run.number, '开错了月份')
  if (['calculated', 'submitted', 'approved'].includes(state)) await calculateRun(maker, run.number)
  if (['submitted', 'approved'].includes(state)) await submitRun(maker, run.number)
  if (state === 'approved') await approveRun(checker, run.number)
  return await findRun(database.sql, run.number)
}

async function codeOf(step: Promise<unknown>): Promise<string> {
  return await step.then(
    () => 'done',
    (error) => error.problems?.[0]?.code ?? `${error}`,
  )
}

describe('opening', () => {
  test('the same run is given back, whoever asks', async () => {
    const first = await openRun(maker, { county: SAMPLE, month: '2027-01', kind: 'regular' })
    const again = await openRun(maker.as('经办乙'), { county: SAMPLE, month: '2027-01', kind: 'regular' })
    expect(first).toMatchObject({ opened: true, run: { number: '379901-202701-R1', state: 'open', maker: '经办甲' } })
    expect(again).toEqual({ opened: false, run: first.run })
  })

  test('ten at once open one run', async () => {
    const request = { county: SAMPLE, month: '2027-02', kind: 'regular' } as const
    const all = await Promise.all(Array.from({ length: 10 }, () => openRun(maker, request)))
    expect(all.filter(({ opened }) => opened)).toHaveLength(1)
    expect(new Set(all.map(({ run }) => run.number)).size).toBe(1)
  })

  test('a voided run makes room for the next number', async () => {
    const run = await runIn('2027-03', 'void')
    const next = await openRun(maker, { county: SAMPLE, month: '2027-03', kind: 'regular' })
    expect([run.number, next.run.number]).toEqual(['379901-202703-R1', '379901-202703-R2'])
  })

  test.each([
    ['379901', '2026-13', 'run.month-invalid'],
    ['379901', '2026-7', 'run.month-invalid'],
    ['37990', '2026-07', 'run.county-invalid'],
    ['379902', '2026-07', 'run.county-unknown'],
  ])('%s %s: %s', async (county, month, code) => {
    expect(await codeOf(openRun(maker, { county, month, kind: 'regular' }))).toBe(code)
  })

  test('no month before the first that was approved', async () => {
    await runIn('2027-04', 'approved')
    const early = openRun(maker, { county: SAMPLE, month: '2026-12', kind: 'regular' })
    expect(await codeOf(early)).toBe('run.before-first-month')
  })
})

describe('who may do what', () => {
  test.each([
    ['复核甲', 'user.role-not-allowed'],
    ['审计甲', 'user.role-not-allowed'],
    ['管理员甲', 'user.role-not-allowed'],
    ['', 'user.not-named'],
    ['无名氏', 'user.unknown'],
  ])('%s neither opens nor calculates nor submits', async (actor, code) => {
    const { number } = await runIn('2027-05', 'calculated')
    const other = maker.as(actor)
    expect(await codeOf(openRun(other, { county: SAMPLE, month: '2027-05', kind: 'regular' }))).toBe(code)
    expect(await codeOf(calculateRun(other, number))).toBe(code)
    expect(await codeOf(submitRun(other, number))).toBe(code)
  })

  test('a maker, an auditor and an admin do not approve', async () => {
    const { number } = await runIn('2027-06', 'submitted')
    for (const actor of ['经办甲', '经办乙', '审计甲', '管理员甲'])
      expect(await codeOf(approveRun(maker.as(actor), number))).toBe('user.role-not-allowed')
  })

  test('who opened, calculated or submitted a run does not approve it, even as a checker', async () => {
    const { number } = await runIn('2027-07', 'open')
    const second = maker.as('经办乙')
    await calculateRun(second, number)
    await submitRun(second, number)
    await database.pool.query(`UPDATE app_user SET role = 'checker' WHERE name LIKE '经办%'`)
    try {
      expect(await codeOf(approveRun(maker, number))).toBe('run.own-approval')
      expect(await codeOf(approveRun(second, number))).toBe('run.own-approval')
    } finally {
      await database.pool.query(`UPDATE app_user SET role = 'maker' WHERE name LIKE '经办%'`)
    }
    expect((await approveRun(checker, number)).run.state).toBe('approved')
  })
})

describe('the order of steps', () => {
  const steps = {
    calculate: (number: string) => calculateRun(maker, number),
    submit: (number: string) => submitRun(maker, number),
    approve: (number: string) => approveRun(maker.as('复核乙'), number),
    reject: (number: string) => rejectRun(maker.as('复核乙'), number, '有误'),
    void: (number: string) => voidRun(maker.as('复核乙'), number, '作废'),
    close: (number: string) => closeRun(checker, number),
  }

  test.each([
    ['open', ['submit', 'approve', 'reject', 'close']],
    ['calculated', ['approve', 'reject', 'close']],
    ['submitted', ['calculate', 'close']],
    ['approved', ['calculate', 'submit', 'approve', 'reject', 'close']],
    ['void', ['calculate', 'submit', 'approve', 'reject', 'void', 'close']],
  ] as const)('from %s: %s are refused and nothing is written', async (state, refused) => {
    const { number } = await runIn(
      `2028-0${['open', 'calculated', 'submitted', 'approved', 'void'].indexOf(state) + 1}`,
      state,
    )
    const before = await rowCounts(maker)
    for (const step of refused) expect([step, await codeOf(steps[step](number))]).toEqual([step, 'run.wrong-state'])
    expect(await rowCounts(maker)).toEqual(before)
  })

  test('a step that was just taken by the same person is done already', async () => {
    const { number } = await runIn('2028-07', 'calculated')
    for (const step of [() => submitRun(maker, number), () => approveRun(checker, number)]) {
      expect(await step()).toMatchObject({ changed: true })
      const before = await rowCounts(maker)
      expect(await step()).toMatchObject({ changed: false })
      expect(await rowCounts(maker)).toEqual(before)
    }
  })

  test('two checkers at once: one approves', async () => {
    const { number } = await runIn('2028-08', 'submitted')
    const codes = await Promise.all(['复核甲', '复核乙'].map((name) => codeOf(approveRun(maker.as(name), number))))
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(codes.filter((code) => code.startsWith('run.'))).toHaveLength(1)
  })

  test('a rejected run is calculated and submitted anew', async () => {
    const { number } = await runIn('2028-09', 'submitted')
    expect((await rejectRun(checker, number, '家庭示例-001 的 379901196104050178 收入待核')).event).toMatchObject({
      to: 'open',
      reason: '家庭示例-001 的 3799**********0178 收入待核',
    })
    const lines = await linesOf(maker, await findRun(database.sql, number))
    expect(await calculateRun(maker, number)).toMatchObject({ how: 'calculated', attempt: { attempt: 2 } })
    expect(await linesOf(maker, await findRun(database.sql, number))).toEqual(lines)
    await submitRun(maker, number)
    expect((await approveRun(checker, number)).run.state).toBe('approved')
  })

  test('a reason is asked for', async () => {
    const { number } = await runIn('2028-10', 'submitted')
    expect(await codeOf(rejectRun(checker, number, ''))).not.toBe('done')
    expect(await codeOf(voidRun(checker, number, ''))).not.toBe('done')
    expect((await findRun(database.sql, number)).state).toBe('submitted')
  })
})

test('the audit chain holds after all of it', async () => {
  expect(await firstBrokenAudit(database.sql, SAMPLE)).toBeNull()
})

test('lines that were changed after the submission are not approved', async () => {
  const run = await runIn('2027-12', 'submitted')
  const owner = await database.pool.connect()
  await owner.query('SET ROLE NONE') // whoever has the owner's password can do this; the seal shows it
  await owner.query('ALTER TABLE line DISABLE TRIGGER ALL')
  await owner.query("UPDATE line SET formula = '改' WHERE run_id = $1", [run.runId])
  await owner.query('ALTER TABLE line ENABLE TRIGGER ALL')
  owner.release(true)
  expect(await codeOf(approveRun(checker, run.number))).toBe('run.seal-broken')
  expect(await codeOf(rejectRun(checker, run.number, ' '))).toBe('run.reason-missing')
})

test('an attempt that another command has ended is not ended again', async () => {
  const run = await runIn('2028-01', 'calculated')
  const again = inTransaction(database.pool, (tx) => finishAttempt(tx, run, run.attempt!, '2028-02-01T00:00:00Z'))
  expect(await codeOf(again)).toBe('run.calculated-elsewhere')
})
