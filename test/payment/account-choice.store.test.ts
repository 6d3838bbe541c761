import { beforeAll, expect, test } from 'vitest'
import { rowsOf, sql } from '../../src/db/statement.ts'
import { accountsChosen, deadPayees, usableMonthOf } from '../../src/payment/account-choice.store.ts'
import { testDatabase } from '../support/database.ts'
import { COUNTY, Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const letters = ['A', 'B', 'C', 'D', 'E']
let later: number

beforeAll(async () => {
  await payroll.account({ owner: 'A', bank: '旧行' })
  await payroll.account({ owner: 'B', from: '2026-09' })
  await payroll.account({ owner: 'C', agent: 'A' })
  await payroll.account({ owner: 'D', agent: 'C' })
  await payroll.member('HE', 'E', '2026-06-30')
  later = await payroll.learn()
  await payroll.account({ owner: 'A', bank: '新行' })
})

async function chosen(
  known: number,
  usableMonth: string,
): Promise<Record<string, [owner: string | null, bank: string | null]>> {
  const numbers = new Map<string, string>()
  for (const letter of letters) numbers.set(await payroll.person(letter), letter)
  const payees = sql`(SELECT unnest(${[...numbers.keys()]}::bigint[]) AS payee_no)`
  const rows = await rowsOf(database.pool, accountsChosen(payees, { county: COUNTY, known, usableMonth }))
  return Object.fromEntries(
    rows.map((row) => [
      numbers.get(row.payee_no),
      [row.account_owner === null ? null : numbers.get(row.account_owner)!, row.bank],
    ]),
  )
}

test('the latest row in force, as it was known then', async () => {
  expect((await chosen(later - 1, '2026-07')).A).toEqual(['A', '旧行'])
  expect((await chosen(later, '2026-07')).A).toEqual(['A', '新行'])
  expect((await chosen(later, '2026-07')).B).toEqual([null, null])
  expect((await chosen(later, '2026-09')).B).toEqual(['B', '示例农商银行'])
})

test('through an agent it is the agent’s own account; the agent’s agent is not followed', async () => {
  const { C, D, E } = await chosen(later, '2026-07')
  expect(C).toEqual(['A', '新行'])
  expect(D).toEqual(['C', '示例农商银行'])
  expect(E).toEqual([null, null])
})

test('who had died before the month, and not who dies in it', async () => {
  const e = await payroll.person('E')
  const dead = async (month: string) =>
    await rowsOf(
      database.pool,
      deadPayees(sql`(SELECT ${e}::bigint AS payee_no)`, { county: COUNTY, known: later, month }),
    )
  expect(await dead('2026-07')).toEqual([{ payee_no: e }])
  expect(await dead('2026-06')).toEqual([])
})

test('an account serves by the month of the calculation, or the run’s where that is later', () => {
  expect(usableMonthOf('2026-07', '2026-08-31T16:00:00.000Z')).toBe('2026-09') // midnight in China
  expect(usableMonthOf('2026-12', '2026-08-31T15:59:59.000Z')).toBe('2026-12')
})
