import { expect, test } from 'vitest'
import { testDatabase } from '../../support/database.ts'
import { importRows, madeUpId, testContext } from '../../support/registry.ts'

const database = await testDatabase()
const context = await testContext(database)

const HEAD = madeUpId(1, '1970-02-03')
const CHILD = madeUpId(2, '2012-05-06')
const AGENT = madeUpId(3, '1965-07-08')

const FAMILY = {
  households: [
    {
      家庭编号: 'H1',
      户主身份证号: HEAD,
      区划代码: '371302001001',
      城乡类别: '城市',
      家庭人口: '3',
      地址: '示例街1号',
      生效月份: '2026-01',
    },
  ],
  members: [
    {
      家庭编号: 'H1',
      姓名: '张三',
      身份证号: HEAD,
      与户主关系: '户主',
      保障对象: '是',
      残疾类别: '肢体',
      残疾等级: '2',
      重病: '否',
      生效月份: '2026-01',
    },
    {
      家庭编号: 'H1',
      姓名: '阿依•古丽',
      身份证号: CHILD,
      与户主关系: '子女',
      保障对象: '是',
      在校: '是',
      生效月份: '2026-01',
    },
  ],
  incomes: [
    { 家庭编号: 'H1', 身份证号: HEAD, 收入类别: '务工', 月收入: '1200.50', 起始月份: '2026-01', 终止月份: '2026-06' },
    { 家庭编号: 'H1', 身份证号: '', 收入类别: '财产', 月收入: '100', 起始月份: '2026-01' },
  ],
  enrolments: [
    { 待遇编号: 'E1', 项目: '城市低保', 家庭编号: 'H1', 起始月份: '2026-01', 审批文号: '示例批〔2026〕1号' },
    {
      待遇编号: 'E2',
      项目: 'disability-living',
      身份证号: HEAD,
      起始月份: '2026-02',
      审批文号: '示例批〔2026〕2号',
      倍数: '',
    },
  ],
  accounts: [
    {
      身份证号: HEAD,
      户名: '李四',
      账号: '6217001234567890',
      账户类型: '社保卡',
      开户银行: '示例农商行',
      代领人身份证号: AGENT,
      启用月份: '2026-01',
    },
    {
      身份证号: AGENT,
      户名: '李四',
      账号: '6217001234567890',
      账户类型: '社保卡',
      开户银行: '示例农商行',
      启用月份: '2026-01',
    },
  ],
  indices: [
    { 区划代码: '', 月份: '2026-01', 指标: '食品价格', 同比涨幅: '-0.5', 发布日期: '2026-02-09' },
    { 区划代码: '3713', 月份: '2026-01', 指标: '低收入居民基本生活费用', 同比涨幅: '5.40', 发布日期: '2026-02-09' },
  ],
  matches: [{ 身份证号: HEAD, 来源: '市场监管', 结果: '企业', 日期: '2026-03-01', 备注: '示例\n备注' }],
}

test.each(Object.entries(FAMILY))(
  '%s: good rows are taken, the same bytes again change nothing',
  async (kind, rows) => {
    const result = await importRows(context, kind, rows)
    expect(result).toMatchObject({ kind, encoding: 'utf-8', rows: rows.length, accepted: rows.length, unchanged: 0 })
    expect(result).toMatchObject({ refused: 0, warnings: 0, problemFile: null, problems: [], stored: true })
    const before = await facts()
    const again = await importRows(context, kind, rows)
    expect(again).toMatchObject({ accepted: rows.length, unchanged: rows.length })
    expect(again.alreadyImported).toContain('2026-07-01 09:00:00')
    const reversed = await importRows(context, kind, rows.toReversed().map(withKeysReversed))
    expect(reversed).toMatchObject({ accepted: rows.length, unchanged: rows.length })
    expect(reversed.alreadyImported).toBeUndefined()
    expect(await facts()).toEqual(before)
  },
)

function withKeysReversed(row: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).reverse())
}

async function facts(): Promise<unknown[]> {
  const tables = ['person', 'household_fact', 'member_fact', 'income_fact', 'enrolment_fact', 'account_fact']
  const found = []
  for (const table of [...tables, 'index_fact', 'match_fact', 'knowledge', 'county'])
    found.push((await database.pool.query(`SELECT * FROM ${table} ORDER BY 1, 2`)).rows)
  return found
}

test('what was stored is what the files said', async () => {
  const { rows: households } = await database.pool.query('SELECT * FROM household_fact')
  expect(households).toMatchObject([
    { county: '371302', household_no: 'H1', from_month: '2026-01', area: '371302001001', residence: 'urban', size: 3 },
  ])
  const { rows: members } = await database.pool.query('SELECT * FROM member_fact ORDER BY line')
  expect(members).toMatchObject([
    {
      name: '张三',
      covered: true,
      disability_kind: '肢体',
      disability_grade: 2,
      gravely_ill: false,
      single_parent: null,
    },
    { name: '阿依·古丽', in_school: true, disability_kind: null, died_on: null },
  ])
  const { rows: incomes } = await database.pool.query('SELECT * FROM income_fact ORDER BY line')
  expect(incomes).toMatchObject([
    { monthly_fen: '120050', to_month: '2026-06' },
    { monthly_fen: '10000', person_no: null },
  ])
  const { rows: enrolments } = await database.pool.query('SELECT * FROM enrolment_fact ORDER BY line')
  expect(enrolments).toMatchObject([
    { programme: 'urban-dibao', household_no: 'H1', person_no: null },
    { programme: 'disability-living', household_no: null, county: '371302', multiple: null },
  ])
  const { rows: indices } = await database.pool.query('SELECT * FROM index_fact ORDER BY line')
  expect(indices).toMatchObject([
    { area: '', index: 'food', rise: '-0.5' },
    { area: '3713', index: 'low-income-living-cost', rise: '5.40' },
  ])
  const { rows: matches } = await database.pool.query('SELECT note FROM match_fact')
  expect(matches).toEqual([{ note: '示例 备注' }])
})

test('personal numbers are stored sealed for their row, and the agent is a person of the county', async () => {
  const { rows } = await database.pool.query(
    'SELECT p.id_sealed, p.id_hash, p.birth, a.account_sealed, a.account_hash, a.agent_no FROM account_fact a JOIN person p USING (county, person_no) ORDER BY a.line',
  )
  const { cipher } = context
  const { personIdentity } = await import('../../../src/db/cipher.ts')
  const { openAccount } = await import('../../../src/db/sealed-account.ts')
  expect(cipher.open(rows[0].id_sealed, personIdentity(rows[0].id_hash))).toBe(HEAD)
  expect(cipher.open(rows[1].id_sealed, personIdentity(rows[1].id_hash))).toBe(AGENT)
  expect(openAccount(cipher, rows[0].account_hash, rows[0].account_sealed)).toEqual({
    account: '6217001234567890',
    idNumber: HEAD,
  })
  expect(rows.map(({ birth }) => birth)).toEqual(['1970-02-03', '1965-07-08'])
  expect(rows[0].agent_no).not.toBeNull()
})
