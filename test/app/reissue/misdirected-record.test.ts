import { beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../../src/admin/users.ts'
import { confirmMisdirected } from '../../../src/app/reissue/misdirected-confirm.ts'
import { misdirectedClaims } from '../../../src/app/reissue/misdirected-list.ts'
import { recordMisdirected } from '../../../src/app/reissue/misdirected-record.ts'
import { recordRepayment } from '../../../src/app/reissue/misdirected-repaid.ts'
import { listReissues } from '../../../src/app/reissue/reissue-list.ts'
import { reissueRun } from '../../../src/app/reissue/reissue-run.ts'
import { confirmOutcome, decideOutcome } from '../../../src/app/returns/returns-decide.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, Payroll } from '../../support/payroll.ts'
import { BackOffice, refusedFor } from './support.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const office = new BackOffice(database, payroll)
const maker = payroll.as('经办')
const checker = payroll.as('复核')
const why = '示例:领款人说没有收到,查明进了同名人账户'

let run: Run
let numbers: string[]

beforeAll(async () => {
  await addUser(payroll.as('管理员'), '兼职', 'checker')
  for (const owner of 'ABCDE') await payroll.account({ owner })
  const lines = [...'ABCDEX'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 + i }))
  run = await payroll.approved(lines, '2026-07')
  await office.export(run.number)
  const said = ['成功', '成功', '失败', null, '成功'] as const
  await office.answer(run, (_, i) => said[i]!)
  const rows = await office.all('SELECT payment_no FROM payment WHERE run_id = $1 ORDER BY 1', [run.runId])
  numbers = rows.map((row) => String(row.payment_no))
})

test('a payment to the wrong account is claimed back and paid to the right person, both linked', async () => {
  const [paymentNo] = numbers
  const receivedBy = payroll.ids.get('B')!
  const recorded = await recordMisdirected(maker, run.number, paymentNo!, { why, receivedBy })
  expect(recorded).toMatchObject({ amountFen: 10000n, balanceFen: 0n, changed: true })
  expect(await recordMisdirected(maker, run.number, paymentNo!, { why, receivedBy })).toMatchObject({ changed: false })
  expect((await reissueRun(maker, run.number)).putIn).toEqual([])
  expect(await confirmMisdirected(checker, run.number, paymentNo!)).toMatchObject({ balanceFen: 10000n, changed: true })
  expect(await confirmMisdirected(checker, run.number, paymentNo!)).toMatchObject({
    balanceFen: 10000n,
    changed: false,
  })
  const same = { payments: [paymentNo!], sameAccount: true, why }
  expect(await refusedFor(reissueRun(maker, run.number, same))).toEqual(['reissue.not-corrected'])
  expect((await listReissues(maker)).filter(({ ground }) => ground === 'misdirected')).toMatchObject([
    { paymentNo, waits: 'same-account', amountFen: 10000n },
  ])

  await payroll.learn()
  await payroll.account({ owner: 'A', account: '6228000000000012345' })
  const { run: supplementary, putIn } = await reissueRun(maker, run.number)
  expect(putIn).toMatchObject([{ paymentNo, amountFen: 10000n }])
  const [line] = await office.all('SELECT basis FROM line WHERE run_id = $1', [supplementary!.runId])
  expect(line!.basis).toBe(`错发重发 ${paymentNo};示例依据`)
  await payroll.approve(supplementary!.number)
  await office.export(supplementary!.number)
  await office.answer(supplementary!)
  expect((await listReissues(maker)).filter(({ ground }) => ground === 'misdirected')).toEqual([])

  const given = { amountFen: 4000n, why: '示例收据1号' }
  expect(await recordRepayment(maker, run.number, paymentNo!, given)).toMatchObject({ balanceFen: 6000n })
  const tooMuch = { amountFen: 6001n, why: '示例收据2号' }
  expect(await refusedFor(recordRepayment(maker, run.number, paymentNo!, tooMuch))).toEqual([
    'misdirected.amount-beyond-claim',
  ])
  const [claim] = await misdirectedClaims(maker, COUNTY)
  const masked = `${receivedBy.slice(0, 4)}**********${receivedBy.slice(-4)}`
  expect(claim).toMatchObject({ amountFen: 10000n, repaidFen: 4000n, balanceFen: 6000n, receivedBy: masked })
  expect(claim!.again).toEqual([{ run: supplementary!.number, paymentNo: putIn[0]!.newPaymentNo, outcome: 'paid' }])
  await recordRepayment(maker, run.number, paymentNo!, { ...tooMuch, amountFen: 6000n })
  expect((await misdirectedClaims(maker))[0]!.balanceFen).toBe(0n)
})

test('repayments at the same time never exceed the claim', async () => {
  const paymentNo = numbers[1]!
  await recordMisdirected(maker, run.number, paymentNo, { why })
  await confirmMisdirected(checker, run.number, paymentNo)
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) =>
      recordRepayment(maker, run.number, paymentNo, { amountFen: 3000n, why: `示例收据${i}号` }),
    ),
  )
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(3)
  expect((await misdirectedClaims(maker)).find((one) => one.paymentNo === paymentNo)!.balanceFen).toBe(1001n)
  await expect(
    office.all("INSERT INTO misdirected_repayment VALUES ($1, $2, $3, 99, 1002, '示例', '经办', now())", [
      COUNTY,
      run.runId,
      paymentNo,
    ]),
  ).rejects.toThrow('more repaid than was claimed')
})

test('a bank that says afterwards that it failed does not leave the claim without its money', async () => {
  const paymentNo = numbers[1]!
  await payroll.learn()
  await payroll.account({ owner: 'B', account: '6228000000000012346' })
  const { putIn } = await reissueRun(maker, run.number)
  expect(putIn).toMatchObject([{ paymentNo }])
  const contrary = office.answer(run, ({ no }) => (no === paymentNo ? '失败' : null))
  expect(await refusedFor(contrary)).toEqual(['returns.contradiction'])
  const decide = (as: 'paid' | 'failed') => decideOutcome(maker, run.number, { paymentNo }, { as, why: '示例' })
  expect(await refusedFor(decide('failed'))).toEqual(['returns.misdirected'])
  await decide('paid')
  await confirmOutcome(checker, run.number, { paymentNo })
  expect((await misdirectedClaims(maker)).find((one) => one.paymentNo === paymentNo)!.balanceFen).toBe(1001n)
  expect((await listReissues(maker)).filter((one) => one.paymentNo === paymentNo)).toMatchObject([
    { ground: 'misdirected', state: 'in-run' },
  ])
})

test('two long receipt numbers that look alike when masked are two repayments, each entered once', async () => {
  const paymentNo = numbers[1]!
  const repay = (middle: string) =>
    recordRepayment(maker, run.number, paymentNo, { amountFen: 100n, why: `示例收据 1234${middle}99995678` })
  expect(await repay('11111111')).toMatchObject({ changed: true })
  expect(await repay('22222222')).toMatchObject({ changed: true })
  expect(await repay('11111111')).toMatchObject({ changed: false })
  const rows = await office.all('SELECT why FROM misdirected_repayment WHERE payment_no = $1 AND amount_fen = 100', [
    paymentNo,
  ])
  expect(rows.map(({ why }) => why)).toEqual(Array(2).fill(`示例收据 1234************5678`))
})

describe('refused, with what to do instead', () => {
  const say = (i: number, text = why, receivedBy?: string) =>
    recordMisdirected(maker, run.number, numbers[i]!, { why: text, ...(receivedBy && { receivedBy }) })

  test.each([
    ['a failed payment', () => say(2), 'misdirected.not-paid'],
    ['a payment that is not answered', () => say(3), 'misdirected.not-paid'],
    ['a payment that was held', () => say(5), 'misdirected.not-paid'],
    [
      'a payment of no such number',
      () => recordMisdirected(maker, run.number, 'R37130299010100000017', { why }),
      'misdirected.payment-unknown',
    ],
    ['no reason', () => say(4, ' '), 'misdirected.reason-missing'],
    ['a wrong ID number', () => say(4, why, '371302195001010000'), 'misdirected.id-invalid'],
    ['a record that is confirmed', () => say(0, '示例别的原因'), 'misdirected.confirmed-already'],
    ['confirming nothing', () => confirmMisdirected(checker, run.number, numbers[4]!), 'misdirected.not-recorded'],
    [
      'repaying nothing',
      () => recordRepayment(maker, run.number, numbers[4]!, { amountFen: 1n, why }),
      'misdirected.not-recorded',
    ],
    [
      'a repayment of zero',
      () => recordRepayment(maker, run.number, numbers[0]!, { amountFen: 0n, why }),
      'misdirected.amount-beyond-claim',
    ],
    [
      'a checker who records',
      () => recordMisdirected(checker, run.number, numbers[4]!, { why }),
      'user.role-not-allowed',
    ],
  ])('%s', async (_, work, code) => {
    expect(await refusedFor(work())).toEqual([code])
  })

  test('whoever recorded it does not confirm it, by constraint too', async () => {
    await say(4)
    expect(await refusedFor(recordRepayment(maker, run.number, numbers[4]!, { amountFen: 1n, why }))).toEqual([
      'misdirected.not-confirmed',
    ])
    expect(await refusedFor(confirmMisdirected(maker, run.number, numbers[4]!))).toEqual(['user.role-not-allowed'])
    await office.all("UPDATE app_user SET role = 'checker' WHERE name = '经办'")
    expect(await refusedFor(confirmMisdirected(maker, run.number, numbers[4]!))).toEqual(['misdirected.own-record'])
    await office.all("UPDATE app_user SET role = 'maker' WHERE name = '经办'")
    const values = [COUNTY, run.runId, numbers[4]]
    const confirm = (maker: string, by: string) =>
      office.all(`INSERT INTO misdirected_confirmation VALUES ($1, $2, $3, 1, '${maker}', '${by}', now())`, values)
    await expect(confirm('经办', '经办')).rejects.toThrow('misdirected_two_people')
    await expect(confirm('兼职', '复核')).rejects.toThrow('foreign key')
  })
})

test('a decision that it failed is not confirmed any more once it is confirmed as misdirected', async () => {
  const paymentNo = numbers[4]!
  const contrary = office.answer(run, ({ no }) => (no === paymentNo ? '失败' : null))
  expect(await refusedFor(contrary)).toEqual(['returns.contradiction'])
  await decideOutcome(maker, run.number, { paymentNo }, { as: 'failed', why: '示例' })
  await recordMisdirected(maker, run.number, paymentNo, { why })
  await confirmMisdirected(checker, run.number, paymentNo)
  expect(await refusedFor(confirmOutcome(checker, run.number, { paymentNo }))).toEqual(['returns.misdirected'])
})
