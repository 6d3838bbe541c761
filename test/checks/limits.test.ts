import { describe, expect, test } from 'vitest'
import { limitText, readLimits } from '../../src/checks/limits.ts'
import { Refused } from '../../src/kernel/refusal.ts'

describe('checks.yaml', () => {
  test('names limits in yuan, per cent and households', () => {
    const text = '批次合计上限: 1500000.00 # 元\n合计环比: 12.5\n单笔上限: "20000"\n单户环比: 100%\n同一账户户数: 2\n'
    const limits = readLimits('checks.yaml', text)
    expect(limits).toEqual({
      total: 150_000_000n,
      'total-jump': 1250n,
      payment: 2_000_000n,
      'payee-jump': 10_000n,
      'shared-account': 2n,
    })
    expect(limitText('total-jump', 1250n)).toBe('12.5%')
    expect(limitText('payee-jump', 10_000n)).toBe('100%')
    expect(limitText('total', 150_000_000n)).toBe('1,500,000.00 元')
    expect(limitText('shared-account', 2n)).toBe('2 户')
  })

  test('an empty file names nothing', () => {
    expect(readLimits('checks.yaml', '# 暂不核查\n')).toEqual({})
  })

  test.each([
    ['合计上限: 100', 1, '没有「合计上限」这一项。'],
    ['单笔上限: 一万', 1, '「单笔上限」应写大于 0 的元,例如 20000.00。'],
    ['单笔上限: 0', 1, '「单笔上限」应写大于 0 的元,例如 20000.00。'],
    ['单笔上限: 100\n合计环比: -5', 2, '「合计环比」应写百分数,例如 20 或 12.5。'],
    ['同一账户户数: 1.5', 1, '「同一账户户数」应写户数,例如 2。'],
    ['- 单笔上限', 1, '应是一项一行。'],
  ])('%s is refused with its line', (text, line, message) => {
    expect(problemsOf(text)).toMatchObject([{ code: 'checks.invalid', line, message }])
  })

  test('what is no YAML is refused in the name of the checks', () => {
    expect(problemsOf('单笔上限: [')).toMatchObject([{ code: 'checks.yaml-syntax' }])
  })
})

function problemsOf(text: string) {
  try {
    readLimits('checks.yaml', text)
  } catch (error) {
    if (error instanceof Refused) return error.problems
    throw error
  }
  return []
}
