import { expect, test } from 'vitest'
import { testDatabase } from '../../support/database.ts'
import { importRows, madeUpId, testContext } from '../../support/registry.ts'

const database = await testDatabase()
const context = await testContext(database)

const LANSHAN = '371302001001'
const YIYUAN = '370323001001'
const HEAD = madeUpId(1)
const TWICE = madeUpId(2)
const AGENT = madeUpId(3)

const household = (no: string, head: string, area: string) => ({
  ...{ 家庭编号: no, 户主身份证号: head, 区划代码: area, 城乡类别: '农村', 家庭人口: '1', 生效月份: '2026-01' },
})
const member = (no: string, id: string) => ({
  ...{ 家庭编号: no, 姓名: '示例', 身份证号: id, 与户主关系: '户主', 保障对象: '是', 生效月份: '2026-01' },
})
const account = (id: string, agent = '') => ({
  ...{ 身份证号: id, 户名: '示例', 账号: `6217${id.slice(0, 12)}`, 账户类型: '存折', 开户银行: '示例农商行' },
  ...{ 代领人身份证号: agent, 启用月份: '2026-01' },
})

async function countiesOf(table: string, id: string): Promise<string[]> {
  const { rows } = await database.pool.query(
    `SELECT county FROM ${table} JOIN person USING (county, person_no) WHERE id_hash = $1 ORDER BY county`,
    [context.cipher.hash('id', id)],
  )
  return rows.map(({ county }) => county)
}

test('before there is any county an account belongs nowhere, unless one is named', async () => {
  const result = await importRows(context, 'accounts', [account(madeUpId(50))])
  expect(result.problems).toMatchObject([{ code: 'accounts.county-unknown', line: 2 }])
})

test('one import brings households of several counties; each counts its own knowledge and keeps its own audit', async () => {
  await importRows(context, 'households', [
    household('L1', HEAD, LANSHAN),
    household('L2', TWICE, LANSHAN),
    household('Y1', TWICE, YIYUAN),
  ])
  await importRows(context, 'members', [member('L1', HEAD), member('L2', TWICE), member('Y1', TWICE)])
  const { rows } = await database.pool.query('SELECT county, knowledge FROM county ORDER BY county')
  expect(rows).toEqual([
    { county: '370323', knowledge: '2' },
    { county: '371302', knowledge: '2' },
  ])
  const { rows: known } = await database.pool.query('SELECT county, known, actor FROM knowledge ORDER BY 1, 2')
  expect(known.map(({ county, known, actor }) => [county, known, actor])).toEqual([
    ['370323', '1', '经办甲'],
    ['370323', '2', '经办甲'],
    ['371302', '1', '经办甲'],
    ['371302', '2', '经办甲'],
  ])
  const { rows: audit } = await database.pool.query("SELECT county, detail FROM audit WHERE action = 'import'")
  expect(audit.map(({ county }) => county).sort()).toEqual(['370323', '370323', '371302', '371302'])
  expect(JSON.parse(audit[0].detail)).toMatchObject({ kind: 'households', rows: 3, accepted: 3, appended: 3 })
  for (const { detail } of audit) expect(detail).not.toMatch(/\b\d{17}[\dX]\b/)
})

test("an account goes to every county that knows the person, a 代领人's to those of whom they draw for", async () => {
  const result = await importRows(context, 'accounts', [account(AGENT), account(TWICE, AGENT), account(HEAD)])
  expect(result).toMatchObject({ accepted: 3, refused: 0 })
  expect(await countiesOf('account_fact', TWICE)).toEqual(['370323', '371302'])
  expect(await countiesOf('account_fact', AGENT)).toEqual(['370323', '371302'])
  expect(await countiesOf('account_fact', HEAD)).toEqual(['371302'])
  const { rows } = await database.pool.query(
    'SELECT a.county FROM account_fact a JOIN person p ON p.county = a.county AND p.person_no = a.agent_no WHERE p.id_hash = $1 ORDER BY 1',
    [context.cipher.hash('id', AGENT)],
  )
  expect(rows).toEqual([{ county: '370323' }, { county: '371302' }])
})

test('a person whom no county knows goes where --county says', async () => {
  const stranger = madeUpId(51)
  await importRows(context, 'accounts', [account(stranger)], { county: '370323' })
  expect(await countiesOf('account_fact', stranger)).toEqual(['370323'])
  const match = { 身份证号: TWICE, 来源: '公安', 结果: '死亡', 日期: '2026-02-01' }
  await importRows(context, 'matches', [match, { ...match, 身份证号: madeUpId(52) }], { county: '371302' })
  expect(await countiesOf('match_fact', TWICE)).toEqual(['370323', '371302'])
  expect(await countiesOf('match_fact', madeUpId(52))).toEqual(['371302'])
})

test('who only draws for others is no member: an income or enrolment of theirs is refused', async () => {
  const income = { 家庭编号: 'L1', 身份证号: AGENT, 收入类别: '务工', 月收入: '1', 起始月份: '2026-01' }
  expect((await importRows(context, 'incomes', [income])).problems).toMatchObject([{ code: 'incomes.person-unknown' }])
  const enrolment = { 待遇编号: 'T1', 项目: '特困人员', 身份证号: AGENT, 起始月份: '2026-01', 审批文号: '示例批1号' }
  expect((await importRows(context, 'enrolments', [enrolment])).problems).toMatchObject([
    { code: 'enrolments.person-unknown' },
  ])
})

test('a person in two counties needs the household to be named; then the enrolment goes to its county', async () => {
  const enrolment = { 待遇编号: 'T2', 项目: '特困人员', 身份证号: TWICE, 起始月份: '2026-01', 审批文号: '示例批2号' }
  const result = await importRows(context, 'enrolments', [{ ...enrolment, 家庭编号: '' }])
  expect(result.problems).toMatchObject([{ code: 'enrolments.county-ambiguous' }])
  expect(result.problems[0]!.message).toContain('370323、371302')
  await importRows(context, 'enrolments', [{ ...enrolment, 家庭编号: 'Y1' }])
  expect(await countiesOf('enrolment_fact', TWICE)).toEqual(['370323'])
})

test('a later row of the same key is appended beside the earlier one, known later', async () => {
  await importRows(context, 'enrolments', [
    { 待遇编号: 'D1', 项目: '农村低保', 家庭编号: 'L1', 起始月份: '2026-01', 审批文号: '示例批3号' },
  ])
  await importRows(context, 'enrolments', [
    ...[
      {
        待遇编号: 'D1',
        项目: '农村低保',
        家庭编号: 'L1',
        起始月份: '2026-01',
        审批文号: '示例批3号',
        终止月份: '2026-03',
      },
    ],
  ])
  const { rows } = await database.pool.query(
    "SELECT to_month, known FROM enrolment_fact WHERE enrolment_no = 'D1' ORDER BY known",
  )
  expect(rows.map(({ to_month }) => to_month)).toEqual([null, '2026-03'])
  expect(Number(rows[1].known)).toBeGreaterThan(Number(rows[0].known))
})

test('a revised index is appended, one without change is not; each is known by the number of its import', async () => {
  const index = { 区划代码: '', 月份: '2026-01', 指标: '居民消费价格', 同比涨幅: '1.50', 发布日期: '2026-02-10' }
  await importRows(context, 'indices', [index])
  expect(await importRows(context, 'indices', [{ ...index, 同比涨幅: '1.5' }])).toMatchObject({ unchanged: 1 })
  await importRows(context, 'indices', [{ ...index, 同比涨幅: '1.6' }])
  const { rows } = await database.pool.query('SELECT rise, known FROM index_fact ORDER BY known')
  expect(rows.map(({ rise }) => rise)).toEqual(['1.50', '1.6'])
  const { rows: audit } = await database.pool.query(
    "SELECT county FROM audit WHERE action = 'import' AND detail LIKE '%indices%'",
  )
  expect(audit).toEqual([{ county: '000000' }, { county: '000000' }])
})

test('two imports at once of one county wait for each other, and of the same bytes only one counts', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => member('L1', madeUpId(100 + i)))
  const results = await Promise.all([
    importRows(context, 'members', rows),
    importRows(context.as('经办乙'), 'members', rows),
    importRows(context, 'members', rows.slice(0, 49)),
  ])
  const appended = results.map(({ accepted, unchanged }) => accepted - unchanged)
  expect(appended.reduce((sum, n) => sum + n, 0)).toBe(50)
  const { rows: gaps } = await database.pool.query(
    'SELECT c.county FROM county c WHERE knowledge <> (SELECT count(*) FROM knowledge k WHERE k.county = c.county)',
  )
  expect(gaps).toEqual([])
})
