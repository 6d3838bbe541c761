import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/db/package-root.ts'
import { decode } from '../../src/layout/decode.ts'
import { loadLayout } from '../../src/layout/layout.store.ts'
import { SAMPLE_PAYMENTS, sampleFile, sampleReturn } from '../../src/layout/layout-sample.ts'
import { isPaymentNumber } from '../../src/layout/payment-number.ts'
import { ReturnReader } from '../../src/layout/return-reader.ts'

const fixture = (name: string) => readFileSync(join(packageRoot, 'fixtures', 'passbook', name))

async function sampleOf(name: string) {
  const sample = await sampleFile(loadLayout(name))
  if ('headingUncarried' in sample) throw new Error('heading')
  return sample
}

const FIXED = loadLayout('bank-fixed')

function readReturn(bytes: Uint8Array) {
  const reader = new ReturnReader(FIXED.return, '回盘')
  const rows = new TextDecoder('gb18030')
    .decode(bytes)
    .split('\r\n')
    .map((line) => reader.read(line))
    .filter((row) => row !== null)
  reader.end()
  return { rows, problems: reader.problems.list() }
}

test('the made-up payments have numbers that fit', () => {
  expect(SAMPLE_PAYMENTS).toHaveLength(10)
  expect(SAMPLE_PAYMENTS.every(({ paymentNo }) => isPaymentNumber(paymentNo))).toBe(true)
  expect(SAMPLE_PAYMENTS.every(({ holder }) => holder.includes('示例'))).toBe(true)
})

test.each(['yibentong.csv', 'bank-tab.txt', 'bank-fixed.txt'])('%s comes out byte for byte', async (name) => {
  const { bytes } = await sampleOf(name.split('.')[0]!)
  expect(bytes.toString('hex')).toBe(fixture(name).toString('hex'))
})

describe('bank-fixed', () => {
  test('every record has the bytes that its widths add up to', () => {
    const lines = fixture('bank-fixed.txt').toString('latin1').split('\r\n')
    expect(lines.pop()).toBe('')
    const [header, ...rest] = lines
    const trailer = rest.pop()
    expect(header).toHaveLength(1 + 24 + 8 + 6 + 8 + 16 + 3 + 30 + 40)
    expect(new Set(rest.map((line) => line.length))).toEqual(new Set([1 + 8 + 24 + 32 + 60 + 18 + 13 + 30]))
    expect(trailer).toHaveLength(1 + 8 + 16)
    expect(rest).toHaveLength(8)
    // 1345.80 + 600.00 + 0.01 + 999.99 + 2500.00 + 200.01 + 780.00 + 450.50
    expect(trailer).toBe('T000000080000000000687631')
    expect(header!.slice(39, 63)).toBe('000000080000000000687631')
  })

  test('GBK lacks two of the ten names: they are held, and nothing is put in their place', async () => {
    const { held } = await sampleOf('bank-fixed')
    expect(held.map(({ holder, cause }) => [holder, cause.why])).toEqual([
      ['示例䶮', 'character'],
      ['示例𠮷', 'character'],
    ])
    expect(fixture('bank-fixed.txt').includes('?')).toBe(false)
  })

  test('its return reads: results, amounts in fen, and reasons of the closed list', () => {
    const { rows, problems } = readReturn(fixture('bank-fixed-return.txt'))
    expect(problems).toEqual([])
    expect(
      rows.map(({ line, amountFen, outcome, reason, reasonCode }) => [line, amountFen, outcome, reason, reasonCode]),
    ).toEqual([
      [2, 134580n, 'paid', null, null],
      [3, 60000n, 'paid', null, null],
      [4, 1n, 'failed', '姓名或证件号不符(E001)', 'name-or-id'],
      [5, 99999n, 'paid', null, null],
      [6, 250000n, 'paid', null, null],
      [7, 20001n, 'failed', '账号不存在(E002)', 'account-unknown'],
      [8, 78000n, 'paid', null, null],
      [9, 45050n, 'paid', null, null],
    ])
    expect(rows.map(({ holder }) => holder).slice(2, 4)).toEqual(['示例·买买提', '阿卜杜拉·示例'])
  })

  test('the made-up return comes out byte for byte', async () => {
    const bytes = sampleReturn(FIXED, await sampleOf('bank-fixed'))
    expect(bytes.toString('hex')).toBe(fixture('bank-fixed-return.txt').toString('hex'))
  })

  test('a return that lost one byte, one line or its end is found out', () => {
    const whole = fixture('bank-fixed-return.txt')
    const same = JSON.stringify(readReturn(whole).rows, fenAsText)
    let tried = 0
    const unnoticed: number[] = []
    for (let cut = 0; cut < whole.length - 2; cut++) {
      const { rows, problems } = readReturn(whole.subarray(0, cut))
      tried++
      if (problems.length === 0 && JSON.stringify(rows, fenAsText) !== same) unnoticed.push(cut)
    }
    for (let at = 0; at < whole.length - 2; at++) {
      const { rows, problems } = readReturn(Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)]))
      tried++
      if (problems.length === 0 && JSON.stringify(rows, fenAsText) !== same) unnoticed.push(at)
    }
    expect(tried).toBeGreaterThan(2500)
    expect(unnoticed).toEqual([])
  })

  test('a payment file that lost one byte is found out', () => {
    const whole = fixture('bank-fixed.txt')
    const same = JSON.stringify(decode(FIXED, whole), fenAsText)
    for (let at = 0; at < whole.length - 2; at++) {
      const bytes = Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)])
      const read = readOrNull(() => decode(FIXED, bytes))
      if (read?.problems.length === 0) expect(JSON.stringify(read, fenAsText)).toBe(same) // a line end without its CR
    }
  })
})

function fenAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

function readOrNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return null
  }
}
