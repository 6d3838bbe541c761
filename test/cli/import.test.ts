import { describe, expect, test } from 'vitest'
import { importFile } from '../../src/app/import/import-file.ts'
import { importSentences } from '../../src/cli/import.ts'
import { testDatabase } from '../support/database.ts'
import { Months } from '../support/months.ts'
import { rowsFile, testContext } from '../support/registry.ts'

const context = await testContext(await testDatabase())

describe('the same bytes again', () => {
  test('after another file has changed a row: the sentence says that nothing came back, and what to do', async () => {
    const county = new Months(context, '379961').on('2026-01-05')
    await county.family('示例379961-01', { persons: '甲', enrolment: null })
    const [income, other] = [
      county.income('示例379961-01', 300),
      { ...county.income('示例379961-01', 50), 收入类别: '转移' },
    ]
    const [first, corrected] = [
      rowsFile('incomes', [income, other]),
      rowsFile('incomes', [{ ...income, 月收入: '200.00' }]),
    ]
    await importFile(context, 'incomes', first)
    await importFile(context, 'incomes', corrected)
    const again = await importFile(context, 'incomes', first)
    const told = importSentences(again, {})
    expect(told[0]).toContain('同样的内容已于 2026-01-05 09:00 导入过,未作改变。')
    expect(told[1]).toContain('仍以后导入的为准')
    expect(await incomes()).toEqual(['300.00', '50.00', '200.00'])

    // what the sentence says to do: the row alone, in a file of its own
    const alone = await importFile(context, 'incomes', rowsFile('incomes', [income]))
    expect(importSentences(alone, {})).toHaveLength(1)
    expect(await incomes()).toEqual(['300.00', '50.00', '200.00', '300.00'])
  })

  test('nothing of it is said of bytes that are new', async () => {
    const county = new Months(context, '379961')
    const path = rowsFile('incomes', [county.income('示例379961-01', 10, { 收入类别: '财产' })])
    const told = importSentences(await importFile(context, 'incomes', path, { dryRun: true }), { dryRun: true })
    expect(told.join()).not.toContain('同一文件')
  })
})

/** Every amount that was ever recorded, in the order in which it became known. */
async function incomes(): Promise<string[]> {
  const { rows } = await context.database.pool.query(
    "SELECT (monthly_fen / 100.0)::numeric(12, 2)::text AS yuan FROM income_fact WHERE county = '379961' ORDER BY known, line",
  )
  return rows.map(({ yuan }) => yuan)
}
