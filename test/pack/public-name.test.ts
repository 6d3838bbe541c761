import fc from 'fast-check'
import { expect, test } from 'vitest'
import { publicName } from '../../src/pack/public-name.ts'

test.each([
  ['张三', '张*'],
  ['李小明', '李**'],
  ['欧阳明月', '欧阳**'],
  ['司马光', '司马*'],
  ['欧阳', '欧*'],
  ['诸葛', '诸*'],
  ['上官飞', '上官*'],
  ['买买提·艾合买提', '买**·****'],
  ['阿卜杜拉•买买提', '阿***•***'],
  ['Anna Lee', 'A*** ***'],
  ['𠮷田', '𠮷*'],
  ['张', '*'],
  ['', '*'],
  [' 王五 ', '王*'],
  ['张3713021950010112', '张****************'],
])('%s → %s', (name, posted) => {
  expect(publicName(name)).toBe(posted)
})

test('never more than two characters of any name are told', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const told = [...publicName(name)].filter((letter) => !/[*·•・‧.\s-]/u.test(letter))
      expect(told.length).toBeLessThanOrEqual(2)
      expect(told.length).toBeLessThan(Math.max(1, [...name.trim()].length))
    }),
    { numRuns: 1000 },
  )
})
