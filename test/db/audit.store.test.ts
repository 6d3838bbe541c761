import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Context } from '../../src/access/context.ts'
import { takeBackup } from '../../src/admin/backup/backup.ts'
import { resealAll } from '../../src/admin/keys-reseal.ts'
import { rotateKeys } from '../../src/admin/keys-rotate.ts'
import { openSession, setPassword } from '../../src/admin/passwords.ts'
import { bindUser, demandTokens, disableUser, enableUser } from '../../src/admin/user-changes.ts'
import { addUser, issueToken } from '../../src/admin/users.ts'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { verifyRun } from '../../src/app/inquiry/verify-run.ts'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { listBreaks, moveBreak } from '../../src/app/reconcile/breaks.ts'
import { writeBenefitLines } from '../../src/app/reconcile/lines.ts'
import { reconcileRun } from '../../src/app/reconcile/reconcile-run.ts'
import { confirmMisdirected } from '../../src/app/reissue/misdirected-confirm.ts'
import { recordMisdirected } from '../../src/app/reissue/misdirected-record.ts'
import { recordRepayment } from '../../src/app/reissue/misdirected-repaid.ts'
import { reissueRun } from '../../src/app/reissue/reissue-run.ts'
import { confirmOutcome, decideOutcome } from '../../src/app/returns/returns-decide.ts'
import { confirmUndo, undoReturn } from '../../src/app/returns/returns-undo.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun, voidRun } from '../../src/app/run/runs.ts'
import { firstBrokenAudit, NO_COUNTY } from '../../src/db/audit.store.ts'
import { actingAs } from '../access/acting.ts'
import { testDatabase } from '../support/database.ts'
import { COUNTY, Payroll } from '../support/payroll.ts'
import { importRows, madeUpId } from '../support/registry.ts'
import { importCounty, SAMPLE, SAMPLE_POLICY, sampleRows } from '../support/sample-county.ts'
import { SentRun } from '../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const LETTERS = [...'甲乙丙丁戊']
for (const letter of LETTERS) {
  await payroll.member(`示例-${letter}`, letter)
  await payroll.account({ owner: letter })
}
const lines = LETTERS.map((payee) => ({ payee, household: `示例-${payee}`, amountFen: 10000 }))
const sent = await SentRun.send(database, payroll, lines, '2026-06')
const NUMBER = sent.run.number
const MONTH_RUN = `${SAMPLE}-202607-R1`

/** Each acts as the command line would let him. */
const [maker, checker, auditor, admin] = (await Promise.all(
  ['经办', '复核', '审计', '管理员'].map((name) => actingAs(payroll.as(name), name)),
)) as [Context, Context, Context, Context]
const payment = (letter: string) => ({ paymentNo: sent.no(letter) })
const sample = { county: SAMPLE, month: '2026-07', kind: 'regular' } as const

/** Where the county's registry of the test's own making ends and the steps begin. */
const { rows: started } = await database.pool.query('SELECT pg_current_xact_id()::text::bigint AS xid')

type Step = readonly [action: string | null, actor: string, what: string, work: () => Promise<unknown>]

/** Every kind of change there is, in an order in which it is possible; null where nothing may be written. */
const STEPS: readonly Step[] = [
  ['user.add', '管理员', 'user add', () => addUser(admin, '新人', 'maker')],
  ['user.token', '管理员', 'user token', () => issueToken(admin, '新人')],
  ['user.password', '管理员', 'user password', () => setPassword(admin, '新人', '一个足够长的示例密码')],
  ['user.login', '新人', 'user login', () => openSession(payroll.as('新人'), '新人', '一个足够长的示例密码')],
  ['user.county', '管理员', 'user county', () => bindUser(admin, '新人', [SAMPLE])],
  ['user.disable', '管理员', 'user disable', () => disableUser(admin, '新人')],
  ['user.enable', '管理员', 'user enable', () => enableUser(admin, '新人')],
  ['user.token', '管理员', 'user token', () => issueToken(admin, '管理员')],
  ['user.demand-tokens', '管理员', 'user demand-tokens', () => demandTokens(admin, false)],
  ['policy.load', '经办', 'policy load', () => loadPolicies(maker, [SAMPLE_POLICY])],
  ['import', '经办', 'import', () => importCounty(maker as never, sampleRows(6, SAMPLE, '新'))],
  ['import', '经办', 'import indices', () => importRows(maker, 'indices', [INDEX])],
  ['run.open', '经办', 'run open', () => openRun(maker, sample)],
  ['run.calculate', '经办', 'run calculate', () => calculateRun(maker, MONTH_RUN)],
  ['run.submit', '经办', 'run submit', () => submitRun(maker, MONTH_RUN)],
  ['run.reject', '复核', 'run reject', () => rejectRun(checker, MONTH_RUN, '示例')],
  ['run.calculate', '经办', 'run calculate', () => calculateRun(maker, MONTH_RUN)],
  ['run.submit', '经办', 'run submit', () => submitRun(maker, MONTH_RUN)],
  ['run.approve', '复核', 'run approve', () => approveRun(checker, MONTH_RUN)],
  ['run.void', '复核', 'run void', () => voidRun(checker, MONTH_RUN, '示例')],
  [null, '审计', 'lines', () => writeBenefitLines(auditor, NUMBER, join(payroll.folder, '明细.csv'), {})],
  ['lines.unmask', '审计', 'lines --unmask', () => writeBenefitLines(auditor, NUMBER, join(payroll.folder, '明文.csv'), { unmask: true })],
  [null, '审计', 'verify', () => verifyRun(auditor, NUMBER, { out: sent.folder })],
  ['returns.refuse', '经办', 'returns import, refused', () => sent.answer([sent.row('甲', { amount: '0.01' })]).catch(() => {})],
  ['returns.import', '经办', 'returns import', () => sent.answer([sent.row('甲'), sent.row('乙', { result: '失败', reason: '账户销户' })], '一.csv')],
  ['returns.undo', '经办', 'returns undo', () => undoReturn(maker, NUMBER, '1', '示例')],
  ['returns.undo-confirm', '复核', 'returns undo --confirm', () => confirmUndo(checker, NUMBER, '1')],
  ['returns.import', '经办', 'returns import', () => sent.answer([sent.row('甲'), sent.row('乙', { result: '失败', reason: '账户销户' })], '一.csv')],
  ['returns.decide', '经办', 'returns decide', () => decideOutcome(maker, NUMBER, payment('丙'), { as: 'failed', why: '示例' })],
  ['returns.confirm', '复核', 'returns confirm', () => confirmOutcome(checker, NUMBER, payment('丙'))],
  ['returns.import', '经办', 'returns import', () => sent.answer([sent.row('丁'), sent.row('戊')], '二.csv')],
  [null, '审计', 'reconcile', () => reconcileRun(auditor, NUMBER, { out: join(payroll.folder, '对账') })],
  ['breaks.move', '经办', 'breaks move', moveFirstBreak],
  ['misdirected.record', '经办', 'misdirected add', () => recordMisdirected(maker, NUMBER, sent.no('丁'), { why: '示例', receivedBy: madeUpId(5) })],
  ['misdirected.confirm', '复核', 'misdirected confirm', () => confirmMisdirected(checker, NUMBER, sent.no('丁'))],
  ['misdirected.repaid', '经办', 'misdirected repaid', () => recordRepayment(maker, NUMBER, sent.no('丁'), { amountFen: 100n, why: '示例' })],
  ['reissue.put-in', '经办', 'reissue', reissueOne],
  ['keys.rotate', '管理员', 'keys rotate', () => rotateKeys(admin, 'sm4')],
  ['keys.reseal', '管理员', 'keys reseal', () => resealAll(admin)],
  ['db.backup', '管理员', 'db backup', () => takeBackup(admin, join(payroll.folder, 'backup.gz'))],
] // biome-ignore format: one step is one row

const INDEX = { 区划代码: SAMPLE, 月份: '2026-06', 指标: '居民消费价格', 同比涨幅: '1.0', 发布日期: '2026-07-10' }

async function moveFirstBreak(): Promise<void> {
  const { breaks } = await listBreaks(maker, NUMBER, { limit: 1 })
  await moveBreak(maker, NUMBER, breaks[0]!.id, { to: 'working', why: '示例' })
}

async function reissueOne(): Promise<void> {
  const id = payroll.ids.get('乙')!
  const account = {
    身份证号: id,
    户名: '示例乙',
    账号: '6217000000000099999',
    账户类型: '社保卡',
    开户银行: '示例农商银行',
    启用月份: '2026-06',
  }
  await importRows(maker, 'accounts', [account])
  await reissueRun(maker, NUMBER)
}

/** Rows that are not each told of: an attempt's work, which its end tells of, and what the clock claims before it acts. */
const TOLD_LATER: Readonly<Record<string, string>> = {
  calculation: 'progress, with its lines; told when the attempt is finished',
  line: 'a chunk of an attempt',
  exception: 'a chunk of an attempt',
  open_recovery: 'a chunk of an attempt',
  citation: 'a chunk of an attempt',
  job_occurrence: 'claimed before the job, told with its end',
  batch: 'published_at, when the claimed bytes are on the disk',
}

describe('every change writes its audit row in the same transaction', () => {
  test.each(STEPS)('%s by %s: %s', async (action, actor, _what, work) => {
    const before = await auditRows()
    await work()
    const earlier = new Set(before.map(({ place }) => place))
    const added = (await auditRows()).filter(({ place }) => !earlier.has(place))
    if (action === null) expect(added).toEqual([])
    else expect(added.map((row) => `${row.action} by ${row.actor}`)).toContain(`${action} by ${actor}`)
    expect(added.filter((row) => /\d{15}/.test(row.detail.replace(/[0-9a-f]{64}|[RPS]\d{20}/g, '')))).toEqual([])
  })

  test('what stands in any table was written in a transaction that stands in the chain', async () => {
    const { rows: tables } = await database.pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND NOT relispartition AND relname NOT LIKE 'kysely%' ORDER BY 1`,
    )
    const untold: string[] = []
    for (const { name } of tables) {
      if (name in TOLD_LATER) continue
      const { rows } = await database.pool.query(
        `SELECT count(*)::int AS n FROM "${name}" WHERE xmin::text::bigint > $1
           AND xmin::text NOT IN (SELECT xmin::text FROM audit)`,
        [started[0].xid],
      )
      if (rows[0].n > 0) untold.push(`${name} ${rows[0].n}`)
    }
    expect(untold).toEqual([])
  })

  test('the chains hold', async () => {
    for (const county of [NO_COUNTY, COUNTY, SAMPLE]) expect(await firstBrokenAudit(database.sql, county)).toBe(null)
  })
})

async function auditRows(): Promise<{ place: string; action: string; actor: string; detail: string }[]> {
  const { rows } = await database.pool.query(
    "SELECT county || ' ' || audit_no AS place, action, actor, detail FROM audit",
  )
  return rows
}
