import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../support/database.ts'
import { Months } from '../../support/months.ts'
import { testContext } from '../../support/registry.ts'

const context = await testContext(await testDatabase())

const STANDARD = { parameter: 'dibao.standard', from: '2025-01', value: { urban: 560, rural: 400 } }

async function countyOf(code: string, ...more: readonly { parameter: string; from: string; value: unknown }[]) {
  const county = new Months(context, code)
  await county.on('2026-01-02').document(`示例民发〔2025〕${code}号`, [STANDARD, ...more])
  return county
}

describe('渐退', () => {
  const retention = [0.9, 0.75, 0.6, 0.45, 0.3, 0.15]
  const disabled = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
  const TAPER = { parameter: 'taper.retention', from: '2025-01', value: { general: retention, disabled } }

  test('dibao paid in months that turn out to be taper is taken back from the taper', async () => {
    const county = await countyOf('379941', TAPER)
    await county.family('示例-01', { persons: '甲' })
    await county.months('2026-01', '2026-02', '2026-03', '2026-04')
    const ended = { 家庭编号: '示例-01', 终止月份: '2026-02', 终止原因: '渐退' }
    await county.on('2026-05-02').learn('enrolments', county.enrolment('示例-01-低', '城市低保', ended))
    const may = await county.month('2026-05')
    // the base is February's 560; the first quarter, March to May, keeps 0.9 of it: 504
    expect(await county.lines(may)).toEqual([
      '示例-01 taper 2026-05 正常 560.00×0.9 = 504.00',
      '示例-01 taper 2026-04 补发 504.00 (2026-04) = 504.00',
      '示例-01 top-up 2026-04 追回 0.00-560.00×1 (2026-04) = -560.00',
      '示例-01 taper 2026-03 补发 504.00 (2026-03) = 504.00',
      '示例-01 top-up 2026-03 追回 0.00-560.00×1 (2026-03) = -560.00',
    ])
    expect(await county.open(may)).toEqual([])
    // 3×504 − 2×560 = 392, in one payment under dibao's item
    const { rows } = await context.database.pool.query(
      'SELECT item, amount_fen FROM payment WHERE county = $1 AND run_id = $2',
      [may.county, may.runId],
    )
    expect(rows).toEqual([{ item: '城市低保', amount_fen: '39200' }])
    expect(await county.lines(await county.month('2026-06'))).toEqual([
      '示例-01 taper 2026-06 正常 560.00×0.75 = 420.00',
    ])
    await county.verifyAll()
  })

  test('one whose base month is raised is paid the difference of every month', async () => {
    const county = await countyOf('379942', TAPER)
    await county.family('示例-01', {
      persons: '甲',
      enrolment: { 终止月份: '2026-01', 终止原因: '渐退' },
    })
    await county.months('2026-01', '2026-02', '2026-03')
    const raised = { ...STANDARD, from: '2026-01', value: { urban: 620, rural: 400 } }
    await county.on('2026-04-02').document('示例民发〔2026〕42号', [raised], '2026-03-30')
    // the base goes from 560 to 620: 0.9 of it from 504 to 558; May is the second quarter's first month
    expect(await county.lines(await county.month('2026-04'))).toEqual([
      '示例-01 taper 2026-04 正常 620.00×0.9 = 558.00',
      '示例-01 taper 2026-03 补发 558.00-504.00 (2026-03) = 54.00',
      '示例-01 taper 2026-02 补发 558.00-504.00 (2026-02) = 54.00',
      '示例-01 top-up 2026-01 补发 620.00×1-560.00×1 (2026-01) = 60.00',
    ])
    expect(await county.lines(await county.month('2026-05'))).toEqual([
      '示例-01 taper 2026-05 正常 620.00×0.75 = 465.00',
    ])
    await county.verifyAll()
  })
})

test('an unsupported child whose household’s dibao changes later', async () => {
  const orphan = { parameter: 'orphan', from: '2025-01', value: { institution: 2000, scattered: 1800 } }
  const county = await countyOf('379943', orphan)
  await county.family('示例-01', { persons: '甲童', income: 120, births: { 童: '2015-05-05' } })
  const child = { 家庭编号: '示例-01', 身份证号: county.id('童', '2015-05-05') }
  await county.learn('enrolments', county.enrolment('示例-01-童', '事实无人抚养儿童', child))
  await county.months('2026-01', '2026-02')
  // dibao (560×2−120)×2÷2 = 1000, the child's half 500, 1800−500 = 1300; without the income 1120, 560 and 1240
  await county.on('2026-03-02').learn('incomes', county.income('示例-01', 0))
  const march = await county.month('2026-03')
  expect((await county.lines(march)).map((line) => line.replace(/(正常|补发|追回).* = /, '$1 '))).toEqual([
    '示例-01 top-up 2026-03 正常 1120.00',
    '示例-01 top-up 2026-02 补发 120.00',
    '示例-01 top-up 2026-01 补发 120.00',
    '示例-01 童 unsupported-child 2026-03 正常 1240.00',
    '示例-01 童 unsupported-child 2026-02 追回 -60.00',
    '示例-01 童 unsupported-child 2026-01 追回 -60.00',
  ])
  await county.verifyAll()
})

describe('persons and enrolments that move', () => {
  test('from one household to another: nobody is paid twice for a month', async () => {
    const county = await countyOf('379944')
    await county.family('示例-01', { persons: '甲乙' })
    await county.family('示例-02', { persons: '丙', size: 2 })
    await county.months('2026-01', '2026-02', '2026-03')
    // 乙 has been with 丙 since February: 甲's household was due 560 of 1120, 丙's (560×2)×2÷2 = 1120 of 560
    await county.on('2026-04-02').learn('members', county.member('示例-01', '乙', { 失效月份: '2026-02' }))
    await county.learn('members', county.member('示例-02', '乙', { 生效月份: '2026-02' }))
    const april = await county.month('2026-04')
    expect(await county.lines(april)).toEqual([
      '示例-01 top-up 2026-04 正常 560.00×1 = 560.00',
      '示例-01 top-up 2026-02 追回 560.00×1-560.00×2 (2026-02) = -560.00',
      '示例-02 top-up 2026-04 正常 560.00×2 = 1120.00',
      '示例-02 top-up 2026-03 补发 560.00×2-560.00×1 (2026-03) = 560.00',
      '示例-02 top-up 2026-02 补发 560.00×2-560.00×1 (2026-02) = 560.00',
    ])
    expect(await county.open(april)).toEqual(['示例-01 top-up 2026-03 0.00/560.00'])
    await county.month('2026-05')
    expect(await county.lines(await county.month('2026-06'))).toEqual([
      '示例-01 top-up 2026-06 正常 560.00×1 = 560.00',
      '示例-02 top-up 2026-06 正常 560.00×2 = 1120.00',
    ])
    await county.verifyAll()
  })

  test('what a person gets goes along: only the difference of the two places is paid', async () => {
    const basic = { urban: { scattered: 900, centralised: 900 }, rural: { scattered: 700, centralised: 700 } }
    const county = await countyOf(
      '379945',
      { parameter: 'tekun.basic', from: '2025-01', value: basic },
      { parameter: 'tekun.care', from: '2025-01', value: { self: 100, half: 200, full: 300 } },
    )
    await county.family('示例-01', { persons: '甲乙', enrolment: null })
    await county.family('示例-02', { persons: '丙', enrolment: null })
    await county.learn('households', county.household('示例-02', county.id('丙'), { 城乡类别: '农村' }))
    const tekun = { 身份证号: county.id('乙'), 类别: '分散-自理' }
    await county.learn('enrolments', county.enrolment('示例-乙', '特困人员', tekun))
    await county.learn('accounts', county.account('乙'))
    await county.months('2026-01', '2026-02', '2026-03')
    await county.on('2026-04-02').learn('members', county.member('示例-01', '乙', { 失效月份: '2026-03' }))
    await county.learn('members', county.member('示例-02', '乙', { 生效月份: '2026-03' }))
    // March is due in the country: 700 of the 900 that were paid in town; care is the same in both
    expect(await county.lines(await county.month('2026-04'))).toEqual([
      '示例-02 乙 tekun-basic 2026-04 正常 700.00 = 700.00',
      '示例-02 乙 tekun-care 2026-04 正常 100.00 = 100.00',
      '示例-02 乙 tekun-basic 2026-03 追回 700.00-900.00 (2026-03) = -200.00',
    ])
    await county.verifyAll()
  })

  test('a number of 待遇 that is given to another household, and to another person', async () => {
    const county = await countyOf('379946', { parameter: 'disability.living', from: '2025-01', value: { 1: 185 } })
    const disabled = { 残疾类别: '肢体', 残疾等级: '1' }
    await county.family('示例-01', { persons: '甲', member: disabled })
    await county.family('示例-02', { persons: '乙', enrolment: null, member: disabled })
    const living = (letter: string) =>
      county.enrolment('示例-补', '困难残疾人生活补贴', { 身份证号: county.id(letter) })
    await county.learn('enrolments', living('甲'))
    await county.months('2026-01', '2026-02')
    await county
      .on('2026-03-02')
      .learn('enrolments', county.enrolment('示例-01-低', '城市低保', { 家庭编号: '示例-02' }), living('乙'))
    const march = await county.month('2026-03')
    expect(await county.lines(march)).toEqual([
      '示例-02 top-up 2026-03 正常 560.00×1 = 560.00',
      '示例-02 top-up 2026-02 补发 560.00×1 (2026-02) = 560.00',
      '示例-02 top-up 2026-01 补发 560.00×1 (2026-01) = 560.00',
      '示例-02 乙 disability-living 2026-03 正常 185.00 = 185.00',
      '示例-02 乙 disability-living 2026-02 补发 185.00 (2026-02) = 185.00',
      '示例-02 乙 disability-living 2026-01 补发 185.00 (2026-01) = 185.00',
    ])
    expect(await county.open(march)).toEqual([
      '示例-01 disability-living 2026-01 0.00/185.00',
      '示例-01 top-up 2026-01 0.00/560.00',
      '示例-01 disability-living 2026-02 0.00/185.00',
      '示例-01 top-up 2026-02 0.00/560.00',
    ])
    await county.verifyAll()
  })

  test('an enrolment that names another household than before: the person is not paid twice', async () => {
    const county = await countyOf('379949', {
      parameter: 'disability.living',
      from: '2025-01',
      value: { 1: 185, 2: 100 },
    })
    const disabled = { 残疾类别: '肢体', 残疾等级: '1' }
    await county.family('示例-01', { persons: '甲', enrolment: null, member: disabled })
    await county.family('示例-02', { persons: '乙', enrolment: null })
    const named = (no: string) =>
      county.enrolment('示例-补', '困难残疾人生活补贴', { 身份证号: county.id('甲'), 家庭编号: no })
    // 甲 is no member of the second household; the enrolment named it by mistake
    await county.learn('enrolments', named('示例-02'))
    await county.months('2026-01', '2026-02')
    await county.on('2026-03-02').learn('enrolments', named('示例-01'))
    const march = await county.month('2026-03')
    expect(await county.lines(march)).toEqual(['示例-01 甲 disability-living 2026-03 正常 185.00 = 185.00'])
    expect(await county.open(march)).toEqual([])
    // and what turns out too much is set off where the person is paid now
    await county.on('2026-04-02').learn('members', county.member('示例-01', '甲', { ...disabled, 残疾等级: '2' }))
    expect(await county.lines(await county.month('2026-04'))).toEqual([
      '示例-01 甲 disability-living 2026-04 正常 100.00 = 100.00',
      '示例-01 甲 disability-living 2026-02 追回 100.00-185.00 (2026-02),本次扣回 15.00 = -15.00',
      '示例-01 甲 disability-living 2026-01 追回 100.00-185.00 (2026-01) = -85.00',
    ])
    await county.verifyAll()
  })

  test('a person in two households: a change of the one is felt in the other', async () => {
    const county = await countyOf('379947')
    // 乙 is covered in both; the dibao that began earlier is kept, the other has 丙 alone
    await county.family('示例-01', { persons: '甲乙', enrolment: { 起始月份: '2025-03' } })
    await county.family('示例-02', { persons: '丙', size: 2, enrolment: { 起始月份: '2025-02' } })
    await county.learn('members', county.member('示例-02', '乙'))
    await county.months('2026-01', '2026-02')
    // 乙 was never covered in the second: 1120 less 560 each there, 560 more for the first
    await county.on('2026-03-02').learn('members', county.member('示例-02', '乙', { 保障对象: '否' }))
    const march = await county.month('2026-03')
    expect(await county.lines(march)).toEqual([
      '示例-01 top-up 2026-03 正常 560.00×2 = 1120.00',
      '示例-01 top-up 2026-02 补发 560.00×2-560.00×1 (2026-02) = 560.00',
      '示例-01 top-up 2026-01 补发 560.00×2-560.00×1 (2026-01) = 560.00',
      '示例-02 top-up 2026-03 正常 560.00×1 = 560.00',
      '示例-02 top-up 2026-01 追回 560.00×1-560.00×2 (2026-01) = -560.00',
    ])
    expect(await county.open(march)).toEqual(['示例-02 top-up 2026-02 0.00/560.00'])
    await county.verifyAll()
  })

  test('one-off help that a person has through two households stays paid when something else changes', async () => {
    const multiple = {
      parameter: 'temporary.multiple',
      from: '2025-01',
      value: { illness: [3, 12], education: [3, 6] },
    }
    const county = await countyOf('379948', multiple)
    await county.family('示例-01', { persons: '甲' })
    await county.family('示例-02', { persons: '乙', enrolment: null })
    const help = (no: string) =>
      county.enrolment(`${no}-助`, '临时救助', {
        ...{ 家庭编号: no, 身份证号: county.id('甲'), 类别: '重病', 倍数: '3', 起始月份: '2026-01' },
      })
    await county.learn('enrolments', help('示例-01'), help('示例-02'))
    await county.month('2026-01')
    await county.on('2026-02-02').learn('incomes', county.income('示例-01', 60))
    expect(await county.lines(await county.month('2026-02'))).toEqual([
      '示例-01 top-up 2026-02 正常 (560.00-60.00)×1 = 500.00',
      '示例-01 top-up 2026-01 追回 (560.00-60.00)×1-560.00×1 (2026-01) = -60.00',
    ])
    await county.verifyAll()
  })
})
