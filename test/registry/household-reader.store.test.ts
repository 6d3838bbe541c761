import { beforeAll, describe, expect, test } from 'vitest'
import { nextSpanEnd, readHouseholds } from '../../src/registry/household-reader.store.ts'
import { isAlive, isPresent } from '../../src/registry/in-force.ts'
import { readSharedPersons } from '../../src/registry/shared-persons.store.ts'
import { testDatabase } from '../support/database.ts'
import { importRows, madeUpId, type TestContext, testContext } from '../support/registry.ts'
import { importCounty, SAMPLE, sampleRows } from '../support/sample-county.ts'

const database = await testDatabase()
let context: TestContext

beforeAll(async () => {
  context = await testContext(database)
  await importCounty(context, sampleRows(9))
})

async function knownNow(): Promise<number> {
  const { rows } = await database.pool.query('SELECT knowledge FROM county WHERE county = $1', [SAMPLE])
  return Number(rows[0].knowledge)
}

async function read(known: number, ...numbers: string[]) {
  const client = await database.pool.connect()
  try {
    const shared = await readSharedPersons(client, SAMPLE, known)
    return { histories: await readHouseholds(client, { county: SAMPLE, known, numbers }, shared), shared }
  } finally {
    client.release()
  }
}

test('spans walk over the enrolled households, none twice and none left out', async () => {
  const client = await database.pool.connect()
  try {
    for (const count of [1, 2, 4, 9, 50]) {
      const ends: string[] = []
      let end = await nextSpanEnd(client, SAMPLE, null, count)
      for (; end !== null; end = await nextSpanEnd(client, SAMPLE, end, count)) ends.push(end)
      const expected = Array.from({ length: Math.ceil(9 / count) }, (_, i) => Math.min(9, (i + 1) * count))
      expect(ends).toEqual(expected.map((n) => `示例-00${n}`))
    }
  } finally {
    client.release()
  }
})

describe('what was known then is read again', () => {
  test('a changed income, a moved enrolment, a new member', async () => {
    const before = await knownNow()
    const [enrolment] = sampleRows(1).enrolments
    await importRows(context, 'incomes', [
      { 家庭编号: '示例-001', 收入类别: '务工', 月收入: '777.00', 起始月份: '2025-01' },
    ])
    await importRows(context, 'enrolments', [{ ...enrolment, 家庭编号: '示例-002' }])
    await importRows(context, 'members', [
      {
        ...{ 家庭编号: '示例-001', 姓名: '示例新人', 身份证号: madeUpId(901), 与户主关系: '家属' },
        ...{ 保障对象: '是', 生效月份: '2026-01' },
      },
    ])
    const facts = async (known: number) => {
      const [one, two] = (await read(known, '示例-001', '示例-002')).histories
      const { incomes, members } = one!
      return [
        incomes.find(({ kind }) => kind === '务工')!.monthlyFen,
        members.length,
        one!.enrolments.length,
        two!.enrolments.length,
      ]
    }
    expect(await facts(before)).toEqual([0n, 1, 1, 1])
    expect(await facts(await knownNow())).toEqual([77700n, 2, 0, 2])
  })
})

describe('a person in two households', () => {
  const shared = sampleRows(9).members.at(-1)! // of 示例-003, also in 示例-004

  test('brings the whole history of both', async () => {
    const { shared: persons } = await read(await knownNow(), '示例-003')
    const numbers = [...persons.households.values()].map((list) => list.map(({ householdNo }) => householdNo))
    expect(numbers).toEqual([['示例-003', '示例-004']])
  })

  test('is dead in both when the row imported last, in either, says so; has left only the one', async () => {
    await importRows(context, 'members', [{ ...shared, 死亡日期: '2026-03-09', 失效月份: '2026-02' }])
    const { histories, shared: persons } = await read(await knownNow(), '示例-003', '示例-004')
    const [personNo] = persons.households.keys()
    expect(histories.map((history) => isAlive(history, personNo!, '2026-04'))).toEqual([false, false])
    expect(histories.map((history) => isPresent(history, personNo!, '2026-04'))).toEqual([true, false])
  })

  test('is alive again in both when a later row of the other household leaves the cell empty', async () => {
    await importRows(context, 'members', [{ ...shared, 家庭编号: '示例-003', 生效月份: '2026-06' }])
    const { histories, shared: persons } = await read(await knownNow(), '示例-003', '示例-004')
    const [personNo] = persons.households.keys()
    expect(histories.map((history) => isAlive(history, personNo!, '2026-04'))).toEqual([true, true])
    expect(histories.map((history) => isPresent(history, personNo!, '2026-04'))).toEqual([true, false])
  })
})

describe('a member row that comes again has the last word, though it says nothing new of its own key', () => {
  const member = (serial: number, more: Record<string, string>) => ({
    ...{ 家庭编号: '示例-005', 姓名: '示例重报', 身份证号: madeUpId(serial), 与户主关系: '家属', 保障对象: '是' },
    ...{ 死亡日期: '', 失效月份: '', 在校: '否', ...more },
  })
  const early = { 生效月份: '2025-01' }
  const late = { 生效月份: '2025-06' }
  const bring = async (...rows: Record<string, string>[]) => await importRows(context, 'members', rows)

  async function datesOf(serial: number) {
    const { histories } = await read(await knownNow(), '示例-005')
    const hash = context.cipher.hash('id', madeUpId(serial))
    const { rows } = await database.pool.query('SELECT person_no FROM person WHERE id_hash = $1', [hash])
    const personNo = Number(rows[0].person_no)
    return [histories[0]!.deaths.get(personNo) ?? null, histories[0]!.departures.get(personNo) ?? null]
  }

  test('dead, alive by another row, and dead again by the first', async () => {
    await bring(member(911, { ...early, 死亡日期: '2026-01-15' }))
    const { problems } = await bring(member(911, late))
    expect(problems.map(({ code, line, value }) => [code, line, value])).toEqual([
      ['members.death-withdrawn', 2, '2026-01-15'],
    ])
    expect(await datesOf(911)).toEqual([null, null])
    await bring(member(911, { ...early, 死亡日期: '2026-01-15' }), member(912, early))
    expect(await datesOf(911)).toEqual(['2026-01-15', null])
  })

  test('left, back by another row, and left again by the first', async () => {
    await bring(member(913, { ...early, 失效月份: '2026-02' }))
    await bring(member(913, late))
    await bring(member(913, { ...early, 失效月份: '2026-02' }), member(914, early))
    expect(await datesOf(913)).toEqual([null, '2026-02'])
  })

  test('the whole file again with an old row put right brings nobody back to life', async () => {
    const died = { ...late, 死亡日期: '2025-06-20', 失效月份: '2025-08' }
    await bring(member(915, early), member(915, died))
    expect((await bring(member(915, { ...early, 在校: '是' }), member(915, died))).problems).toEqual([])
    expect(await datesOf(915)).toEqual(['2025-06-20', '2025-08'])
  })

  test('the whole file again, nothing changed in it, appends nothing', async () => {
    const died = { ...late, 死亡日期: '2025-06-20' }
    await bring(member(916, early), member(916, died))
    const before = await knownNow()
    await bring(
      member(916, died),
      member(916, early),
      member(915, { ...late, 死亡日期: '2025-06-20', 失效月份: '2025-08' }),
    )
    expect([await knownNow(), await datesOf(916)]).toEqual([before, ['2025-06-20', null]])
  })
})
