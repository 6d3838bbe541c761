import { describe, expect, test } from 'vitest'
import { recordCash, waiveRecovery } from '../../../src/app/calculate/recover.ts'
import { addMonths } from '../../../src/kernel/month.ts'
import { testDatabase } from '../../support/database.ts'
import { Months } from '../../support/months.ts'
import { testContext } from '../../support/registry.ts'

const context = await testContext(await testDatabase())

const STANDARD = { parameter: 'dibao.standard', from: '2025-01', value: { urban: 560, rural: 400 } }
const cap = (value: number) => ({ parameter: 'recovery.cap', from: '2025-01', value })

/** A county whose first month is 2026-01, in town 560 yuan a person. */
async function countyOf(code: string, ...more: readonly { parameter: string; from: string; value: unknown }[]) {
  const county = new Months(context, code)
  await county.on('2026-01-02').document(`示例民发〔2025〕${code}号`, [STANDARD, ...more])
  return county
}

describe('a death that is recorded three months late', () => {
  test('is taken back from what the household is paid, month by month until settled', async () => {
    const county = await countyOf('379921')
    await county.family('示例-01', { persons: '甲乙' })
    await county.months('2026-01', '2026-02', '2026-03', '2026-04')
    // 乙 died in January, which is still paid; February to April were paid 1120 and are due (560×2)×1÷2 = 560
    await county.on('2026-05-03').learn('members', county.member('示例-01', '乙', { 死亡日期: '2026-01-20' }))
    const may = await county.month('2026-05')
    expect(await county.lines(may)).toEqual([
      '示例-01 top-up 2026-05 正常 560.00×1 = 560.00',
      '示例-01 top-up 2026-02 追回 560.00×1-560.00×2 (2026-02) = -560.00',
    ])
    expect(await county.reasons(may)).toEqual(['示例民发〔2025〕379921号 一;追回原因:2026-05-03登记死亡'])
    expect(await county.open(may)).toEqual(['示例-01 top-up 2026-03 0.00/560.00', '示例-01 top-up 2026-04 0.00/560.00'])
    const june = await county.month('2026-06')
    expect(await county.lines(june)).toEqual([
      '示例-01 top-up 2026-06 正常 560.00×1 = 560.00',
      '示例-01 top-up 2026-03 追回 560.00×1-560.00×2 (2026-03) = -560.00',
    ])
    expect(await county.reasons(june)).toEqual(['示例民发〔2025〕379921号 一;追回原因:2026-05-03登记死亡'])
    expect(await county.open(june)).toEqual(['示例-01 top-up 2026-04 0.00/560.00'])
    const july = await county.month('2026-07')
    expect(await county.open(july)).toEqual([])
    expect(await county.lines(july)).toHaveLength(2)
    expect(await county.lines(await county.month('2026-08'))).toEqual(['示例-01 top-up 2026-08 正常 560.00×1 = 560.00'])
    await county.verifyAll()
  })

  test('within a cap of 0.3 it takes ten months, and each lists what is still open', async () => {
    const county = await countyOf('379922', cap(0.3))
    await county.family('示例-01', { persons: '甲乙' })
    await county.months('2026-01', '2026-02', '2026-03', '2026-04')
    await county.on('2026-05-03').learn('members', county.member('示例-01', '乙', { 死亡日期: '2026-01-20' }))
    // 3×560 = 1680 at 560×0.3 = 168 a month: 10 months, the oldest month first
    const open: string[][] = []
    for (let month = '2026-05'; month <= '2027-02'; month = addMonths(month, 1)) {
      const run = await county.month(month)
      const taken = (await county.lines(run)).filter((line) => line.includes('追回'))
      const sum = taken.reduce((total, line) => total + Number(line.split(' = ')[1]), 0)
      expect([month, sum]).toEqual([month, -168])
      open.push(await county.open(run))
    }
    expect(open[0]).toEqual([
      '示例-01 top-up 2026-02 168.00/560.00',
      '示例-01 top-up 2026-03 0.00/560.00',
      '示例-01 top-up 2026-04 0.00/560.00',
    ])
    // after three months 504 are taken; the fourth takes the last 56 of February and 112 of March
    expect(open[3]).toEqual(['示例-01 top-up 2026-03 112.00/560.00', '示例-01 top-up 2026-04 0.00/560.00'])
    expect(open[8]).toEqual(['示例-01 top-up 2026-04 168.00/336.00'])
    expect(open[9]).toEqual([])
    expect(await county.lines(await county.month('2027-03'))).toEqual(['示例-01 top-up 2027-03 正常 560.00×1 = 560.00'])
    await county.verifyAll()
  })

  test('what the dead had of their own stays listed and takes nothing from the living', async () => {
    const county = await countyOf('379923', { parameter: 'disability.living', from: '2025-01', value: { 1: 185 } })
    await county.family('示例-01', { persons: '甲乙', enrolment: null, member: { 残疾类别: '肢体', 残疾等级: '1' } })
    const living = (letter: string) =>
      county.enrolment(`示例-01-${letter}`, '困难残疾人生活补贴', { 身份证号: county.id(letter) })
    await county.learn('enrolments', living('甲'), living('乙'))
    await county.months('2026-01', '2026-02', '2026-03')
    const dead = { 残疾类别: '肢体', 残疾等级: '1', 死亡日期: '2026-01-31' }
    await county.on('2026-04-03').learn('members', county.member('示例-01', '乙', dead))
    for (const month of ['2026-04', '2026-05', '2026-06']) {
      const run = await county.month(month)
      expect(await county.lines(run)).toEqual([`示例-01 甲 disability-living ${month} 正常 185.00 = 185.00`])
      expect(await county.open(run)).toEqual([
        '示例-01 disability-living 2026-02 0.00/185.00',
        '示例-01 disability-living 2026-03 0.00/185.00',
      ])
    }
    await county.verifyAll()
  })

  test('a death taken back by a later import is paid again', async () => {
    const county = await countyOf('379924')
    await county.family('示例-01', { persons: '甲乙' })
    await county.months('2026-01', '2026-02')
    await county.on('2026-03-03').learn('members', county.member('示例-01', '乙', { 死亡日期: '2026-01-20' }))
    await county.month('2026-03')
    await county.on('2026-04-03').learn('members', county.member('示例-01', '乙', { 与户主关系: '配偶' }))
    // February: 1120 − 560 lined up, 1120 due; March: 560 lined up
    expect(await county.lines(await county.month('2026-04'))).toEqual([
      '示例-01 top-up 2026-04 正常 560.00×2 = 1120.00',
      '示例-01 top-up 2026-03 补发 560.00×2-560.00×1 (2026-03) = 560.00',
      '示例-01 top-up 2026-02 补发 560.00×2-560.00 (2026-02) = 560.00',
    ])
    await county.verifyAll()
  })
})

test('cash handed back and a claim given up are not taken back any more', async () => {
  const county = await countyOf('379920')
  await county.family('示例-01', { persons: '甲' })
  await county.months('2026-01', '2026-02', '2026-03')
  const ended = { 家庭编号: '示例-01', 终止月份: '2025-12', 终止原因: '停发' }
  await county.on('2026-04-02').learn('enrolments', county.enrolment('示例-01-低', '城市低保', ended))
  expect(await county.open(await county.month('2026-04'))).toHaveLength(3)
  const owed = {
    county: county.county,
    household: `示例${county.county}-01`,
    programme: '城市低保',
    why: '示例:收据1号',
  }
  await recordCash(context, { ...owed, amount: '600.00' })
  await waiveRecovery(context.as('复核甲'), { ...owed, month: '2026-03', amount: '100.00' })
  // of 3×560 = 1680, 560 of January and 40 of February came back in cash, 100 of March were given up
  const may = await county.month('2026-05')
  expect(await county.open(may)).toEqual(['示例-01 top-up 2026-02 0.00/520.00', '示例-01 top-up 2026-03 0.00/460.00'])
  // the enrolment was right after all: what came back in cash is due again, what was given up was never taken
  const right = county.enrolment('示例-01-低', '城市低保', { 家庭编号: '示例-01', 审批文号: '示例批〔2026〕2号' })
  await county.on('2026-06-02').learn('enrolments', right)
  expect(await county.lines(await county.month('2026-06'))).toEqual([
    '示例-01 top-up 2026-06 正常 560.00×1 = 560.00',
    '示例-01 top-up 2026-05 补发 560.00×1 (2026-05) = 560.00',
    '示例-01 top-up 2026-04 补发 560.00×1 (2026-04) = 560.00',
    '示例-01 top-up 2026-02 补发 560.00×1-520.00 (2026-02) = 40.00',
    '示例-01 top-up 2026-01 补发 560.00×1 (2026-01) = 560.00',
  ])
  await county.verifyAll()
})

test('an income that is corrected twice', async () => {
  const county = await countyOf('379925')
  await county.family('示例-01', { persons: '甲', income: 100 })
  await county.months('2026-01', '2026-02')
  await county.on('2026-03-02').learn('incomes', county.income('示例-01', 160))
  // 560−100 = 460 was paid and 560−160 = 400 is due
  expect(await county.lines(await county.month('2026-03'))).toEqual([
    '示例-01 top-up 2026-03 正常 (560.00-160.00)×1 = 400.00',
    '示例-01 top-up 2026-02 追回 (560.00-160.00)×1-(560.00-100.00)×1 (2026-02) = -60.00',
    '示例-01 top-up 2026-01 追回 (560.00-160.00)×1-(560.00-100.00)×1 (2026-01) = -60.00',
  ])
  await county.on('2026-04-02').learn('incomes', county.income('示例-01', 130))
  // 430 is due; 460−60 = 400 was lined up for the first two months, 400 for March
  expect(await county.lines(await county.month('2026-04'))).toEqual([
    '示例-01 top-up 2026-04 正常 (560.00-130.00)×1 = 430.00',
    '示例-01 top-up 2026-03 补发 (560.00-130.00)×1-(560.00-160.00)×1 (2026-03) = 30.00',
    '示例-01 top-up 2026-02 补发 (560.00-130.00)×1-400.00 (2026-02) = 30.00',
    '示例-01 top-up 2026-01 补发 (560.00-130.00)×1-400.00 (2026-01) = 30.00',
  ])
  expect(await county.lines(await county.month('2026-05'))).toHaveLength(1)
  await county.verifyAll()
})

describe('a document withdrawn by a later one', () => {
  const raised = { ...STANDARD, from: '2026-02', value: { urban: 620, rural: 400 } }

  test('a later lower value takes the rise back', async () => {
    const county = await countyOf('379926')
    await county.family('示例-01', { persons: '甲' })
    await county.document('示例民发〔2026〕26号', [raised], '2026-01-10')
    await county.months('2026-01', '2026-02', '2026-03')
    const lower = { ...raised, value: { urban: 600, rural: 400 } }
    await county.on('2026-04-02').document('示例民发〔2026〕36号', [lower], '2026-03-30')
    expect(await county.lines(await county.month('2026-04'))).toEqual([
      '示例-01 top-up 2026-04 正常 600.00×1 = 600.00',
      '示例-01 top-up 2026-03 追回 600.00×1-620.00×1 (2026-03) = -20.00',
      '示例-01 top-up 2026-02 追回 600.00×1-620.00×1 (2026-02) = -20.00',
    ])
    await county.verifyAll()
  })

  test('a null ends a supplement from its own month on', async () => {
    const supplement = {
      stacking: 'highest',
      rounding: 'half-up-yuan',
      categories: [{ category: '重病', percent: 10 }],
    }
    const county = await countyOf('379927', { parameter: 'dibao.supplement', from: '2025-01', value: supplement })
    await county.family('示例-01', { persons: '甲', member: { 重病: '是' } })
    await county.months('2026-01', '2026-02', '2026-03')
    const ended = { parameter: 'dibao.supplement', from: '2026-02', value: null }
    await county.on('2026-04-02').document('示例民发〔2026〕37号', [ended], '2026-03-30')
    const april = await county.month('2026-04')
    // 10 % of 560 is 56 a month
    expect(await county.lines(april)).toEqual([
      '示例-01 top-up 2026-04 正常 560.00×1 = 560.00',
      '示例-01 甲 classified-supplement 2026-03 追回 0.00-56.00 (2026-03) = -56.00',
      '示例-01 甲 classified-supplement 2026-02 追回 0.00-56.00 (2026-02) = -56.00',
    ])
    expect(await county.reasons(april)).toEqual([
      '示例民发〔2025〕379927号 一;追回原因:2026-04-02载入示例民发〔2026〕37号',
    ])
    await county.verifyAll()
  })

  test('a null that leaves no standard: everything is owed, listed and paid nothing until a new value comes', async () => {
    const county = await countyOf('379928')
    await county.family('示例-01', { persons: '甲' })
    await county.months('2026-01', '2026-02')
    const none = { ...STANDARD, from: '2026-02', value: null }
    await county.on('2026-03-02').document('示例民发〔2026〕38号', [none], '2026-02-20')
    const march = await county.month('2026-03')
    expect(await county.lines(march)).toEqual([])
    expect(await county.open(march)).toEqual(['示例-01 top-up 2026-02 0.00/560.00'])
    expect(await county.listed(march)).toContain('示例-01 2026-03 policy.parameter-absent')
    const again = { ...STANDARD, from: '2026-02', value: { urban: 500, rural: 400 } }
    await county.on('2026-04-02').document('示例民发〔2026〕48号', [again], '2026-03-30')
    expect(await county.lines(await county.month('2026-04'))).toEqual([
      '示例-01 top-up 2026-04 正常 500.00×1 = 500.00',
      '示例-01 top-up 2026-03 补发 500.00×1 (2026-03) = 500.00',
      '示例-01 top-up 2026-02 追回 500.00×1-560.00×1 (2026-02) = -60.00',
    ])
    await county.verifyAll()
  })

  test('the same document loaded anew with a lower value', async () => {
    const county = await countyOf('379929')
    await county.family('示例-01', { persons: '甲' })
    await county.document('示例民发〔2026〕29号', [raised], '2026-01-10')
    await county.months('2026-01', '2026-02')
    const other = { ...raised, from: '2026-03', value: { urban: 610, rural: 400 } }
    await county.on('2026-03-02').document('示例民发〔2026〕29号', [other], '2026-01-10')
    expect(await county.lines(await county.month('2026-03'))).toEqual([
      '示例-01 top-up 2026-03 正常 610.00×1 = 610.00',
      '示例-01 top-up 2026-02 追回 560.00×1-620.00×1 (2026-02) = -60.00',
    ])
    await county.verifyAll()
  })
})

describe('what people hand back or give up', () => {
  const HERE = '379939'
  const owed = { county: HERE, amount: '1.00', why: '收据 1号' }

  test.each([
    [{ why: ' ' }, 'recover.reason-missing'],
    [{ id: '379901199001011233' }, 'recover.person-unknown'],
    [{ programme: 'constructor' }, 'recover.programme-unknown'],
    [{ programme: 'toString' }, 'recover.programme-unknown'],
    [{ household: '示例-02' }, 'recover.nothing-open'],
    [{ amount: '0.00' }, 'recover.amount-invalid'],
    [{ amount: '560.01' }, 'recover.amount-above-open'],
  ])('%o is refused', async (asked, code) => {
    await owing()
    const refused = recordCash(context, { ...owed, ...asked })
    await expect(refused.catch((error) => error.problems[0].code)).resolves.toBe(code)
  })

  /** A county where one family owes 560.00 of February. */
  async function owing() {
    if (county) return
    county = await countyOf(HERE, cap(0))
    await county.family('示例-01', { persons: '甲乙' })
    await county.months('2026-01', '2026-02')
    await county.on('2026-03-03').learn('members', county.member('示例-01', '乙', { 死亡日期: '2026-01-20' }))
    expect(await county.open(await county.month('2026-03'))).toEqual(['示例-01 top-up 2026-02 0.00/560.00'])
  }
  let county: Months | undefined
})
