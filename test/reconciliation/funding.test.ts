import { describe, expect, it } from 'vitest'
import { buildPolicyBook } from '../../src/policy/build-book.ts'
import { FUNDING_COLUMNS, fundingCells } from '../../src/reconciliation/funding.ts'
import type { SummaryRow } from '../../src/reconciliation/reconciled.store.ts'
import { sampleDocument, setting } from '../policy/sample.ts'

const NONE = { payments: 0, fen: 0n }

function row(item: string, approved: bigint, paid: bigint, township = '379901001'): SummaryRow {
  const amounts = (fen: bigint) => ({ payments: 1, fen })
  const rest = { exported: amounts(approved), failed: NONE, unknown: NONE, held: NONE }
  return { item, township, bank: '示例银行', approved: amounts(approved), paid: amounts(paid), ...rest }
}

function sharesOf(value: string) {
  const book = buildPolicyBook([sampleDocument({ sets: [setting('funding.shares', value)] })])
  return book.find('funding.shares', '379901', '2099-01')
}

// lines name their item in Chinese, documents name programmes by code
describe('资金分担', () => {
  it('splits what was approved and what was paid by the levels of the document, in its order', () => {
    const shares = sharesOf('{disaster-relief: {county: 0.15, city: 0.15, central: 0.7}}')
    const rows = [row('受灾救助', 4n, 0n), row('受灾救助', 6n, 10n, '379901002'), row('特困人员', 500n, 0n)]
    expect(fundingCells(rows, shares)).toEqual([
      [...FUNDING_COLUMNS],
      ['受灾救助', '0.10', '0.10', '县级', '0.15', '0.02', '0.02', '示例民发〔2099〕1号 一'],
      ['受灾救助', '0.10', '0.10', '市级', '0.15', '0.01', '0.01', '示例民发〔2099〕1号 一'],
      ['受灾救助', '0.10', '0.10', '中央', '0.7', '0.07', '0.07', '示例民发〔2099〕1号 一'],
      ['特困人员', '5.00', '0.00', '', '', '', '', ''],
      ['合计', '5.10', '0.10', '', '', '0.10', '0.10', ''],
    ])
  })

  it('has one row an item where no document sets shares', () => {
    expect(fundingCells([row('特困人员', 500n, 300n)], null).slice(1)).toEqual([
      ['特困人员', '5.00', '3.00', '', '', '', '', ''],
      ['合计', '5.00', '3.00', '', '', '', '', ''],
    ])
  })

  it('shows an item below zero as it is, without a split', () => {
    const shares = sharesOf('{tekun: {county: 1}}')
    expect(fundingCells([row('特困人员', -1n, 0n)], shares)[1]).toEqual([
      '特困人员',
      '-0.01',
      '0.00',
      '',
      '',
      '',
      '',
      '',
    ])
  })
})
