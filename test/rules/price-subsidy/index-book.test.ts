import { describe, expect, test } from 'vitest'
import { BrokenInvariant } from '../../../src/kernel/invariant.ts'
import { buildIndexBook } from '../../../src/rules/price-subsidy/index-book.ts'
import { figure } from './example-month.ts'

const AREAS = ['', '37', '3799', '379901', '379901001', '379901001001']

describe('the figure that holds for an area', () => {
  const book = buildIndexBook(AREAS.map((area, place) => figure('food', `${place}.0`, { area })))
  test.each([
    ['379901001001', '5.0'],
    ['379901001002', '4.0'],
    ['379901002001', '3.0'],
    ['379901', '3.0'],
    ['379902001001', '2.0'],
    ['371302001001', '1.0'],
    ['110101001001', '0.0'],
    ['', '0.0'],
  ])('of %s is that of the longest prefix', (area, rise) => {
    expect(book.find('food', area, '2019-07')?.rise).toBe(rise)
  })

  test('is of that index and month alone', () => {
    expect(book.find('consumer', '379901001001', '2019-07')).toBeNull()
    expect(book.find('food', '379901001001', '2019-08')).toBeNull()
  })

  test('is not that of a place below or beside it', () => {
    const county = buildIndexBook([figure('food', '8.3', { area: '379901' })])
    expect(county.find('food', '3799', '2019-07')).toBeNull()
    expect(county.find('food', '379902', '2019-07')).toBeNull()
  })
})

describe('a figure published again', () => {
  const first = figure('food', '8.3', { known: 9, publishedOn: '2019-08-20' })
  const revised = figure('food', '5.9', { known: 10, publishedOn: '2019-08-10' })

  test.each([
    ['before', [revised, first]],
    ['after', [first, revised]],
  ])('counts as imported last, listed %s the other', (_, figures) => {
    expect(buildIndexBook(figures).find('food', '379901', '2019-07')).toBe(revised)
  })

  test('takes no place from a longer prefix known earlier', () => {
    const city = figure('food', '1.0', { area: '3799', known: 99 })
    expect(buildIndexBook([city, first]).find('food', '379901', '2019-07')).toBe(first)
  })

  test('cannot come twice in one import', () => {
    expect(() => buildIndexBook([first, { ...first, rise: '8.4' }])).toThrow(BrokenInvariant)
  })
})
