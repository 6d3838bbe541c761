import type { FilePayment } from '../../src/layout/file-payment.ts'

/** What a file's heading may say, for tests that make a file without a run. */
export const SAMPLE_FACTS = {
  batch: '371302-202607-R1-01',
  part: 1,
  county: '371302',
  month: '2026-07',
  date: '2026-07-08',
  item: '城市低保',
  bank: '示例农商银行',
  documentNumber: '示例〔2026〕1号',
}

export const SAMPLE_PAYMENT: FilePayment = {
  paymentNo: 'R37130226070100000013',
  holder: '示例·买买提',
  idNumber: '371302194903120012',
  account: '6217000000000000001',
  bank: '示例农商银行',
  item: '城市低保',
  area: '371302001002',
  fromMonth: '2026-07',
  toMonth: '2026-07',
  persons: 3,
  standardFen: 62000n,
  amountFen: 134580n,
}
