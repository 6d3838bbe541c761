import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellPlace, columnLetters, columnOf } from '../../src/workbook/cell-address.ts'
import { dayOfSerial } from '../../src/workbook/date-serial.ts'
import { builtInFormat, readFormatCode } from '../../src/workbook/number-format.ts'
import { isFloatNoise, storedDecimal } from '../../src/workbook/stored-number.ts'

describe('days', () => {
  test.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [60, false, null], // the day that Lotus invented
    [61, false, '1900-03-01'],
    [366, false, '1900-12-31'],
    [36526, false, '2000-01-01'],
    [36585, false, '2000-02-29'],
    [46023, false, '2026-01-01'],
    [46112, false, '2026-03-31'],
    [73109, false, '2100-02-28'],
    [73110, false, '2100-03-01'],
    [2958465, false, '9999-12-31'],
    [2958466, false, null],
    [0, false, null],
    [-1, false, null],
    [46023.5, false, null],
    [Number.NaN, false, null],
    [0, true, '1904-01-01'],
    [-1, true, null],
    [44561, true, '2026-01-01'],
    [2957003, true, '9999-12-31'],
    [2957004, true, null],
  ])('serial %d (since 1904: %s) is %s', (serial, since1904, day) => {
    expect(dayOfSerial(serial, since1904)).toBe(day)
  })

  test('every serial from March 1900 on is the day that a calendar of another make says', () => {
    for (let serial = 61; serial <= 2_958_465; serial += serial < 100_000 ? 1 : 97) {
      const day = new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10)
      expect(dayOfSerial(serial, false)).toBe(day)
      if (serial > 1462) expect(dayOfSerial(serial - 1462, true)).toBe(day)
    }
  })
})

describe('numbers', () => {
  test.each([
    ['215.5', '215.5', false],
    ['215.50000000000003', '215.50000000000003', true],
    ['1.1000000000000001', '1.1', false], // how Excel stores 1.1
    ['0.10000000000000001', '0.1', false],
    ['1346', '1346', false],
    ['1E2', '100', false],
    ['1.5e-3', '0.0015', false],
    ['5.4E-7', '0.00000054', false],
    ['3.7130219700203002E+17', '371302197002030000', false],
    ['1e21', '1000000000000000000000', false],
    ['-0.5', '-0.5', false],
    ['-0', '0', false],
    ['.5', '0.5', false],
    ['12.', '12', false],
    ['0.30000000000000004', '0.30000000000000004', true],
  ])('%s is %s (noise: %s)', (stored, decimal, noise) => {
    expect(storedDecimal(stored)).toBe(decimal)
    expect(isFloatNoise(decimal) && decimal.includes('.')).toBe(noise)
  })

  test.each(['', 'abc', '1,5', '1e', '0x10', 'NaN', 'Infinity', '1e999', '--1', '1 2'])('%j is no number', (text) => {
    expect(storedDecimal(text)).toBeNull()
  })

  test('what was typed with at most 15 digits comes back as typed, however many digits were stored', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 15n - 1n), fc.integer({ min: 0, max: 9 }), (digits, places) => {
        const text = digits.toString().padStart(places + 1, '0')
        const typed = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
        const plain = typed.includes('.') ? typed.replace(/\.?0+$/, '') : typed
        for (const stored of [typed, Number(typed).toPrecision(17), Number(typed).toExponential(16)])
          expect(storedDecimal(stored)).toBe(plain)
      }),
    )
  })
})

describe('number formats', () => {
  test.each([
    ['General', 'plain'],
    ['0.00', 'plain'],
    ['#,##0.00_);[Red]\\(#,##0.00\\)', 'plain'],
    ['"¥"#,##0.00', 'plain'],
    ['0"元/月"', 'plain'],
    ['0.00E+00', 'plain'],
    ['@', 'plain'],
    ['General"天"', 'plain'],
    ['0%', 'percent'],
    ['0.0%;[Red]-0.0%', 'percent'],
    ['yyyy-mm-dd', 'day'],
    ['yyyy/m/d;@', 'day'],
    ['[$-804]yyyy"年"m"月"d"日";@', 'day'],
    ['m"月"d"日"', 'day'],
    ['yyyy-mm-dd hh:mm:ss.000', 'day'],
    ['d-mmm-yy', 'day'],
    ['yyyy-mm', 'month'],
    ['yyyy"年"m"月"', 'month'],
    ['[$-zh-CN]yyyy"年"m"月";@', 'month'],
    ['mmm-yy', 'month'],
    ['e"年"m"月"', 'month'],
    ['h:mm', 'clock'],
    ['[h]:mm:ss', 'clock'],
    ['h:mm AM/PM', 'clock'],
    ['mm:ss.0', 'clock'],
    [';;;', 'hidden'],
    ['', 'plain'],
  ])('%s is %s', (code, format) => {
    expect(readFormatCode(code)).toBe(format)
  })

  test('formats that stand in no file', () => {
    const kinds = [0, 1, 2, 3, 4, 9, 10, 11, 14, 17, 22, 27, 31, 36, 45, 49, 50, 57, 58].map(builtInFormat)
    expect(kinds.join(' ')).toBe(
      'plain plain plain plain plain percent percent plain day month day month day month clock plain month month day',
    )
  })
})

describe('addresses', () => {
  test.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [701, 'ZZ'],
    [702, 'AAA'],
    [16383, 'XFD'],
  ])('column %d is %s', (column, letters) => {
    expect(columnLetters(column)).toBe(letters)
    expect(columnOf(`${letters}7`)).toBe(column)
  })

  test.each(['', 'A', '7', 'A0', 'a1', 'XFE1', 'A1B', 'A-1', 'AAAA1'])('%j is no address', (address) => {
    expect(columnOf(address)).toBeNull()
  })

  test('a place names its sheet', () => expect(cellPlace('成员', 1, 7)).toBe('成员!B7'))
})
