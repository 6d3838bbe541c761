import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../src/access/context.ts'
import { openSession, setPassword } from '../../src/admin/passwords.ts'
import { demandTokens, disableUser, enableUser } from '../../src/admin/user-changes.ts'
import { addUser, issueToken } from '../../src/admin/users.ts'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { exportRun } from '../../src/app/export/export-run.ts'
import { writeBenefitLines } from '../../src/app/reconcile/lines.ts'
import { closeRun } from '../../src/app/run/close-run.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun, voidRun } from '../../src/app/run/runs.ts'
import { appendAudit } from '../../src/db/audit.store.ts'
import { connectTo, NOBODY } from '../../src/db/connect.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import type { Run } from '../../src/run/run.store.ts'
import { findRun, recordEvent } from '../../src/run/run.store.ts'
import { testDatabase } from '../support/database.ts'
import { type TestContext, testContext } from '../support/registry.ts'
import { openSampleMonth, rowCounts } from '../support/sample-county.ts'
import { actingAs, codeOf } from './acting.ts'

const PRIVILEGE = '42501'
const APPEND_ONLY = '23001'
const folder = mkdtempSync(join(tmpdir(), 'huimin-twice-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let context: TestContext
let run: Run
let maker: Context
let checker: Context
let auditor: Context
let admin: Context

beforeAll(async () => {
  context = await testContext(await testDatabase())
  run = await openSampleMonth(context, 6)
  maker = await actingAs(context, '经办甲')
  checker = await actingAs(context, '复核甲')
  auditor = await actingAs(context, '审计甲')
  admin = await actingAs(context, '管理员甲')
  await calculateRun(maker, run.number)
  await submitRun(maker, run.number)
})

/** What the programme would do if it forgot to ask for the role: the event, straight into the tables. */
async function event(by: Context, action: 'approve' | 'submit' | 'export' | 'void' | 'close'): Promise<string> {
  const work = inTransaction(by.database.pool, async (tx) => {
    const now = await findRun(tx.sql, run.number)
    const seal = 'x'.repeat(64)
    return await recordEvent(tx, now, { action, actor: by.actor, at: by.now(), attempt: 1, seal, reason: '示例' })
  })
  return await codeOf(work)
}

const query = (by: Context, text: string, values: unknown[] = []) => codeOf(by.database.pool.query(text, values))

describe('who may not take a step is refused by the programme, and by the database where the programme forgot', () => {
  test('a maker approving', async () => {
    expect(await codeOf(approveRun(maker, run.number))).toBe('user.role-not-allowed')
    expect(await event(maker, 'approve')).toBe(PRIVILEGE)
    const another = await actingAs(context, '经办乙')
    expect([await codeOf(approveRun(another, run.number)), await event(another, 'approve')]).toEqual([
      'user.role-not-allowed',
      PRIVILEGE,
    ])
  })

  test('a maker approving in the name of a checker', async () => {
    const forged = { ...maker, actor: '复核甲' }
    expect(await event(forged, 'approve')).toBe(PRIVILEGE)
  })

  test('a checker voiding is his right, exporting is not', async () => {
    expect(await codeOf(exportRun(checker, run.number, { out: folder }))).toBe('user.role-not-allowed')
    const insert = 'INSERT INTO batch SELECT (NULL::batch).*'
    expect(await query(checker, insert)).toBe(PRIVILEGE)
  })

  test.each<[string, (by: Context) => Promise<unknown>]>([
    ['opening', (by) => openRun(by, { county: '379901', month: '2026-08', kind: 'regular' })],
    ['calculating', (by) => calculateRun(by, run.number)],
    ['submitting', (by) => submitRun(by, run.number)],
    ['approving', (by) => approveRun(by, run.number)],
    ['rejecting', (by) => rejectRun(by, run.number, '示例')],
    ['voiding', (by) => voidRun(by, run.number, '示例')],
    ['exporting', (by) => exportRun(by, run.number, { out: folder })],
    ['closing', (by) => closeRun(by, run.number)],
    ['adding a user', (by) => addUser(by, '新人', 'maker')],
  ])('an auditor %s', async (_step, work) => {
    expect(await codeOf(work(auditor))).toBe('user.role-not-allowed')
    // the programme deceived about who acts: the connection is an auditor's all the same
    const before = await rowCounts(context)
    await codeOf(work({ ...auditor, actor: '经办甲' }))
    expect(await rowCounts(context)).toEqual(before)
  })

  test('an auditor changes no table at all, and an administrator none of money', async () => {
    const { rows } = await context.database.pool.query(
      `SELECT role, table_name AS name, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS may
       FROM unnest(ARRAY['huimin_auditor', 'huimin_county_auditor', 'huimin_admin', 'huimin_service']) AS role,
         information_schema.tables, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS privilege_type
       WHERE table_schema = 'public' AND has_table_privilege(role, quote_ident(table_name), privilege_type)
       GROUP BY role, table_name ORDER BY 1, 2`,
    )
    const may = (role: string) => rows.filter((row) => row.role === role).map(({ name, may }) => `${name} ${may}`)
    expect(may('huimin_auditor')).toEqual(['audit INSERT'])
    expect(may('huimin_county_auditor')).toEqual(['audit INSERT'])
    expect(
      may('huimin_admin').filter((one) => /^(run|line|payment|batch|outcome|return|calculation)/.test(one)),
    ).toEqual([])
    expect(rows.filter((row) => /UPDATE|DELETE|TRUNCATE/.test(row.may))).toEqual([]) // single columns are named elsewhere
  })

  test('who reads numbers in clear is written down; an auditor too', async () => {
    await writeBenefitLines(auditor, run.number, join(folder, '明细.csv'), { unmask: true })
    const { rows } = await context.database.pool.query(
      "SELECT actor, detail FROM audit WHERE action = 'lines.unmask' ORDER BY audit_no DESC LIMIT 1",
    )
    expect(rows).toEqual([{ actor: '审计甲', detail: run.number }])
  })

  test('an administrator deciding about money', async () => {
    expect(await codeOf(approveRun(admin, run.number))).toBe('user.role-not-allowed')
    expect(await event(admin, 'approve')).toBe(PRIVILEGE)
  })

  test('a maker making himself an administrator, or somebody else', async () => {
    expect(await codeOf(addUser(maker, '同伙', 'checker'))).toBe('user.role-not-allowed')
    const rows = [
      "UPDATE app_user SET role = 'admin' WHERE name = '经办甲'",
      "UPDATE app_user SET counties = NULL, disabled_at = now() WHERE name = '复核甲'",
      "UPDATE app_user SET token_hash = 'x' WHERE name = '管理员甲'",
      "INSERT INTO app_user (name, role, added_by, added_at) VALUES ('同伙', 'checker', '经办甲', now())",
      "INSERT INTO access_rule VALUES ('token-required', false, '经办甲', now())",
    ]
    for (const text of rows) expect([text, await query(maker, text)]).toEqual([text, PRIVILEGE])
  })

  test('a second export', async () => {
    await approveRun(checker, run.number)
    const out = join(folder, 'out')
    const { files } = await exportRun(maker, run.number, { out, layout: 'bank-tab' })
    expect(files.length).toBeGreaterThan(0)
    expect(await codeOf(exportRun(maker, run.number, { out, layout: 'yibentong' }))).toMatch(/^export\./)
    expect(await query(maker, 'INSERT INTO batch_payment SELECT * FROM batch_payment LIMIT 1')).toBe('23505')
    const again = `INSERT INTO batch_payment SELECT county, run_id, attempt, payment_no, 'other' FROM batch_payment LIMIT 1`
    expect(await query(maker, again)).toBe('23505')
    expect(await event(maker, 'export')).toBe('run.wrong-state')
    const raw = `INSERT INTO run_event SELECT county, run_id, event_no + 1, 'export', 'exported', 'exported', actor, at, NULL,
      attempt, NULL, maker, NULL, NULL, NULL FROM run_event WHERE action = 'export'`
    expect(await query(maker, raw)).toBe('23514')
  })

  test.each(['line', 'run_event', 'audit', 'payment', 'batch_payment', 'outcome', 'person', 'account_fact'])(
    'nobody changes or deletes rows of %s, not the owner either',
    async (table) => {
      const owner = new pg.Client({ connectionString: context.database.ownerUrl })
      await owner.connect()
      try {
        for (const text of [`DELETE FROM ${table}`, `UPDATE ${table} SET county = county`]) {
          for (const by of [maker, checker, auditor, admin])
            expect([by.actor, await query(by, text)]).toEqual([by.actor, PRIVILEGE])
          const code = await codeOf(owner.query(text))
          expect(text.startsWith('DELETE') || (await hasRows(table)) ? code : APPEND_ONLY).toBe(APPEND_ONLY)
        }
      } finally {
        await owner.end()
      }
    },
  )
})

describe('whose proof does not hold any more changes nothing', () => {
  const change = (by: Context) => {
    const entry = { at: by.now(), actor: by.actor, action: 'test', detail: 'x' }
    return codeOf(inTransaction(by.database.pool, (tx) => appendAudit(tx, '379901', entry)))
  }

  test('a wrong password: it gives no token, and one that was made up opens nothing', async () => {
    await setPassword(context.as('经办乙'), '经办乙', '正确 的马 电池 订书钉')
    expect(await codeOf(openSession(context, '经办乙', '错误 的马 电池 订书钉'))).toBe('user.password-wrong')
    const proof = context.cipher.hash('token', '编造的令牌').toString('hex')
    const database = connectTo(context.database.ownerUrl, false, { role: 'huimin_service', actor: '经办乙', proof })
    try {
      expect(await change({ ...context, actor: '经办乙', database })).toBe(PRIVILEGE)
      expect(await change(await actingAs(context, '经办乙'))).toBe('done')
    } finally {
      await database.close()
    }
  })

  test('a token that was replaced while a command ran', async () => {
    const old = await issueToken(context.as('管理员甲'), '经办乙')
    const session = await actingAs(context, '经办乙', old, false)
    expect(await change(session)).toBe('done')
    const fresh = await issueToken(context.as('管理员甲'), '经办乙')
    expect(await change(session)).toBe(PRIVILEGE)
    expect(await codeOf(actingAs(context, '经办乙', old, false))).toBe('user.token-wrong')
    expect(await change(await actingAs(context, '经办乙', fresh, false))).toBe('done')
  })

  test('a token that expired while a command ran', async () => {
    const token = await issueToken(context.as('管理员甲'), '复核乙')
    const session = await actingAs(context, '复核乙', token, false)
    await context.database.pool.query("UPDATE app_user SET token_expires_at = now() WHERE name = '复核乙'")
    expect(await change(session)).toBe(PRIVILEGE)
    expect(await codeOf(actingAs(context, '复核乙', token, false))).toBe('user.token-expired')
  })

  test('a user who was disabled while a command ran', async () => {
    const session = await actingAs(context, '经办乙')
    await disableUser(context.as('管理员甲'), '经办乙')
    expect(await change(session)).toBe(PRIVILEGE)
    expect(await codeOf(openRun(session, { county: '379901', month: '2026-08', kind: 'regular' }))).toBe(
      'user.disabled',
    )
    await enableUser(context.as('管理员甲'), '经办乙')
  })

  test('an actor without a token where tokens are demanded, and nobody at all', async () => {
    const token = await issueToken(context.as('管理员甲'), '管理员甲')
    const mine = await issueToken(context.as('管理员甲'), '经办乙')
    const proven = await actingAs(context, '管理员甲', token, false)
    const unproven = connectTo(context.database.ownerUrl, true, {
      role: 'huimin_service',
      actor: '经办乙',
      proof: '',
    })
    const nobody = connectTo(context.database.ownerUrl, true, NOBODY)
    try {
      await demandTokens(proven, true)
      expect(await codeOf(actingAs(context, '经办乙'))).toBe('user.token-wrong')
      expect(await change({ ...context, actor: '经办乙', database: unproven })).toBe(PRIVILEGE)
      expect(await change({ ...context, actor: '经办乙', database: nobody })).toBe(PRIVILEGE)
      expect(await change(await actingAs(context, '经办乙', mine))).toBe('done')
    } finally {
      await demandTokens(proven, false)
      await unproven.close()
      await nobody.close()
    }
    expect(await change({ ...context, actor: '经办乙' })).toBe('done')
  })

  test('an audit row in the name of somebody else', async () => {
    expect(await change({ ...maker, actor: '复核甲' })).toBe(PRIVILEGE)
  })
})

async function hasRows(table: string): Promise<boolean> {
  const { rowCount } = await context.database.pool.query(`SELECT FROM ${table} LIMIT 1`)
  return rowCount === 1
}

test('a user has one role; nobody shuts himself out', async () => {
  expect(await codeOf(addUser(admin, maker.actor, 'checker'))).toBe('user.other-role')
  await addUser(admin, '管理员乙', 'admin')
  expect(await codeOf(demandTokens(await actingAs(context, '管理员乙'), true))).toBe('user.no-own-token')
})
