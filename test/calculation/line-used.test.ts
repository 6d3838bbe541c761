import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readUsed, usedText } from '../../src/calculation/line-used.ts'
import { basisOf, citationsOf, citedTogether, NO_BASIS } from '../../src/rules/citations.ts'
import type { Means, Used } from '../../src/rules/used.ts'
import { usedTogether } from '../../src/rules/used.ts'

describe('what a line used', () => {
  test('is stored in few letters', () => {
    const of = (means: Means) => usedText({ cites: 'Ab3xYz', arithmetic: 'other', means })
    expect(of({})).toBe('Ab3xYz~')
    expect(of({ income: '248.699', size: 4 })).toBe('Ab3xYz~,i248.699,n4')
    expect(
      of({
        categories: [
          { category: '重病', age: null },
          { category: '老年人', age: 65 },
        ],
      }),
    ).toBe('Ab3xYz~,cio65')
    expect(of({ index: 'food', ratio: '6.3' })).toBe('Ab3xYz~,r6.3,xf')
  })

  test('is read as it was written, and written as it was read', () => {
    const means = fc.record(
      {
        income: fc.constantFrom('0.01', '248.699', '99999.00'),
        size: fc.integer({ min: 1, max: 20 }),
        standard: fc.constant('600.00'),
        floor: fc.constantFrom('person' as const, 'household' as const),
        tier: fc.string({ minLength: 1, unit: fc.constantFrom('A', '一档', ',', '%', '~', 'é') }),
        base: fc.constant('1200.00'),
        quarter: fc.integer({ min: 0, max: 7 }),
        ratio: fc.constantFrom('0.7', '5/6'),
        categories: fc.array(
          fc.constantFrom(
            { category: '重病' as const, age: null },
            { category: '老年人' as const, age: 70 },
            { category: '未成年人' as const, age: null },
          ),
          { minLength: 1 },
        ),
        choice: fc.constantFrom('分散-半护理', '2'),
        index: fc.constantFrom('food' as const, 'consumer' as const),
        multiplier: fc.constant('2'),
      },
      { requiredKeys: [] },
    )
    const arithmetic = fc.constantFrom('product' as const, 'sum' as const, 'other' as const)
    fc.assert(
      fc.property(means, arithmetic, (means, arithmetic) => {
        const used: Used = { cites: 'Ab3-_z', arithmetic, means }
        const text = usedText(used)
        expect(readUsed(text)).toEqual(used)
        expect(usedText(readUsed(text)!)).toBe(text)
      }),
    )
  })

  test('of an older version stays unknown', () => {
    expect(readUsed(null)).toBe(null)
  })
})

describe('citations', () => {
  const standard = { parameter: 'dibao.standard', document: '示例民发〔2099〕1号', article: '一' } as const
  const floor = { parameter: 'dibao.minimum-payment', document: '示例民发〔2099〕1号', article: '二' } as const

  test('have the same name wherever they are made', () => {
    const one = basisOf([standard, floor])
    expect(one).toEqual(basisOf([{ ...standard }, { ...floor }]))
    expect(one.text).toBe('示例民发〔2099〕1号 一、二')
    expect(one.cites).not.toBe(basisOf([standard]).cites)
    expect(citationsOf(one.cites)).toEqual([standard, floor])
    expect(citationsOf('unknown')).toBe(null)
  })

  test('of two amounts in one line are all of both', () => {
    const used = (cites: string, means: Means): Used => ({ cites, arithmetic: 'product', means })
    const both = usedTogether(
      used(basisOf([standard]).cites, { ratio: '0.7', size: 2 }),
      used(basisOf([floor, standard]).cites, { ratio: '0.7', size: 3 }),
    )
    expect(both).toMatchObject({ arithmetic: 'sum', means: { ratio: '0.7' } })
    expect(citationsOf(both.cites)).toEqual([standard, floor])
    expect(citedTogether(NO_BASIS.cites, basisOf([standard]).cites)).toBe(basisOf([standard]).cites)
  })
})
