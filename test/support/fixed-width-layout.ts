import { loadLayout } from '../../src/layout/layout.store.ts'
import { type Layout, readLayout } from '../../src/layout/layout.ts'

/** A made-up GBK fixed-width layout with header and trailer records, for tests. */
export function fixedWidthLayout(): Layout {
  const read = readLayout({
    layout: 'example-fixed',
    title: '示例定长版式',
    version: 1,
    extension: 'txt',
    encoding: 'gbk',
    'line-end': 'lf',
    form: 'fixed',
    opening: [
      [
        { text: 'H', width: 1 },
        { text: '{count}', width: 8, align: 'right', pad: '0' },
        { text: '{totalFen}', width: 14, align: 'right', pad: '0' },
      ],
    ],
    columns: [
      { name: '支付编号', field: 'paymentNo', width: 24 },
      { name: '户名', field: 'holder', width: 30 },
      { name: '账号', field: 'account', width: 24 },
      { name: '金额', field: 'amountFen', width: 12, align: 'right', pad: '0' },
    ],
    closing: [
      [
        { text: 'T', width: 1 },
        { text: '{count}', width: 8, align: 'right', pad: '0' },
      ],
    ],
    return: loadLayout('bank-tab').return,
  })
  if ('faults' in read) throw new Error(read.faults.map(({ message }) => message).join())
  return read.layout
}
