import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkRun, waiveFindings } from '../../../src/app/run/checks.ts'
import { approveRun, rejectRun, submitRun } from '../../../src/app/run/runs.ts'
import { findRun, type Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { accountOf, COUNTY, type MadeLine, Payroll } from '../../support/payroll.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const [maker, checker, auditor] = ['经办', '复核', '审计'].map((who) => payroll.as(who))
const home = join(payroll.folder, 'checks.yaml')

const line = (payee: string, household: string, amountFen: number, more: Partial<MadeLine> = {}): MadeLine => ({
  payee,
  household,
  amountFen,
  ...more,
})

const LAST_MONTH = [line('a', 'A', 10000), line('b', 'B', 10000), line('c', 'C', 10000)]
/** A has doubled and a fen, B has doubled exactly, C has a month's arrears beside; D to F share an account. */
const THIS_MONTH = [
  line('a', 'A', 20001),
  line('b', 'B', 20000),
  line('c', 'C', 10000),
  line('c', 'C', 90000, { type: 'arrears', month: '2026-06' }),
  line('d', 'D', 5000),
  line('e', 'E', 5000),
  line('f', 'F', 5000),
]
let run: Run
const no = new Map<string, string>()

beforeAll(async () => {
  for (const owner of ['a', 'b', 'c', 'd']) await payroll.account({ owner })
  for (const owner of ['e', 'f']) await payroll.account({ owner, account: accountOf('d') })
  await payroll.approved(LAST_MONTH, '2026-07')
  run = await payroll.open('2026-08')
  await payroll.calculate(run, THIS_MONTH)
  const { rows } = await database.pool.query(
    'SELECT household_no, payment_no FROM payment WHERE run_id = $1 AND county = $2',
    [run.runId, COUNTY],
  )
  for (const { household_no, payment_no } of rows) no.set(household_no, payment_no)
})
beforeEach(() => rmSync(home, { force: true }))

const limits = (...lines: string[]) => writeFileSync(home, lines.join('\n'))
const found = async () =>
  (await checkRun(auditor!, run.number)).findings.map(({ check, subject, waiver }) => [check, subject, waiver !== null])

describe('what goes beyond a limit', () => {
  test('nothing is looked for where no limit is named', async () => {
    expect(await found()).toEqual([])
  })

  test.each([
    ['批次合计上限: 1550.01', []],
    ['批次合计上限: 1550.00', [['total', '', false]]],
    ['合计环比: 416.67', []],
    ['合计环比: 416.66', [['total-jump', '', false]]],
  ])('the whole run: %s', async (limit, expected) => {
    limits(limit)
    expect(await found()).toEqual(expected)
  })

  test('a payment, at the fen', async () => {
    limits('单笔上限: 200.00')
    expect(await found()).toEqual([no.get('A'), no.get('C')].sort().map((one) => ['payment', one, false]))
  })

  test('what a payee gets for the month itself, up or down; arrears are none of it', async () => {
    limits('单户环比: 100')
    expect(await found()).toEqual([['payee-jump', no.get('A'), false]])
    expect((await checkRun(maker!, run.number)).findings[0]!.says).toBe(
      `家庭 A「城市低保」上月 100.00 元,本月 200.01 元(+100.01%)(${no.get('A')}),超过 100%。`,
    )
  })

  test('an account that too many households are paid into', async () => {
    limits('同一账户户数: 3')
    expect(await found()).toEqual([])
    limits('同一账户户数: 2')
    const { findings } = await checkRun(maker!, run.number)
    expect(findings).toMatchObject([{ check: 'shared-account', subject: no.get('D') ?? no.get('E') ?? no.get('F') }])
    expect(findings[0]!.says).toContain('3 户的款进同一账户')
  })
})

describe('a run that goes beyond a limit', () => {
  test('is not handed over before a checker has let all of it pass, with a reason', async () => {
    limits('单笔上限: 200.00', '单户环比: 100')
    expect(await refusedCodes(submitRun(maker!, run.number))).toEqual(['checks.unwaived'])
    const jump = { check: 'payee-jump', why: '示例:新增一人 379901196104050178' } as const
    expect(await refusedCodes(waiveFindings(maker!, run.number, jump))).toEqual(['user.role-not-allowed'])
    expect(await refusedCodes(waiveFindings(checker!, run.number, { ...jump, why: ' ' }))).toEqual([
      'checks.reason-missing',
    ])
    expect(await refusedCodes(waiveFindings(checker!, run.number, { ...jump, payment: '没有' }))).toEqual([
      'checks.nothing-to-waive',
    ])
    expect(await waiveFindings(checker!, run.number, jump)).toMatchObject({ waived: [{}], before: 0 })
    const { rows } = await database.pool.query("SELECT detail FROM audit WHERE action = 'checks.waive'")
    expect(rows[0].detail).toMatch(/示例:新增一人 3799\*{10}0178$/)
    expect(await waiveFindings(checker!, run.number, { ...jump, why: '示例:又一次' })).toEqual({
      waived: [],
      before: 1,
    })
    expect(await refusedCodes(submitRun(maker!, run.number))).toEqual(['checks.unwaived'])
    const one = { check: 'payment', payment: no.get('A'), why: '示例:核对过' } as const
    expect((await waiveFindings(checker!, run.number, one)).waived).toHaveLength(1)
    expect(await refusedCodes(submitRun(maker!, run.number))).toEqual(['checks.unwaived'])
    await waiveFindings(checker!, run.number, { check: 'payment', why: '示例:补发属实' })
    expect(await found()).toHaveLength(3)
    expect((await submitRun(maker!, run.number)).changed).toBe(true)
    expect(await refusedCodes(waiveFindings(checker!, run.number, jump))).toEqual(['checks.not-waiting'])
  })

  test('is not approved either where a limit has been set since; what was let pass is of one calculation only', async () => {
    limits('批次合计上限: 100.00')
    expect(await refusedCodes(approveRun(checker!, run.number))).toEqual(['checks.unwaived'])
    await rejectRun(checker!, run.number, '示例:重新计算')
    await payroll.calculate(await findRun(database.sql, run.number), THIS_MONTH)
    limits('单户环比: 100')
    expect((await found()).map(([check, , waived]) => [check, waived])).toEqual([['payee-jump', false]])
  })

  test('the database too lets nobody but a checker let it pass, and never who opened it', async () => {
    const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM check_waiver')
    expect(rows[0].n).toBe(3)
    const waive = (actor: string) =>
      database.pool.query(`INSERT INTO check_waiver VALUES ($1, $2, 1, 'total', '', '示例', '示例', $3, now())`, [
        COUNTY,
        run.runId,
        actor,
      ])
    await expect(waive('经办')).rejects.toThrow('lets nothing of it pass')
    await expect(database.pool.query("UPDATE check_waiver SET why = '改'")).rejects.toThrow()
    const { rows: audited } = await database.pool.query(
      "SELECT count(*)::int AS n FROM audit WHERE action = 'checks.waive'",
    )
    expect(audited[0].n).toBe(3)
  })

  test('before it is calculated there is nothing to look at', async () => {
    const open = await payroll.open('2026-09')
    expect(await refusedCodes(checkRun(maker!, open.number))).toEqual(['checks.not-calculated'])
  })
})
