import { beforeEach, expect, test } from 'vitest'
import { isPaymentNumber } from '../../src/layout/payment-number.ts'
import { testDatabase } from '../support/database.ts'
import { type MadeAccount, type MadeLine, Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
let month = 0
let thisMonth = ''
beforeEach(() => {
  thisMonth = `${2027 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  month++
})

/** Payments of a run of these lines, payees and owners as letters. */
async function paymentsOf(lines: readonly MadeLine[]) {
  const run = await payroll.open(thisMonth)
  const formed = await payroll.calculate(run, lines)
  const { rows } = await database.pool.query(
    `SELECT payment_no, item, household_no, area, from_month, to_month, persons, standard_fen, lines, amount_fen, bank,
       hold_code, account_owner, payee_no,
       (SELECT array_agg(payee_no ORDER BY payee_no) FROM payment_payee x
        WHERE x.run_id = p.run_id AND x.payment_no = p.payment_no) AS payees
     FROM payment p WHERE run_id = $1 ORDER BY payment_no`,
    [run.runId],
  )
  const listed = await database.pool.query(
    'SELECT household_no, person_no, programme, code, message, effect FROM exception WHERE run_id = $1',
    [run.runId],
  )
  return { run, formed, payments: rows, exceptions: listed.rows }
}

async function accounts(...made: MadeAccount[]) {
  for (const account of made) await payroll.account(account)
}

test('top-up, supplement and taper of one item become one payment; persons count once', async () => {
  await accounts({ owner: 'A', from: '2026-01' })
  const { payments, formed } = await paymentsOf([
    { payee: 'A', household: 'H1', persons: 3, amountFen: 134580 },
    { payee: 'A', household: 'H1', person: 'A', component: 'classified-supplement', amountFen: 18600 },
    {
      payee: 'A',
      household: 'H1',
      programme: 'taper',
      component: 'taper',
      item: 'urban-dibao',
      persons: 3,
      month: '2026-12',
      type: 'arrears',
      standardFen: null,
      amountFen: 10000,
    },
    { payee: 'A', household: 'H1', programme: 'tekun', component: 'tekun-basic', person: 'A', amountFen: 78000 },
  ])
  expect(payments).toMatchObject([
    { item: 'tekun', persons: 1, lines: '1', amount_fen: '78000' },
    {
      item: 'urban-dibao',
      persons: 3,
      lines: '3',
      amount_fen: '163180',
      standard_fen: '62000',
      from_month: '2026-12',
      to_month: thisMonth,
    },
  ])
  expect(payments.every(({ payment_no }) => isPaymentNumber(payment_no))).toBe(true)
  expect(formed).toEqual({ payments: 2, held: 0, totalFen: 241180n, heldFen: 0n })
})

test('lines that rest on different standards show none', async () => {
  await accounts({ owner: 'B' })
  const { payments } = await paymentsOf([
    { payee: 'B', household: 'H2', standardFen: 62000, amountFen: 100 },
    { payee: 'B', household: 'H2', standardFen: 64000, amountFen: 200, month: '2026-11', type: 'arrears' },
  ])
  expect(payments).toMatchObject([{ standard_fen: null, persons: 1, amount_fen: '300' }])
})

test('payees whose agent is the same person share one payment per item', async () => {
  await accounts({ owner: 'C' }, { owner: 'D', agent: 'C' }, { owner: 'E', agent: 'C' })
  const { payments } = await paymentsOf([
    { payee: 'E', household: 'H5', area: '371302001002', amountFen: 500 },
    { payee: 'D', household: 'H4', area: '371302001001', amountFen: 400, persons: 2 },
    { payee: 'C', household: 'H3', area: '371302001003', amountFen: 300 },
  ])
  expect(payments).toHaveLength(1)
  expect(payments[0]).toMatchObject({
    household_no: 'H4',
    area: '371302001001',
    amount_fen: '1200',
    persons: 4,
    lines: '3',
  })
  expect(payments[0].payees).toHaveLength(3)
  expect(payments[0].account_owner).toBe(await payroll.person('C'))
})

test('an agent of an agent is not followed', async () => {
  await accounts({ owner: 'F', agent: 'G' }, { owner: 'G', agent: 'C' })
  const { payments } = await paymentsOf([{ payee: 'F', household: 'H6', amountFen: 100 }])
  expect(payments).toMatchObject([{ account_owner: await payroll.person('G'), hold_code: null }])
})

test.each([
  ['no account at all', 'I', [], 'no-account'],
  ['an account that begins after the month', 'J', [{ owner: 'J', from: '2090-01' }], 'no-account'],
  ['an agent without an account', 'K', [{ owner: 'K', agent: 'L' }], 'agent-no-account'],
] as const)('%s: held and listed', async (_, payee, made, code) => {
  await accounts(...made)
  const { payments, exceptions, formed } = await paymentsOf([
    { payee, household: 'H7', amountFen: 64000 },
    { payee, household: 'H7', person: payee, programme: 'tekun', component: 'tekun-basic', amountFen: 100 },
  ])
  expect(payments).toMatchObject([{ hold_code: code, bank: null, account_owner: null }, { hold_code: code }])
  expect(formed).toMatchObject({ held: 2, heldFen: 64100n })
  expect(exceptions).toMatchObject([
    {
      household_no: 'H7',
      person_no: await payroll.person(payee),
      programme: null,
      effect: 'held',
      code: `payment.${code}`,
    },
  ])
  expect(exceptions[0].message).toContain('641.00 元')
})

test.each([
  ['the month before', -1, 'payee-dead'],
  ['the month itself', 0, null],
  ['never', null, null],
] as const)('a payee who died %s', async (_, offset, code) => {
  const letter = `M${offset}`
  await accounts({ owner: letter })
  const before = `${Number(thisMonth.slice(0, 4)) - 1}-12-31`
  await payroll.member(`H${letter}`, letter, offset === null ? null : offset === 0 ? `${thisMonth}-01` : before)
  const { payments } = await paymentsOf([{ payee: letter, household: `H${letter}`, amountFen: 100 }])
  expect(payments).toMatchObject([{ hold_code: code }])
})

test('the row imported last says whether a payee has died', async () => {
  await accounts({ owner: 'N' })
  await payroll.member('HN', 'N', '2026-01-01')
  await payroll.learn()
  await payroll.member('HN', 'N', null)
  const { payments } = await paymentsOf([{ payee: 'N', household: 'HN', amountFen: 100 }])
  expect(payments).toMatchObject([{ hold_code: null }])
})

test('what became known later, and accounts of later months, are not seen', async () => {
  await accounts({ owner: 'O', bank: '示例老银行', account: '6217000000000000017' })
  await payroll.learn()
  await accounts({ owner: 'O', bank: '示例新银行', account: '6217000000000000025' })
  await accounts({ owner: 'O', bank: '示例未来银行', from: '2090-01', account: '6217000000000000033' })
  const { payments } = await paymentsOf([{ payee: 'O', household: 'HO', amountFen: 100 }])
  expect(payments).toMatchObject([{ bank: '示例新银行' }])
})

test('lines that come to nothing make no payment', async () => {
  await accounts({ owner: 'P' })
  const { payments } = await paymentsOf([
    { payee: 'P', household: 'HP', amountFen: 100 },
    { payee: 'P', household: 'HP', amountFen: -100, type: 'recovery', month: '2026-12' },
  ])
  expect(payments).toEqual([])
})

test('lines below zero stop the calculation', async () => {
  await expect(
    paymentsOf([{ payee: 'P', household: 'HP', amountFen: -1, type: 'recovery', month: '2026-12' }]),
  ).rejects.toThrow(/below zero/)
})

test('numbers follow item, area and household, and a second attempt makes the same ones', async () => {
  await accounts({ owner: 'Q' }, { owner: 'R' }, { owner: 'S' })
  const lines: MadeLine[] = [
    { payee: 'Q', household: 'H9', area: '371302002001', amountFen: 1 },
    { payee: 'R', household: 'H8', area: '371302002001', amountFen: 2 },
    { payee: 'S', household: 'H99', area: '371302001001', amountFen: 3 },
    { payee: 'S', household: 'H99', area: '371302001001', programme: 'rural-dibao', amountFen: 4 },
  ]
  const first = await paymentsOf(lines)
  const again = await paymentsOf([...lines].reverse())
  expect(first.payments.map(({ amount_fen }) => amount_fen)).toEqual(['4', '3', '2', '1'])
  const both = [first, again].map(({ run, payments }) => {
    const ofRun = payments.filter(({ payment_no }) => payment_no.startsWith('R'))
    expect(run.number).toBe(first.run.number)
    return ofRun.map(({ payment_no, amount_fen }) => `${payment_no} ${amount_fen}`)
  })
  expect(new Set(both[1])).toEqual(new Set(both[0]))
})
