import { describe, expect, test } from 'vitest'
import { BrokenInvariant } from '../../../src/kernel/invariant.ts'
import type { LineProgramme } from '../../../src/policy/programmes.ts'
import { highestSubsidy } from '../../../src/rules/price-subsidy/highest-subsidy.ts'
import type { RecipientStatus } from '../../../src/rules/price-subsidy/recipient-status.ts'
import type { Values } from '../policy-of.ts'
import { figure, paid, placed, RULES, status, without } from './example-month.ts'

const published = [figure('food', '8.3'), figure('low-income-living-cost', '4')]
const recipients = (...list: NonNullable<Values['price-subsidy.recipients']>): Values => ({
  ...RULES,
  'price-subsidy.recipients': list,
})

/** The enrolment that a person is paid by. */
function paidBy(statuses: readonly RecipientStatus[], values: Values = RULES): string {
  const result = highestSubsidy(
    1,
    statuses.map((each) => placed(each, values, published)),
  )
  return result.outcome === 'paid' ? result.status.enrolmentNo : result.outcome
}

describe('the own standard', () => {
  test.each<[LineProgramme, Partial<RecipientStatus>, string]>([
    ['urban-dibao', { residence: 'rural' }, '23.60 590.00×4%'],
    ['rural-dibao', { residence: 'urban' }, '18.80 470.00×4%'],
    ['taper', { follows: 'urban-dibao', residence: 'rural' }, '23.60 590.00×4%'],
    ['taper', { follows: 'rural-dibao', residence: 'urban' }, '18.80 470.00×4%'],
    ['tekun', { residence: 'urban', dueFen: 140_000n }, '23.60 590.00×4%'],
    ['tekun', { residence: 'rural', dueFen: 140_000n }, '18.80 470.00×4%'],
    ['orphan', { dueFen: 184_800n }, '73.92 1848.00×4%'],
    ['unsupported-child', { dueFen: 124_801n }, '49.92 1248.01×4%'],
    ['hiv-child', { dueFen: 184_800n }, '73.92 1848.00×4%'],
    ['child-in-difficulty', { dueFen: 136_400n }, '54.56 1364.00×4%'],
  ])('of %s, %o', (programme, change, expected) => {
    expect(paid(recipients({ programme, standard: 'own' }), published, [status({ programme, ...change })])).toBe(
      expected,
    )
  })

  test('a child’s own amount cites no dibao standard', () => {
    const orphan = placed(status({ programme: 'orphan', dueFen: 184_800n }), RULES, published)
    const dibao = placed(status(), RULES, published)
    const names = [orphan, dibao].map((each) => {
      const result = highestSubsidy(1, [each])
      return result.outcome === 'paid' && result.award.basis.includes('dibao.standard')
    })
    expect(names).toEqual([false, true])
  })

  test('is refused as our own fault for a programme without one', () => {
    const values = recipients({ programme: 'disability-living', standard: 'own' })
    expect(() => paid(values, published, [status({ programme: 'disability-living' })])).toThrow(BrokenInvariant)
    expect(() => paid(RULES, published, [status({ programme: 'taper' })])).toThrow(BrokenInvariant)
  })
})

test.each([
  ['urban', '23.60 590.00×4%'],
  ['rural', '18.80 470.00×4%'],
] as const)('a document may price any group on the %s standard', (standard, expected) => {
  const orphan = status({ programme: 'orphan', dueFen: 184_800n, residence: 'rural' })
  expect(paid(recipients({ programme: 'orphan', standard }), published, [orphan])).toBe(expected)
})

describe('who counts', () => {
  test.each<[string, Partial<RecipientStatus>, string]>([
    ['one fen due', { dueFen: 1n }, '23.60 590.00×4%'],
    ['nothing due', { dueFen: 0n }, 'nothing'],
    ['a programme that is not named', { programme: 'disability-nursing' }, 'nothing'],
  ])('%s', (_, change, expected) => {
    expect(paid(RULES, published, [status(change)])).toBe(expected)
  })

  test('nobody without a status, in a month that did not fire or is undecided', () => {
    expect(paid(RULES, published, [])).toBe('nothing')
    expect(paid(RULES, [figure('food', '5.9'), figure('low-income-living-cost', '4.9')])).toBe('nothing')
    expect(paid(RULES, [figure('food', '8.3')])).toBe('nothing')
    expect(paid(without(RULES, 'price-subsidy.amount'), published)).toBe('nothing')
  })
})

describe('one person with several statuses is paid once', () => {
  const urban = status({ enrolmentNo: '城' })
  const rural = status({ enrolmentNo: '农', programme: 'rural-dibao' })
  const orphan = status({ enrolmentNo: '孤', programme: 'orphan', dueFen: 184_800n })
  const smallOrphan = status({ enrolmentNo: '孤', programme: 'orphan', dueFen: 58_900n })

  test.each<[string, RecipientStatus[], string]>([
    ['the highest, first', [orphan, urban, rural], '孤'],
    ['the highest, last', [rural, urban, orphan], '孤'],
    ['the highest is not the first that the document names', [smallOrphan, rural], '孤'],
    ['a fen decides', [smallOrphan, urban], '城'],
    ['nothing due under the highest', [{ ...orphan, dueFen: 0n }, rural], '农'],
  ])('%s', (_, statuses, expected) => {
    expect(paidBy(statuses)).toBe(expected)
  })

  const tekun = status({ enrolmentNo: '特', programme: 'tekun', residence: 'urban' })
  test('of equal ones, the first that the document names', () => {
    const dibaoFirst = recipients(
      { programme: 'urban-dibao', standard: 'own' },
      { programme: 'tekun', standard: 'own' },
    )
    const tekunFirst = recipients(
      { programme: 'tekun', standard: 'own' },
      { programme: 'urban-dibao', standard: 'own' },
    )
    for (const statuses of [
      [urban, tekun],
      [tekun, urban],
    ])
      expect([paidBy(statuses, dibaoFirst), paidBy(statuses, tekunFirst)]).toEqual(['城', '特'])
  })

  test('of equal ones under one programme, the smaller number', () => {
    const twice = [status({ enrolmentNo: '2' }), status({ enrolmentNo: '1' })]
    expect([paidBy(twice), paidBy(twice.toReversed())]).toEqual(['1', '1'])
  })

  test('not at all while one of them cannot be priced', () => {
    const values = without(RULES, 'dibao.standard')
    expect(paidBy([orphan], values)).toBe('孤')
    const result = highestSubsidy(
      1,
      [orphan, urban].map((each) => placed(each, values, published)),
    )
    expect(result).toMatchObject({
      outcome: 'not-paid',
      status: { enrolmentNo: '城' },
      notPaid: { code: 'policy.parameter-absent', message: expect.stringContaining('dibao.standard') },
    })
  })

  test('each where its household lives', () => {
    const elsewhere: Values = { ...RULES, 'dibao.standard': { urban: '590', rural: '900' } }
    const here = placed(urban, RULES, published)
    const fired = placed(rural, elsewhere, published)
    const undecided = placed(rural, elsewhere, [])
    const numbers = [[here, fired], [here, undecided], [undecided]].map((statuses) => {
      const result = highestSubsidy(1, statuses)
      return result.outcome === 'paid' ? result.status.enrolmentNo : result.outcome
    })
    expect(numbers).toEqual(['农', '城', 'nothing'])
  })
})
