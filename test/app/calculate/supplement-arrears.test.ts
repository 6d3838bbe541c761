import { describe, expect, test } from 'vitest'
import { supplementArrears } from '../../../src/app/calculate/supplement-arrears.ts'
import { verifyRun } from '../../../src/app/inquiry/verify-run.ts'
import { testDatabase } from '../../support/database.ts'
import { Months } from '../../support/months.ts'
import { testContext } from '../../support/registry.ts'

const context = await testContext(await testDatabase())

/** A county with three approved months; two families' incomes prove to have been lower since February. */
async function countyOf(code: string) {
  const county = new Months(context, code)
  const standard = { parameter: 'dibao.standard', from: '2025-01', value: { urban: 560, rural: 400 } }
  await county.on('2026-01-02').document(`示例民发〔2025〕${code}号`, [standard])
  await county.family('示例-01', { persons: '甲', income: 200 })
  await county.family('示例-02', { persons: '乙', income: 200 })
  await county.months('2026-01', '2026-02', '2026-03')
  const lower = { 起始月份: '2026-02' }
  await county
    .on('2026-03-20')
    .learn('incomes', county.income('示例-01', 100, lower), county.income('示例-02', 100, lower))
  return county
}

const request = (county: Months, households: string[], why = '家中火灾,等不到下月') => ({
  county: county.county,
  households: households.map((no) => no.replace('示例-', `示例${county.county}-`)),
  ids: [],
  why,
})

const codeOf = async (step: Promise<unknown>) =>
  await step.then(
    () => 'done',
    (error) => error.problems?.[0]?.code ?? `${error}`,
  )

describe('arrears that should not wait', () => {
  test('are lined up for the named family alone, and the next regular run does not pay them again', async () => {
    const county = await countyOf('379971')
    const { run } = await supplementArrears(context, request(county, ['示例-01']))
    expect(run.number).toBe('379971-202603-S1')
    expect(await county.lines(run)).toEqual([
      '示例-01 top-up 2026-03 补发 (560.00-100.00)×1-(560.00-200.00)×1 (2026-03) = 100.00',
      '示例-01 top-up 2026-02 补发 (560.00-100.00)×1-(560.00-200.00)×1 (2026-02) = 100.00',
    ])
    await county.approve(run)
    expect(await verifyRun(context.as('审计甲'), run.number)).toMatchObject({ linesRecomputed: 2, problems: [] })
    const april = await county.month('2026-04')
    const later = (await county.lines(april)).filter((line) => !line.includes('正常'))
    expect(later.map((line) => line.split(' ')[0])).toEqual(['示例-02', '示例-02'])
    await county.verifyAll()
  })

  test('a regular run that was calculated before is refused once the supplementary one is approved', async () => {
    const county = await countyOf('379972')
    const april = await county.on('2026-04-08').calculate('2026-04')
    const { run } = await supplementArrears(context, request(county, ['示例-01']))
    await county.approve(run)
    expect(await codeOf(county.approve(april))).toBe('run.lined-up-changed')
  })

  test.each([
    ['no reason', ['示例-01'], ' ', 'arrears.reason-missing'],
    ['a family that nobody knows', ['示例-09'], '急', 'arrears.household-unknown'],
  ])('%s is refused', async (_, households, why, code) => {
    const county = new Months(context, '379971')
    expect(await codeOf(supplementArrears(context, request(county, households, why)))).toBe(code)
  })

  test('nothing to pay leaves no run behind', async () => {
    const county = new Months(context, '379971')
    await county.month('2026-05')
    expect(await codeOf(supplementArrears(context, request(county, ['示例-01'])))).toBe('arrears.nothing-due')
  })

  test('a family is in one such run at a time, and there must be an approved month', async () => {
    const county = await countyOf('379973')
    await supplementArrears(context, request(county, ['示例-01']))
    expect(await codeOf(supplementArrears(context, request(county, ['示例-01'])))).toBe('arrears.in-hand')
    const fresh = new Months(context, '379974')
    await fresh.family('示例-01', { persons: '甲' })
    expect(await codeOf(supplementArrears(context, request(fresh, ['示例-01'])))).toBe('arrears.no-month')
    const stranger = { ...request(county, []), ids: ['110101199001011237'] }
    expect(await codeOf(supplementArrears(context, stranger))).toBe('arrears.person-unknown')
  })
})
