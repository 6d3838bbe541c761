import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../support/database.ts'
import { importRows, madeUpId, testContext } from '../../support/registry.ts'

const SERIALS = 6

const database = await testDatabase()
const context = await testContext(database)

/** The ID number of a person of a file: nobody is in two files, so that no file says anything of another's dead. */
function idOf(file: number, serial: number): string {
  return madeUpId((file - 1) * SERIALS + serial)
}

/** What is stored for a file's household, whatever the order it came in: no lines, no numbers of ours. */
async function stored(file: number): Promise<unknown> {
  const serials = Array.from({ length: SERIALS }, (_, i) => context.cipher.hash('id', idOf(file, i + 1)))
  const { rows } = await database.pool.query(
    `SELECT m.from_month, m.name, m.covered, m.died_on, array_position($2::bytea[], p.id_hash) AS serial, p.birth
     FROM member_fact m JOIN person p USING (county, person_no) WHERE m.household_no = $1 ORDER BY serial, from_month`,
    [`H${file}`, serials],
  )
  return rows
}

const member = fc.record({
  serial: fc.integer({ min: 1, max: SERIALS }),
  生效月份: fc.constantFrom('2026-01', '2026-02', '2026-x'),
  姓名: fc.constantFrom('示例甲', '示例乙', '=1', ''),
  保障对象: fc.constantFrom('是', '否'),
  死亡日期: fc.constantFrom('', '2026-03-04'),
})

let files = 0

test('the order of the rows of a file changes neither what is stored nor what is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(member, { minLength: 1, maxLength: 12 }).chain((rows) =>
        fc.tuple(
          fc.constant(rows),
          fc.shuffledSubarray(
            rows.map((_, i) => i),
            { minLength: rows.length },
          ),
        ),
      ),
      async ([rows, order]) => {
        const outcomes = []
        for (const arranged of [rows, order.map((i) => rows[i]!)]) {
          const number = ++files
          const household = `H${number}`
          await importRows(context, 'households', [householdOf(household)])
          const file = arranged.map(({ serial, ...row }) => ({
            ...{ 家庭编号: household, 身份证号: idOf(number, serial), 与户主关系: '其他' },
            ...row,
          }))
          const { accepted, unchanged, refused, warnings, problems } = await importRows(context, 'members', file)
          const codes = problems.map(({ code, column, severity }) => `${code} ${column} ${severity}`).sort()
          outcomes.push({ stored: await stored(number), accepted, unchanged, refused, warnings, codes })
        }
        expect(outcomes[1]).toEqual(outcomes[0])
      },
    ),
    { numRuns: 40 },
  )
})

function householdOf(no: string): Record<string, string> {
  return {
    ...{ 家庭编号: no, 户主身份证号: madeUpId(999), 区划代码: '371302001001', 城乡类别: '农村' },
    ...{ 家庭人口: '1', 生效月份: '2026-01' },
  }
}
