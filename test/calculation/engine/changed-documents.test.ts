import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../support/database.ts'
import { Months } from '../../support/months.ts'
import { testContext } from '../../support/registry.ts'

const context = await testContext(await testDatabase())

describe('a standard raised by a document that is loaded six months later', async () => {
  const county = new Months(context, '379911')
  const standard = (from: string, urban: number) => ({
    parameter: 'dibao.standard',
    from,
    value: { urban, rural: 400 },
  })

  test('each month is paid the difference, with both amounts and the reason', async () => {
    await county.on('2026-01-02').document('示例民发〔2025〕9号', [standard('2025-01', 560)])
    await county.family('示例-01', { persons: '甲乙' })
    await county.family('示例-02', { persons: '丙', income: 100 })
    await county.months('2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06')
    await county.on('2026-07-03').document('示例民发〔2026〕6号', [standard('2026-01', 620)])
    const july = await county.month('2026-07')
    // 620×2 = 1240 in July and 60×2 = 120 for each of six months; 620−100 = 520 and 60 for each of six months
    const months = ['2026-06', '2026-05', '2026-04', '2026-03', '2026-02', '2026-01']
    expect(await county.lines(july)).toEqual([
      '示例-01 top-up 2026-07 正常 620.00×2 = 1240.00',
      ...months.map((month) => `示例-01 top-up ${month} 补发 620.00×2-560.00×2 (${month}) = 120.00`),
      '示例-02 top-up 2026-07 正常 (620.00-100.00)×1 = 520.00',
      ...months.map((month) => `示例-02 top-up ${month} 补发 (620.00-100.00)×1-(560.00-100.00)×1 (${month}) = 60.00`),
    ])
    expect(await county.reasons(july)).toEqual(['示例民发〔2026〕6号 一;补发原因:2026-07-03载入示例民发〔2026〕6号'])
    const august = await county.month('2026-08')
    expect(await county.lines(august)).toHaveLength(2)
    await county.verifyAll()
  })
})
