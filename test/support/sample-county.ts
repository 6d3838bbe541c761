import { join } from 'node:path'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { packageRoot } from '../../src/db/package-root.ts'
import type { Run } from '../../src/run/run.store.ts'
import { importRows, madeUpId, type TestContext } from './registry.ts'

type Row = Readonly<Record<string, string>>
export type CountyRows = Readonly<
  Record<'households' | 'members' | 'incomes' | 'enrolments' | 'accounts', readonly Row[]>
>

/** A made-up county code. */
export const SAMPLE = '379901'
export const SAMPLE_MONTH = '2026-07'

/** A document that binds every county. */
export const SAMPLE_POLICY = join(packageRoot, 'test', 'support', 'sample-policy.yaml')

/** Imports a county's rows in the order that their kinds need. */
export async function importCounty(context: TestContext, rows: CountyRows): Promise<void> {
  for (const kind of ['households', 'members', 'incomes', 'enrolments', 'accounts'] as const) {
    const { refused, problems } = await importRows(context, kind, rows[kind])
    if (refused > 0) throw new Error(`示例资料有 ${refused} 行被拒收:${problems[0]?.message}`)
  }
}

/** Documents and a made-up registry of `count` households, and a run of the month opened by 经办甲. */
export async function openSampleMonth(context: TestContext, count = 12): Promise<Run> {
  context.setNow(`${SAMPLE_MONTH}-05T01:00:00.000Z`)
  await loadPolicies(context, [SAMPLE_POLICY])
  await importCounty(context, sampleRows(count))
  return (await openRun(context, { county: SAMPLE, month: SAMPLE_MONTH, kind: 'regular' })).run
}

/** A made-up registry: every kind of dibao and taper comes up, and the person of household 3 is in 4 as well. */
export function sampleRows(count: number, place = SAMPLE, prefix = '示例'): CountyRows {
  const families = Array.from({ length: count }, (_, i) => family(i, place, prefix))
  const shared = families[2] && families[3] ? [{ ...families[2].members.at(-1)!, 家庭编号: families[3].no }] : []
  return {
    households: families.map(({ household }) => household),
    members: [...families.flatMap(({ members }) => members), ...shared],
    incomes: families.flatMap(({ incomes }) => incomes),
    enrolments: families.map(({ enrolment }) => enrolment),
    accounts: families.map(({ account }) => account),
  }
}

function family(i: number, place: string, prefix: string) {
  const no = `${prefix}-${String(i + 1).padStart(3, '0')}`
  const size = 1 + (i % 4)
  const rural = i % 3 === 1
  const members = Array.from({ length: size }, (_, j) => memberRow(no, i, j, place))
  const head = members[0]!.身份证号!
  const area = `${place}00${1 + (i % 3)}00${1 + (i % 2)}`
  return {
    no,
    members,
    household: {
      家庭编号: no,
      户主身份证号: head,
      区划代码: area,
      城乡类别: rural ? '农村' : '城市',
      家庭人口: String(size),
      生效月份: '2025-01',
    },
    incomes: i % 4 === 3 ? [] : [incomeRow(no, '', '务工', i * 211.37), incomeRow(no, head, '养老金', i * 13.01)],
    enrolment: { ...enrolmentRow(i), 待遇编号: `${no}待`, 项目: rural ? '农村低保' : '城市低保', 家庭编号: no },
    account: {
      身份证号: head,
      户名: `示例户主${i + 1}`,
      账号: `6217009901${String(i + 1).padStart(8, '0')}1`,
      账户类型: '社保卡',
      开户银行: i % 2 === 0 ? '示例农商银行' : '示例邮储银行',
      启用月份: i % 9 === 7 ? '2026-09' : '2025-01',
    },
  }
}

function memberRow(no: string, i: number, j: number, place: string): Row {
  const birth = ['1950-03-09', '1979-11-30', '2012-07-01', '2008-07-31'][(i + j) % 4]!
  return {
    家庭编号: no,
    姓名: `示例成员${i + 1}之${j + 1}`,
    身份证号: madeUpId((i * 4 + j + 1) % 1000, birth, place),
    与户主关系: j === 0 ? '户主' : '家属',
    保障对象: (i + j) % 6 === 5 ? '否' : '是',
    重病: (i + j) % 5 === 1 ? '是' : '否',
    残疾类别: (i + j) % 7 === 2 ? '肢体' : '',
    残疾等级: (i + j) % 7 === 2 ? '3' : '',
    死亡日期: i % 11 === 10 && j === 1 ? '2026-06-30' : '',
    生效月份: '2025-01',
  }
}

function incomeRow(no: string, person: string, kind: string, yuan: number): Row {
  return { 家庭编号: no, 身份证号: person, 收入类别: kind, 月收入: yuan.toFixed(2), 起始月份: '2025-01' }
}

function enrolmentRow(i: number): Row {
  const base = { 起始月份: '2025-02', 审批文号: '示例批〔2025〕1号' }
  if (i % 5 === 4) return { ...base, 终止月份: '2026-04', 终止原因: '渐退', 核定金额: `${900 + i}.00` }
  return { ...base, 类别: i % 8 === 6 ? '单人保' : '' }
}

/** The run's lines without anything that hangs on the order of arrival: persons by name, places without the county. */
export async function linesOf({ database }: TestContext, run: Pick<Run, 'county' | 'runId'>): Promise<string[]> {
  const { rows } = await database.pool.query(
    `SELECT l.*, n.name FROM line l LEFT JOIN LATERAL (
       SELECT name FROM member_fact m WHERE m.county = l.county AND m.person_no = l.person_no LIMIT 1) n ON true
     WHERE l.county = $1 AND l.run_id = $2
       AND l.attempt = (SELECT max(attempt) FROM calculation c WHERE c.county = $1 AND c.run_id = $2)`,
    [run.county, run.runId],
  )
  const text = rows.map((row) =>
    [row.household_no, row.name, row.programme, row.component, row.benefit_month, row.type, row.item, row.enrolment_no,
      row.area.slice(6), row.persons, row.standard_fen, row.amount_fen, row.formula, row.basis].join('|'),
  ) // biome-ignore format: one row is one line
  return text.sort()
}

/** How many rows each table holds. */
export async function rowCounts({ database }: TestContext): Promise<Record<string, number>> {
  const { rows: tables } = await database.pool.query(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await database.pool.query(`SELECT count(*)::int AS n FROM "${name}"`)
    counts[name] = rows[0].n
  }
  return counts
}
