import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { fileForm } from '../../src/layout/file-form.ts'
import type { FilePayment } from '../../src/layout/file-payment.ts'
import { loadLayout } from '../../src/layout/layout.store.ts'
import { SAMPLE_PAYMENTS, sampleFile } from '../../src/layout/layout-sample.ts'
import { readLayoutText } from '../../src/layout/layout-source.ts'
import type { FileFacts } from '../../src/layout/record-text.ts'

const LAYOUT = loadLayout('yibentong-xlsx')
const FORM = fileForm(LAYOUT)

function factsOf(payments: readonly FilePayment[]): FileFacts {
  return {
    ...{ batch: '379901-202607-R1-001', part: 1, county: '379901', month: '2026-07', date: '2026-07-08' },
    ...{ item: '城市低保', bank: '示例农商银行', documentNumber: '示例〔2026〕1号', count: payments.length },
    totalFen: payments.reduce((sum, { amountFen }) => sum + amountFen, 0n),
  }
}

/** Writes payments, many takes between them or none; what cannot be carried is left to the caller. */
function write(payments: readonly FilePayment[], takes = false) {
  const writer = FORM.write(LAYOUT, factsOf(payments))
  if ('headingUncarried' in writer) throw new Error('heading')
  const pieces: Uint8Array[] = []
  const texts = payments.map((payment) => {
    const added = writer.add(payment)
    if (takes) pieces.push(writer.take() as Uint8Array)
    return added
  })
  pieces.push(writer.end() as Uint8Array)
  return { bytes: Buffer.concat(pieces), texts }
}

async function read(bytes: Uint8Array) {
  const payments: (readonly string[])[] = []
  const reader = FORM.read(LAYOUT, ({ texts }) => payments.push(texts))
  for (let at = 0; at < bytes.length; at += 1000) reader.push(bytes.subarray(at, at + 1000))
  await reader.end()
  return { payments, count: reader.count, totalFen: reader.totalFen, codes: reader.problems.map(({ code }) => code) }
}

/** The same workbook with its sheet changed by another hand. */
function changed(bytes: Uint8Array, change: (xml: string) => string): Uint8Array {
  const parts = unzipSync(bytes)
  const name = 'xl/worksheets/sheet1.xml'
  return zipSync({ ...parts, [name]: strToU8(change(strFromU8(parts[name]!))) })
}

describe('yibentong-xlsx', () => {
  test('the sample payments come back as they were, rare names and all', async () => {
    const sample = await sampleFile(LAYOUT)
    if ('headingUncarried' in sample) throw new Error('heading')
    expect(sample.held).toEqual([])
    const back = await read(sample.bytes)
    expect(back).toMatchObject({ codes: [], count: 10, payments: sample.rows })
    expect(back.totalFen).toBe(SAMPLE_PAYMENTS.reduce((sum, { amountFen }) => sum + amountFen, 0n))
  })

  test('ID and account numbers are text, amounts are numbers to the fen', () => {
    const { bytes } = write(SAMPLE_PAYMENTS)
    const xml = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!)
    const [{ idNumber, account, paymentNo }] = SAMPLE_PAYMENTS as [FilePayment]
    for (const number of [idNumber, account, paymentNo]) expect(xml).toContain(`<t xml:space="preserve">${number}</t>`)
    expect(xml).toContain('<v>1345.80</v>')
    expect(xml).toContain('<v>0.01</v>')
    expect(xml).not.toContain('<f>')
  })

  test('random payments come back as they were or are held, and taking bytes early changes none', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
    const payment = fc.record({
      ...{ paymentNo: fc.stringMatching(/^R\d{20}$/), holder: text, idNumber: fc.stringMatching(/^\d{17}[\dX]$/) },
      ...{ account: fc.stringMatching(/^\d{8,32}$/), bank: text, item: text, area: fc.stringMatching(/^\d{12}$/) },
      ...{ fromMonth: fc.constantFrom('2026-05', '2026-07'), toMonth: fc.constant('2026-07') },
      ...{ persons: fc.integer({ min: 0, max: 99 }), standardFen: fc.option(fc.bigInt(0n, 10n ** 9n)) },
      amountFen: fc.bigInt(1n, 10n ** 13n),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(payment, { minLength: 1, maxLength: 20 }), async (payments) => {
        const held = new Set(write(payments).texts.flatMap((added, i) => ('cause' in added ? [i] : [])))
        for (const i of held) expect(/[\p{Cc}\u2028\u2029]/u.test(Object.values(payments[i]!).join(''))).toBe(true)
        const carried = payments.filter((_, i) => !held.has(i))
        const { bytes, texts } = write(carried)
        expect(await read(bytes)).toEqual({
          ...{ payments: texts, count: carried.length, codes: [] },
          totalFen: carried.reduce((sum, { amountFen }) => sum + amountFen, 0n),
        })
        expect(write(carried, true).bytes.equals(bytes)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['another amount', (xml: string) => xml.replace('<v>1345.80</v>', '<v>1345.81</v>'), ['passbook.total']],
    [
      'a formula',
      (xml: string) => xml.replace('<v>1345.80</v>', '<f>1+1</f><v>2</v>'),
      ['passbook.row', 'passbook.count', 'passbook.total'],
    ],
    [
      'a row taken out',
      (xml: string) => xml.replace(/<row r="5">.*?<\/row>/, ''),
      ['passbook.count', 'passbook.total'],
    ],
    ['no total', (xml: string) => xml.replace(/<row r="14">.*?<\/row>/, ''), ['passbook.record']],
    ['another header', (xml: string) => xml.replace('>账号<', '>账户<'), ['passbook.header']],
    ['another title', (xml: string) => xml.replace('发放清册<', '发放名册<'), ['passbook.record']],
  ])('%s is found when the file is read', async (_, change, codes) => {
    expect((await read(changed(write(SAMPLE_PAYMENTS).bytes, change))).codes).toEqual(codes)
  })

  test('a file that is cut or damaged is found', async () => {
    const { bytes } = write(SAMPLE_PAYMENTS)
    for (const length of [0, 10, bytes.length >> 1, bytes.length - 1])
      expect((await read(bytes.subarray(0, length))).codes).toEqual(['passbook.truncated'])
  })
})

test('a workbook layout says what a workbook needs', () => {
  const path = join(import.meta.dirname, '../../src/layout/layouts/yibentong-xlsx.yaml')
  const text = readFileSync(path, 'utf8')
  const faults = (yaml: string) => {
    const checked = readLayoutText('版式.yaml', yaml)
    return 'problems' in checked ? checked.problems.map(({ message }) => message) : []
  }
  expect(faults(text)).toEqual([])
  expect(faults(text.replace('header: true\nopening', 'header: false\nopening'))).toEqual([
    '「header」工作簿须有表头(header: true)。',
  ])
  expect(faults(text.replace('extension: xlsx', 'extension: csv'))).toEqual(['「extension」工作簿的扩展名是 xlsx。'])
  expect(faults(text.replace('rows-per-file: 50000', 'rows-per-file: 100001'))[0]).toContain('最多 100000')
})
