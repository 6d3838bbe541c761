import { expect, test } from 'vitest'
import { madeUpId } from '../support/registry.ts'
import { naiveOver } from './agreement.ts'
import { programmeOver, programmeWorld } from './programme-result.ts'
import type { CsvRow, NaiveCounty } from './rows.ts'

const CHILD = madeUpId(1, '2015-05-01', '379901')
const [HOME, MONTH] = ['示例-01', '2024-06']

test('a child whom two dibao reach, where a document keeps both, has both set off', () => {
  const county = countyWith([
    { 待遇编号: '示例待遇-1', 项目: 'urban-dibao', 家庭编号: HOME },
    { 待遇编号: '示例待遇-2', 项目: 'rural-dibao', 家庭编号: HOME },
    { 待遇编号: '示例待遇-3', 项目: 'unsupported-child', 身份证号: CHILD },
  ])
  const expected = [
    `${HOME} - rural-dibao top-up 200.00`,
    `${HOME} - urban-dibao top-up 300.00`,
    `${HOME} ${CHILD} unsupported-child unsupported-child 500.00`,
  ]
  expect(naiveOver(county)(HOME, MONTH)).toEqual(expected)
  expect(programmeOver(programmeWorld(county))(HOME, MONTH)).toEqual(expected)
})

test('the two may be for different numbers of persons', () => {
  const other = madeUpId(2, '1985-05-01', '379901')
  const county = countyWith([
    { 待遇编号: '示例待遇-1', 项目: 'urban-dibao', 家庭编号: HOME },
    { 待遇编号: '示例待遇-2', 项目: 'rural-dibao', 家庭编号: HOME, 身份证号: CHILD, 类别: '单人保' },
    { 待遇编号: '示例待遇-3', 项目: 'unsupported-child', 身份证号: CHILD },
  ])
  const parent = { no: 1, row: { ...county.members[0]!.row, 身份证号: other, 与户主关系: '父母' } }
  const larger = { ...county, members: [...county.members, parent] }
  const expected = [
    `${HOME} - rural-dibao top-up 100.00`,
    `${HOME} - urban-dibao top-up 600.00`,
    `${HOME} ${CHILD} unsupported-child unsupported-child 600.00`,
  ]
  expect(naiveOver(larger)(HOME, MONTH)).toEqual(expected)
  expect(programmeOver(programmeWorld(larger))(HOME, MONTH)).toEqual(expected)
})

/** One household of one child; urban standard 300, rural 200, scattered orphans 1000, nothing excludes anything; invented. */
function countyWith(enrolments: readonly CsvRow[]): NaiveCounty {
  const imported = (row: CsvRow) => ({ no: 1, row })
  const household = { 家庭编号: HOME, 户主身份证号: CHILD, 区划代码: '379901001001', 城乡类别: '城市', 家庭人口: '1' }
  const member = { 家庭编号: HOME, 姓名: '示例甲', 身份证号: CHILD, 与户主关系: '本人', 保障对象: '是' }
  const sets = [
    { parameter: 'dibao.standard', value: { urban: 300, rural: 200 } },
    { parameter: 'dibao.single-person.share', value: 0.5 },
    { parameter: 'orphan', value: { institution: 2000, scattered: 1000 } },
    { parameter: 'exclusions', value: [{ programmes: ['tekun', 'orphan'], keep: 'tekun' }] },
  ].map((set) => ({ ...set, article: '一', from: '2020-01' }))
  return {
    firstMonth: '2024-01',
    documents: [{ document: '示例民发〔2099〕1号', issued: '2023-01-01', area: '', articles: { 一: '示例' }, sets }],
    households: [imported({ ...household, 生效月份: '2020-01' })],
    members: [imported({ ...member, 生效月份: '2020-01' })],
    incomes: [],
    indices: [],
    enrolments: enrolments.map((row) => imported({ ...row, 起始月份: '2024-01', 审批文号: '示例批〔2099〕1号' })),
  }
}
