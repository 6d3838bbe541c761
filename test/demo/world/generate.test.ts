import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BAD_ROWS } from '../../../src/demo/world/bad-rows.ts'
import { DEMO_FILES, DEMO_KINDS, type DemoKind, type DemoRow } from '../../../src/demo/world/columns.ts'
import { EXAMPLE_COUNTY } from '../../../src/demo/world/example-county.ts'
import { type DemoRequest, generateRegistry } from '../../../src/demo/world/generate.ts'
import { occasionOf } from '../../../src/demo/world/occasion.ts'
import { KINDS } from '../../../src/intake/kinds.ts'
import { readIdNumber } from '../../../src/kernel/identifiers.ts'
import { ageReachedIn, isDay, isMonth } from '../../../src/kernel/month.ts'
import { PROGRAMMES } from '../../../src/policy/programmes.ts'

const REQUEST: DemoRequest = { households: 2000, month: '2026-07', seed: 1 }

function collect(request: DemoRequest): Record<DemoKind, DemoRow[]> {
  const all = Object.fromEntries(DEMO_KINDS.map((kind) => [kind, [] as DemoRow[]])) as Record<DemoKind, DemoRow[]>
  for (const rows of generateRegistry(request)) for (const kind of DEMO_KINDS) all[kind].push(...rows[kind])
  return all
}

function cell(kind: DemoKind, row: DemoRow, column: string): string {
  return row[(DEMO_FILES[kind].columns as readonly string[]).indexOf(column)]!
}

function column(rows: readonly DemoRow[], kind: DemoKind, name: string): string[] {
  return rows.map((row) => cell(kind, row, name))
}

describe('the made-up county', () => {
  const rows = collect(REQUEST)
  const badOf = (kind: DemoKind) => BAD_ROWS.filter((bad) => bad.kind === kind).length

  it('is the same for the same seed and another for another', () => {
    expect(collect(REQUEST)).toEqual(rows)
    expect(collect({ ...REQUEST, seed: 2 })).not.toEqual(rows)
  })

  it('has as many households as asked for, each on record for something, and every bad row once', () => {
    const families = new Set(column(rows.members, 'members', '家庭编号'))
    families.delete('SL9999999')
    expect(families.size).toBe(REQUEST.households)
    const enrolled = new Set(column(rows.enrolments, 'enrolments', '家庭编号').filter((no) => families.has(no)))
    expect(enrolled.size).toBe(REQUEST.households)
    const numbers = column(rows.enrolments, 'enrolments', '待遇编号')
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(rows.matches.length).toBeGreaterThan(badOf('matches'))
    expect(rows.indices.length).toBe(39 + badOf('indices'))
  })

  it('names only columns that the import knows, all the required ones among them', () => {
    for (const kind of KINDS) {
      const columns: readonly string[] = DEMO_FILES[kind.code as DemoKind].columns
      const known = kind.columns.map(({ name }) => name)
      expect(known).toEqual(expect.arrayContaining([...columns]))
      for (const { name, required } of kind.columns) if (required) expect(columns).toContain(name)
    }
  })

  it('gives every row as many cells as its file has columns', () => {
    for (const kind of DEMO_KINDS)
      for (const row of rows[kind]) expect(row.length).toBe(DEMO_FILES[kind].columns.length)
  })

  it('makes ID numbers valid and unique, all but those meant to be wrong', () => {
    const ids = column(rows.members, 'members', '身份证号')
    const wrong = ids.filter((id) => !readIdNumber(id).ok)
    const meant = BAD_ROWS.filter(({ kind, what }) => kind === 'members' && /^(id-|full-width)/.test(what)).length
    expect(wrong.length).toBe(meant)
    // a person may stand in two households on purpose, in rows that differ in 与户主关系
    const twice = ids.length - new Set(ids).size
    expect(twice).toBe(rows.members.filter((row) => cell('members', row, '与户主关系') === '其他').length)
  })

  it('knows sizes of one to six, both 城乡类别, tapers, 单人保, 支出型, deaths and departures', () => {
    const has = (kind: DemoKind, name: string, value: string) => column(rows[kind], kind, name).includes(value)
    for (const size of '123456') expect(has('households', '家庭人口', size)).toBe(true)
    for (const residence of ['城市', '农村']) expect(has('households', '城乡类别', residence)).toBe(true)
    for (const ending of ['渐退', '退出', '停发']) expect(has('enrolments', '终止原因', ending)).toBe(true)
    for (const special of ['单人保', '支出型']) expect(has('enrolments', '类别', special)).toBe(true)
    for (const bank of ['示例农商银行', '示例农业银行', '示例邮储银行'])
      expect(has('accounts', '开户银行', bank)).toBe(true)
    expect(column(rows.members, 'members', '死亡日期').filter(isDay).length).toBeGreaterThan(5)
    expect(column(rows.members, 'members', '失效月份').filter(isMonth).length).toBeGreaterThan(5)
    expect(column(rows.accounts, 'accounts', '代领人身份证号').filter(Boolean).length).toBeGreaterThan(5)
    expect(column(rows.members, 'members', '姓名').some((name) => name.includes('·'))).toBe(true)
  })

  it('makes the month of the demo fire by food alone, and no month before it', () => {
    for (const row of rows.indices.slice(0, 39)) {
      const [rise, index] = [Number(cell('indices', row, '同比涨幅')), cell('indices', row, '指标')]
      const fires = (index === '食品价格' && rise >= 6) || (index === '低收入居民基本生活费用' && rise >= 5)
      expect(fires).toBe(index === '食品价格' && cell('indices', row, '月份') === REQUEST.month)
      if (index === '低收入居民基本生活费用') expect(rise).toBeGreaterThan(0)
    }
  })

  it('knows every 类别 of help, some who may not keep a subsidy, and children whose guardian draws for them', () => {
    const classesOf = (programme: string) =>
      new Set(
        rows.enrolments
          .filter((row) => cell('enrolments', row, '项目') === programme)
          .map((row) => cell('enrolments', row, '类别')),
      )
    expect([...classesOf('特困人员')].length).toBeGreaterThanOrEqual(5)
    expect(classesOf('孤儿')).toEqual(new Set(['散居', '机构']))
    expect(classesOf('临时救助')).toEqual(new Set(['重病', '教育', '一事一议', '先行救助']))
    const by = (programme: string) =>
      new Set(
        rows.enrolments
          .filter((row) => cell('enrolments', row, '项目') === programme)
          .map((row) => cell('enrolments', row, '身份证号')),
      )
    const subsidised = new Set([...by('困难残疾人生活补贴'), ...by('重度残疾人护理补贴')])
    expect([...by('特困人员')].some((id) => subsidised.has(id))).toBe(true)
    const drawn = new Set(
      rows.accounts
        .filter((row) => cell('accounts', row, '代领人身份证号') !== '')
        .map((row) => cell('accounts', row, '身份证号')),
    )
    expect([...by('事实无人抚养儿童'), ...by('重点困境儿童')].some((id) => drawn.has(id))).toBe(true)
  })

  it('has about three rural families in five', () => {
    const rural = column(rows.households, 'households', '城乡类别').filter((word) => word === '农村').length
    expect(rural / rows.households.length).toBeGreaterThan(0.55)
    expect(rural / rows.households.length).toBeLessThan(0.65)
  })

  it('gives ages that fit the relation', () => {
    for (const row of rows.members) {
      const id = cell('members', row, '身份证号')
      if (!readIdNumber(id).ok) continue
      const age = ageReachedIn(`${id.slice(6, 10)}-01-01`, '2026-01')
      const relation = cell('members', row, '与户主关系')
      if (relation === '父' || relation === '母') expect(age).toBeGreaterThan(50)
      if (relation === '孙子' || relation === '孙女') expect(age).toBeLessThan(19)
      if (cell('members', row, '在校') === '是') expect(age).toBeLessThan(23)
    }
  })
})

describe('every programme', () => {
  const programmes = PROGRAMMES.map(({ name }) => name)

  it.each([
    ['2026-08', 300],
    ['2026-09', 60],
    ['2026-08', 2000],
  ])('is approved for somebody in %s among %i households', (month, households) => {
    const { enrolments } = collect({ households, month, seed: 5 })
    const inForce = enrolments.filter((row) => cell('enrolments', row, '起始月份') <= month)
    expect(new Set(column(inForce, 'enrolments', '项目'))).toEqual(new Set([...programmes, '农村五保']))
    const grants = enrolments.filter((row) => cell('enrolments', row, '项目') === '教育资助')
    for (const grant of grants) expect(cell('enrolments', grant, '起始月份')).toBe(month)
  })

  it('pays education grants in August and September alone: in July the last are those of the year before', () => {
    const { enrolments } = collect({ households: 2000, month: '2026-07', seed: 5 })
    const grants = enrolments.filter((row) => cell('enrolments', row, '项目') === '教育资助')
    expect(grants.length).toBeGreaterThan(0)
    for (const grant of grants) expect(cell('enrolments', grant, '起始月份')).toBe('2025-09')
  })

  it('comes in the numbers that a county of 20,000 households has', () => {
    const count = new Map<string, number>()
    for (let serial = 1; serial <= 20_000; serial++) {
      const kind = occasionOf(serial, 20_000)?.kind
      if (kind) count.set(kind, (count.get(kind) ?? 0) + 1)
    }
    const about = { tekun: 2000, unsupported: 150, temporary: 120, difficulty: 80, orphan: 48, disaster: 40 }
    for (const [kind, wanted] of Object.entries({ ...about, education: 16, institution: 12, hiv: 4 })) {
      expect(count.get(kind)! / wanted, kind).toBeGreaterThan(0.6)
      expect(count.get(kind)! / wanted, kind).toBeLessThanOrEqual(1)
    }
  })
})

describe('for any number of households, seed and month', () => {
  it('no ID number is wrong or doubled, and nothing names what does not exist', () => {
    const request = fc.record({
      households: fc.integer({ min: 1, max: 120 }),
      seed: fc.integer(),
      month: fc.constantFrom('2024-01', '2026-02', '2026-07', '2027-12'),
    })
    fc.assert(
      fc.property(request, (asked) => {
        const rows = collect(asked)
        const persons = new Set(column(rows.members, 'members', '身份证号'))
        const good = rows.accounts.filter((row) => /^\d{19}$/.test(cell('accounts', row, '账号')))
        const owners = column(good, 'accounts', '身份证号').filter((id) => readIdNumber(id).ok)
        for (const owner of owners) expect(persons.has(owner)).toBe(true)
        const heads = column(rows.households, 'households', '户主身份证号').filter((id) => readIdNumber(id).ok)
        for (const head of heads) expect(persons.has(head) && head.startsWith(EXAMPLE_COUNTY)).toBe(true)
        for (const kind of DEMO_KINDS) {
          const bad = BAD_ROWS.filter((one) => one.kind === kind).length
          expect(rows[kind].length).toBeGreaterThanOrEqual(bad)
        }
      }),
      { numRuns: 25 },
    )
  })
})
