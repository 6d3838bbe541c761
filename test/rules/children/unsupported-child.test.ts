import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Offsets } from '../../../src/rules/person/facts.ts'
import { computePersonProgramme } from '../../../src/rules/person-programmes.ts'
import { evaluateFormula } from '../evaluate-formula.ts'
import { roundYuan } from '../exact-yuan.ts'
import { enrolled, FIGURES, facts, outcome } from '../person/example-person.ts'
import { policyOf } from '../policy-of.ts'

const child = (offsets: Offsets) => facts(enrolled('unsupported-child'), { offsets })
const dibao = (topUpFen: bigint, covered: number, supplementFen = 0n, tekunFen = 0n): Offsets => ({
  dibao: { topUpFen, covered, supplementFen },
  tekunFen,
})

test.each<[string, Offsets, string]>([
  ['not covered, no 特困', { dibao: null, tekunFen: 0n }, 'unsupported-child 1848.00 1848.00'],
  ['dibao due nothing', dibao(0n, 3), 'unsupported-child 1848.00 1848.00'],
  // 1848 − 200 − 60 = 1588
  [
    'a third of the dibao and its own supplement',
    dibao(60000n, 3, 6000n),
    'unsupported-child 1588.00 1848.00-600.00÷3-60.00',
  ],
  ['a third of the dibao', dibao(60000n, 3), 'unsupported-child 1648.00 1848.00-600.00÷3'],
  ['the only covered person', dibao(60000n, 1), 'unsupported-child 1248.00 1848.00-600.00'],
  // 1848 − 33.3333… = 1814.6666… → 1814.67; rounding the share first would give the same 1814.67
  ['a share that does not divide', dibao(10000n, 3), 'unsupported-child 1814.67 1848.00-100.00÷3'],
  // 1848 − 0.005 = 1847.995 → 1848.00; rounding the share first (0.01) would give 1847.99
  ['half a fen, rounded once at the end', dibao(1n, 2), 'unsupported-child 1848.00 1848.00-0.01÷2'],
  // 780 + 176 = 956; 1848 − 956 = 892
  ['特困', { dibao: null, tekunFen: 95600n }, 'unsupported-child 892.00 1848.00-956.00'],
  [
    'dibao and 特困 together',
    dibao(60000n, 3, 6000n, 95600n),
    'unsupported-child 632.00 1848.00-600.00÷3-60.00-956.00',
  ],
  ['one fen less than the amount', { dibao: null, tekunFen: 184799n }, 'unsupported-child 0.01 1848.00-1847.99'],
  ['exactly the amount', { dibao: null, tekunFen: 184800n }, 'children.nothing-left'],
  ['one fen more', { dibao: null, tekunFen: 184801n }, 'children.nothing-left'],
  ['less than half a fen left', dibao(554399n, 3), 'children.nothing-left'],
])('%s', (_, offsets, expected) => {
  expect(outcome(child(offsets))).toEqual([expected])
})

test('by itself, with nothing told of other benefits, it is the whole amount', () => {
  expect(outcome(facts(enrolled('unsupported-child')))).toEqual(['unsupported-child 1848.00 1848.00'])
})

test('who gets nothing is told the arithmetic and the article', () => {
  const { notPaid } = computePersonProgramme(child(dibao(600000n, 3)), policyOf(FIGURES))
  expect(notPaid).toMatchObject([
    {
      code: 'children.nothing-left',
      personNo: 7,
      message:
        '2026-03 已享受的低保或特困供养不低于散居孤儿的标准,差额 1848.00-6000.00÷3 没有余额,本月不发;请核对该儿童的待遇。',
      basis: '示例民发〔2099〕1号 orphan',
    },
  ])
})

const fen = (max: bigint) => fc.bigInt({ min: 0n, max })
const offsets = fc.record({
  dibao: fc.option(
    fc.record({ topUpFen: fen(600000n), covered: fc.integer({ min: 1, max: 9 }), supplementFen: fen(40000n) }),
  ),
  tekunFen: fc.oneof(fc.constant(0n), fen(200000n)),
})

test('the 算式 gives the amount, which never passes the scattered orphan’s; or else nothing is left', () => {
  fc.assert(
    fc.property(offsets, (given) => {
      const { awards, notPaid } = computePersonProgramme(child(given), policyOf(FIGURES))
      expect(awards.length + notPaid.length).toBe(1)
      const [award] = awards
      if (award) {
        expect(award.amountFen).toBe(roundYuan(evaluateFormula(award.formula), 'half-up-fen'))
        expect(award.amountFen > 0n && award.amountFen <= 184800n).toBe(true)
      } else {
        const arithmetic = /差额 (\S+)/.exec(notPaid[0]!.message)![1]!
        expect(evaluateFormula(arithmetic).lt('0.005')).toBe(true)
      }
    }),
  )
})
