import { beforeAll, describe, expect, test } from 'vitest'
import { verifyRun } from '../../../src/app/inquiry/verify-run.ts'
import { reconcileRun } from '../../../src/app/reconcile/reconcile-run.ts'
import { calculateSupplementary } from '../../../src/app/reissue/reissue-content.ts'
import { listReissues } from '../../../src/app/reissue/reissue-list.ts'
import { reissueRun } from '../../../src/app/reissue/reissue-run.ts'
import { closeRun } from '../../../src/app/run/close-run.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { rejectRun, submitRun, voidRun } from '../../../src/app/run/runs.ts'
import { findRun, type Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, type MadeLine, Payroll } from '../../support/payroll.ts'
import { BackOffice, refusedFor } from './support.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const office = new BackOffice(database, payroll)
const maker = payroll.as('经办')
const checker = payroll.as('复核')
const letter = (i: number) => String.fromCodePoint(0x4e00 + i)

let months = 0
let accounts = 10000

/** A month of its own whose payments went out, and came back where the test says so. */
async function sentMonth(
  lines: readonly MadeLine[],
  result: (i: number) => '成功' | '失败' | null = () => '失败',
): Promise<Run> {
  const month = `20${30 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`
  const run = await payroll.approved(lines, month)
  await office.export(run.number)
  await office.answer(run, (_, i) => result(i))
  return run
}

/** The person's account is corrected by a later import. */
async function correct(owner: string): Promise<void> {
  await payroll.learn()
  await payroll.account({ owner, account: `62280000000000${accounts++}` })
}

async function send(run: Pick<Run, 'number' | 'runId'>, result: '成功' | '失败' = '成功'): Promise<void> {
  await payroll.approve(run.number)
  await office.export(run.number)
  await office.answer(run, () => result)
}

beforeAll(async () => {
  for (let i = 0; i < 60; i++) await payroll.account({ owner: letter(i) })
})

test('of failed payments the corrected ones are paid again once, to the fen, and the others wait', async () => {
  const FAILED = 20
  const CORRECTED = 15
  const lines = Array.from({ length: 30 }, (_, i) => ({
    payee: letter(i),
    household: `H${String(i).padStart(2, '0')}`,
    amountFen: 10001 + i * 137,
  }))
  const run = await sentMonth(lines, (i) => (i < FAILED ? '失败' : '成功'))
  await payroll.learn()
  for (let i = 0; i < CORRECTED; i++) await payroll.account({ owner: letter(i), account: `62280000000000${20000 + i}` })

  const first = await reissueRun(maker, run.number)
  expect(first).toMatchObject({ changed: true, already: [] })
  expect(first.putIn.length).toBe(CORRECTED)
  expect(first.waiting.map(({ waits }) => waits)).toEqual(Array(FAILED - CORRECTED).fill('same-account'))
  expect(first.run).toMatchObject({ kind: 'supplementary', month: run.month, state: 'calculated' })
  const again = await reissueRun(maker, run.number)
  expect(again).toMatchObject({ changed: false, putIn: [], run: { number: first.run!.number } })
  expect(again.already.map(({ run: taker, actor }) => `${taker} ${actor}`)).toEqual(
    Array(CORRECTED).fill(`${first.run!.number} 经办`),
  )

  const supplementary = first.run!
  await send(supplementary)
  const paidFen = lines.slice(0, CORRECTED).reduce((sum, { amountFen }) => sum + BigInt(amountFen), 0n)
  const { totals, gapFen } = await reconcileRun(maker, supplementary.number, { out: payroll.folder })
  expect(gapFen).toBe(0n)
  expect(totals.paid).toEqual({ payments: CORRECTED, fen: paidFen })
  await closeRun(checker, supplementary.number)
  await closeRun(checker, run.number)
  const listed = (await listReissues(maker, { county: COUNTY })).filter((one) => one.run === run.number)
  expect(listed.map(({ state, waits }) => `${state} ${waits}`)).toEqual(
    Array(FAILED - CORRECTED).fill('waiting same-account'),
  )
  const waitingFen = lines.slice(CORRECTED, FAILED).reduce((sum, { amountFen }) => sum + BigInt(amountFen), 0n)
  expect(listed.reduce((sum, { amountFen }) => sum + amountFen, 0n)).toBe(waitingFen)
  expect((await findRun(database.sql, run.number)).state).toBe('closed')
})

test('the lines come again as they were, recoveries too, and say which payment they send again', async () => {
  const owner = letter(30)
  const run = await sentMonth([
    { payee: owner, household: 'L1', amountFen: 62000, persons: 2 },
    { payee: owner, household: 'L1', person: owner, component: 'classified-supplement', amountFen: 18600 },
    { payee: owner, household: 'L1', type: 'recovery', month: '2026-01', amountFen: -10000 },
    { payee: owner, household: 'L1', type: 'arrears', month: '2026-02', amountFen: 1 },
  ])
  await correct(owner)
  const { run: supplementary, putIn } = await reissueRun(maker, run.number)
  expect(putIn).toMatchObject([{ amountFen: 70601n }])
  const failed = putIn[0]!.paymentNo
  const lines = await office.all(
    `SELECT component, benefit_month, type, amount_fen, persons, formula, basis FROM line WHERE run_id = $1
     ORDER BY benefit_month, component`,
    [supplementary!.runId],
  )
  const text = { type: 'reissue', formula: `重发 ${failed}:算式`, basis: `退票重发 ${failed};示例依据` }
  expect(lines).toEqual([
    { component: 'top-up', benefit_month: '2026-01', amount_fen: '-10000', persons: 1, ...text },
    { component: 'top-up', benefit_month: '2026-02', amount_fen: '1', persons: 1, ...text },
    { component: 'classified-supplement', benefit_month: run.month, amount_fen: '18600', persons: 1, ...text },
    { component: 'top-up', benefit_month: run.month, amount_fen: '62000', persons: 2, ...text },
  ])
  const found = await verifyRun(payroll.as('审计'), supplementary!.number, { out: payroll.folder })
  expect(found).toMatchObject({ linesRecomputed: 4, linesDiffering: 0 })
  await office.all(
    `INSERT INTO line SELECT county, run_month, run_id, attempt, 'L9', person_no, programme, component, benefit_month,
       type, item, enrolment_no, payee_no, area, persons, standard_fen, 77, formula, basis FROM line
     WHERE run_id = $1 LIMIT 1`,
    [supplementary!.runId],
  )
  const altered = await verifyRun(payroll.as('审计'), supplementary!.number, { out: payroll.folder })
  expect(altered).toMatchObject({ linesRecomputed: 4, linesDiffering: 1 })
  expect(altered.problems.map(({ code }) => code)).toContain('verify.lines-differ')
})

test('a reissue that fails is reissued in its turn, and the chain is kept', async () => {
  const owner = letter(31)
  const run = await sentMonth([{ payee: owner, household: 'C1', amountFen: 5000 }])
  await correct(owner)
  const second = await reissueRun(maker, run.number)
  await send(second.run!, '失败')
  expect((await reissueRun(maker, run.number)).putIn).toEqual([])
  expect((await reissueRun(maker, second.run!.number)).waiting.length).toBe(1)
  await correct(owner)
  const third = await reissueRun(maker, second.run!.number)
  expect(third.putIn[0]!.paymentNo).toBe(second.putIn[0]!.newPaymentNo)
  await send(third.run!)
  for (const number of [run.number, second.run!.number, third.run!.number]) {
    expect(await reissueRun(maker, number)).toMatchObject({ changed: false, putIn: [], waiting: [] })
  }
  expect((await listReissues(maker)).filter(({ run: of }) => [run.number, second.run!.number].includes(of))).toEqual([])
  const rows = await office.all(
    'SELECT amount_fen FROM payment p JOIN outcome_in_force USING (county, run_id, payment_no, amount_fen) WHERE payee_no = $1 AND outcome = $2',
    [await payroll.person(owner), 'paid'],
  )
  expect(rows).toEqual([{ amount_fen: '5000' }])
})

describe('as long as the supplementary run is not submitted', () => {
  test('newly corrected payments join it; afterwards they get one of their own', async () => {
    const owners = [letter(32), letter(33), letter(34)]
    const run = await sentMonth(owners.map((payee, i) => ({ payee, household: `J${i}`, amountFen: 1000 + i })))
    await correct(owners[0]!)
    const first = await reissueRun(maker, run.number)
    await correct(owners[1]!)
    const second = await reissueRun(maker, run.number)
    expect(second).toMatchObject({ changed: true, run: { number: first.run!.number, attempt: 2 } })
    expect(second.putIn).toMatchObject([{ amountFen: 1001n }])
    await submitRun(maker, first.run!.number)
    await rejectRun(checker, first.run!.number, '示例原因')
    await correct(owners[2]!)
    expect(await calculateSupplementary(maker, first.run!.number)).toMatchObject({ how: 'calculated' })
    expect(await calculateSupplementary(maker, first.run!.number)).toMatchObject({ how: 'unchanged' })
    await submitRun(maker, first.run!.number)
    const own = await reissueRun(maker, run.number)
    expect(own.run!.number).not.toBe(first.run!.number)
    expect(own.putIn).toMatchObject([{ amountFen: 1002n }])
  })

  test('an account that is corrected again is the one it goes to', async () => {
    const owner = letter(35)
    const run = await sentMonth([{ payee: owner, household: 'A1', amountFen: 900 }])
    await correct(owner)
    const first = await reissueRun(maker, run.number)
    await correct(owner)
    expect(await reissueRun(maker, run.number)).toMatchObject({ changed: true, putIn: [] })
    await send(first.run!)
    const [sent] = await office.sent(first.run!)
    expect(sent!.account).toBe(`62280000000000${accounts - 1}`)
  })

  test('voiding it lets the failure wait again', async () => {
    const owner = letter(36)
    const run = await sentMonth([{ payee: owner, household: 'V1', amountFen: 800 }])
    await correct(owner)
    const first = await reissueRun(maker, run.number)
    await voidRun(maker, first.run!.number, '示例原因')
    const second = await reissueRun(maker, run.number)
    expect(second.putIn).toMatchObject([{ amountFen: 800n }])
    expect(second.run!.number).not.toBe(first.run!.number)
    expect(second.putIn[0]!.newPaymentNo).not.toBe(first.putIn[0]!.newPaymentNo)
    const found = await verifyRun(payroll.as('审计'), first.run!.number, { out: payroll.folder })
    expect(found).toMatchObject({ linesRecomputed: 1, linesDiffering: 0 })
  })
})

test('the month of the supplementary run may be another one', async () => {
  const owner = letter(37)
  const run = await sentMonth([{ payee: owner, household: 'M1', amountFen: 700 }])
  await correct(owner)
  const { run: supplementary } = await reissueRun(maker, run.number, { month: '2045-05' })
  expect(supplementary).toMatchObject({ month: '2045-05', state: 'calculated' })
  expect(supplementary!.number).toContain('204505-S')
})

describe('who gets it', () => {
  test('to the same account only with a reason, which is kept', async () => {
    const run = await sentMonth([{ payee: letter(38), household: 'S1', amountFen: 600 }])
    expect(await reissueRun(maker, run.number)).toMatchObject({
      run: null,
      changed: false,
      waiting: [{ waits: 'same-account' }],
    })
    expect(await refusedFor(reissueRun(maker, run.number, { sameAccount: true }))).toEqual(['reissue.reason-missing'])
    const why = '示例:银行系统故障'
    const { run: supplementary } = await reissueRun(maker, run.number, { sameAccount: true, why })
    expect(await office.all('SELECT same_account, why FROM reissue WHERE run_id = $1', [supplementary!.runId])).toEqual(
      [{ same_account: true, why }],
    )
  })

  test('payees that share an account are paid again when all of them have another', async () => {
    await payroll.learn()
    await payroll.account({ owner: '甲', agent: letter(39) })
    await payroll.account({ owner: '乙', agent: letter(39) })
    const run = await sentMonth([
      { payee: '甲', household: 'P1', amountFen: 300 },
      { payee: '乙', household: 'P2', amountFen: 200 },
    ])
    expect((await office.sent(run)).map(({ yuan }) => yuan)).toEqual(['5.00'])
    await correct('甲')
    expect((await reissueRun(maker, run.number)).waiting).toMatchObject([{ amountFen: 500n, waits: 'same-account' }])
    await payroll.learn()
    await payroll.account({ owner: '乙', agent: '代' })
    expect((await reissueRun(maker, run.number)).waiting).toMatchObject([{ waits: 'agent-no-account' }])
    await correct('代')
    const { putIn } = await reissueRun(maker, run.number)
    expect(putIn.map(({ amountFen }) => amountFen).sort()).toEqual([200n, 300n])
    expect(new Set(putIn.map(({ newPaymentNo }) => newPaymentNo)).size).toBe(2)
  })

  test('somebody who has died since is paid through an agent named after the money first went out', async () => {
    const owner = letter(40)
    const run = await sentMonth([{ payee: owner, household: 'D1', amountFen: 400 }])
    await correct(owner)
    await payroll.member('D1', owner, '2029-12-31')
    expect((await reissueRun(maker, run.number)).waiting).toMatchObject([{ waits: 'payee-dead' }])
    await payroll.learn()
    await payroll.account({ owner, agent: letter(41) })
    const { run: supplementary, putIn } = await reissueRun(maker, run.number)
    expect(putIn).toMatchObject([{ amountFen: 400n }])
    await send(supplementary!)
    expect((await office.sent(supplementary!)).map(({ yuan }) => yuan)).toEqual(['4.00'])
  })
})

describe('what is not sent again', () => {
  test('a run that no bank has answered, or that does not exist', async () => {
    const run = await payroll.approved([{ payee: letter(42), household: 'N1', amountFen: 500 }], '2044-01')
    expect(await refusedFor(reissueRun(maker, run.number))).toEqual(['reissue.not-settled'])
    expect(await refusedFor(reissueRun(maker, '371302-204401-R9'))).toEqual(['run.unknown'])
    expect(await refusedFor(reissueRun(checker, run.number))).toEqual(['user.role-not-allowed'])
    expect(await refusedFor(reissueRun(maker, run.number, { month: '2044-13' }))).toEqual(['run.month-invalid'])
  })

  test('payments asked for that were paid, not answered, not sent, strange or not corrected: all told, nothing done', async () => {
    const lines = [43, 44, 45, 46].map((i) => ({ payee: letter(i), household: `Q${i}`, amountFen: 100 + i }))
    const held = { payee: '无户', household: 'Q9', amountFen: 1 }
    const results = ['成功', null, '失败', '失败'] as const
    const run = await sentMonth([...lines, held], (i) => results[i]!)
    await correct(letter(46))
    const numbers = (await office.all('SELECT payment_no FROM payment WHERE run_id = $1 ORDER BY 1', [run.runId])).map(
      (row) => String(row.payment_no),
    )
    const payments = [...numbers, 'R37130299010100000017']
    expect((await refusedFor(reissueRun(maker, run.number, { payments }))).sort()).toEqual([
      'reissue.not-corrected',
      'reissue.payment-not-sent',
      'reissue.payment-paid',
      'reissue.payment-unanswered',
      'reissue.payment-unknown',
    ])
    expect(await office.all('SELECT FROM reissue WHERE original_run_id = $1', [run.runId])).toEqual([])
    const { putIn } = await reissueRun(maker, run.number, { payments: [numbers[3]!] })
    expect(putIn).toMatchObject([{ paymentNo: numbers[3], amountFen: 146n }])
    expect(await reissueRun(maker, run.number, { payments: [numbers[3]!] })).toMatchObject({
      changed: false,
      putIn: [],
    })
  })

  test('a supplementary run with nothing in it is not calculated', async () => {
    const { run } = await openRun(maker, { county: COUNTY, month: '2044-02', kind: 'supplementary' })
    expect(await refusedFor(calculateSupplementary(maker, run.number))).toEqual(['run.nothing-put-in'])
  })
})
