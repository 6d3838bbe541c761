import { beforeAll, describe, expect, test } from 'vitest'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import type { Run } from '../../src/run/run.store.ts'
import { testDatabase } from '../support/database.ts'
import { MIXED_POLICY } from '../support/mixed-county.ts'
import { Months } from '../support/months.ts'
import { testContext } from '../support/registry.ts'

const context = await testContext(await testDatabase())
beforeAll(async () => {
  await loadPolicies(context, [MIXED_POLICY])
})

/** Family 01 has a 单人保 that names 乙; 乙 belongs to family 02, which has dibao, and to family 01 where told so. */
async function countyOf(code: string, { alsoInFirst }: { alsoInFirst: boolean }) {
  const county = new Months(context, code).on('2026-01-05')
  const share = { parameter: 'dibao.single-person.share', from: '2025-01', value: 0.7 }
  await county.document(`示例民发〔2025〕${code}号`, [share])
  await county.family('示例-02', { persons: '乙', income: 100 })
  const [甲, 乙] = [county.id('甲'), county.id('乙')]
  await county.learn('households', county.household('示例-01', 甲, { 家庭人口: '2', 城乡类别: '农村' }))
  await county.learn('members', county.member('示例-01', '甲'))
  if (alsoInFirst) await county.learn('members', county.member('示例-01', '乙'))
  const single = { 家庭编号: '示例-01', 身份证号: 乙, 类别: '单人保', 起始月份: '2025-06' }
  await county.learn('enrolments', county.enrolment('示例-01-单', '农村低保', single))
  const figure = { 指标: '低收入居民基本生活费用', 月份: '2026-01', 同比涨幅: '6.0', 发布日期: '2026-01-04' }
  await county.learn('indices', { 区划代码: code, ...figure })
  const regular = await county.calculate('2026-01')
  return { county, regular, price: await county.calculate('2026-01', 'price') }
}

/** `家庭 项目 金额` of each line of a run. */
async function paid({ county, runId }: Run): Promise<string[]> {
  const { rows } = await context.database.pool.query(
    'SELECT household_no, programme, amount_fen FROM line WHERE county = $1 AND run_id = $2 ORDER BY 1, 2',
    [county, runId],
  )
  return rows.map((row) => `${row.household_no.slice(-2)} ${row.programme} ${formatYuan(BigInt(row.amount_fen))}`)
}

describe('a 单人保 that names somebody of another household', () => {
  test('who is no member of its own pays nothing and gives no second subsidy', async () => {
    const { county, regular, price } = await countyOf('379951', { alsoInFirst: false })
    expect(await paid(regular)).toEqual(['02 urban-dibao 580.00'])
    expect(await county.listed(regular)).toEqual(['示例-01 2026-01 dibao.person-not-in-household'])
    expect(await paid(price)).toEqual(['02 price-subsidy 40.80'])
    await county.verifyAll()
  })

  test('who is a member of both keeps the earlier dibao, and gets one subsidy, by it', async () => {
    const { county, regular, price } = await countyOf('379952', { alsoInFirst: true })
    expect(await paid(regular)).toEqual(['02 urban-dibao 580.00'])
    expect(await county.listed(regular)).toEqual(['示例-01 2026-01 exclusion.not-kept'])
    expect(await paid(price)).toEqual(['02 price-subsidy 40.80'])
    await county.verifyAll()
  })
})
