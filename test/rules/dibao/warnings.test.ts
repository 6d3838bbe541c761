import { expect, test } from 'vitest'
import { computeDibao } from '../../../src/rules/dibao/dibao.ts'
import type { DibaoFacts } from '../../../src/rules/dibao/facts.ts'
import { policyOf } from '../policy-of.ts'
import { enrolment, family, income, member, members } from './example-family.ts'

const policy = policyOf({ 'dibao.standard': { urban: '620', rural: '500' } })
const gone = [member(1), member(2, { alive: false }), member(3, { present: false })]
const rural = enrolment({ programme: 'rural-dibao' })

test.each<[string, Partial<DibaoFacts>, string[]]>([
  ['nothing strange', {}, []],
  ['as many covered as 家庭人口', { size: 3 }, []],
  ['more covered than 家庭人口', { size: 2 }, ['dibao.size-below-covered 0']],
  ['the dead do not count as covered', { size: 1, members: gone }, []],
  ['income of the living and the family', { incomes: [income('1'), income('2', { personNo: 3 })] }, []],
  ['income of the dead', { members: gone, incomes: [income('1', { personNo: 2 })] }, ['dibao.income-of-dead 2']],
  [
    'income of who has left',
    { members: gone, incomes: [income('1', { personNo: 3 })] },
    ['dibao.income-of-departed 3'],
  ],
  ['income of no member', { incomes: [income('1', { personNo: 9 })] }, ['dibao.income-of-departed 9']],
  ['rural dibao in an urban household', { enrolment: rural }, ['dibao.residence-mismatch 0']],
  ['rural dibao in a rural household', { enrolment: rural, residence: 'rural' }, []],
  ['urban dibao in a rural household', { residence: 'rural' }, ['dibao.residence-mismatch 0']],
  ['before the enrolment', { size: 1, month: '2019-12' }, []],
])('%s', (_, change, expected) => {
  const facts = family({ ...change, size: change.size ?? change.members?.length ?? 3 })
  expect(computeDibao(facts, policy).warnings.map(({ code, personNo }) => `${code} ${personNo}`)).toEqual(expected)
})

test('warnings stand beside what is paid and beside a refusal, and change neither', () => {
  const paid = computeDibao(family({ size: 2, members: members(3) }), policy)
  expect(paid.awards[0]!.amountFen).toBe(186000n)
  expect(paid.warnings).toHaveLength(1)
  const over = computeDibao(family({ size: 2, members: members(3), incomes: [income('2000')] }), policy)
  expect(over.notPaid).toHaveLength(1)
  expect(over.warnings).toHaveLength(1)
})

test('messages give the figures', () => {
  const facts = family({ size: 2, members: gone, incomes: [income('35.50', { personNo: 2 })], residence: 'rural' })
  expect(computeDibao(facts, policy).warnings.map(({ message }) => message)).toEqual([
    '2026-03 家庭登记的城乡类别为「农村」,而待遇为「城市低保」,已按城市低保的标准计算;请核对城乡类别。',
    '2026-03 已死亡的成员仍有「工资性」收入 35.50 元计入家庭收入;请核对收入的终止月份。',
  ])
})
