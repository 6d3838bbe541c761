import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '../../../src/access/context.ts'
import { checkMachine } from '../../../src/admin/doctor.ts'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { acceptForgotten, ledgerState } from '../../../src/app/export/outbox.ts'
import type { Database } from '../../../src/db/connect.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import {
  appendOutbox,
  homeOutbox,
  type OutboxEntry,
  readOutbox,
  type SentBatch,
} from '../../../src/payment/outbox.store.ts'
import { PAYMENT_REFUSALS } from '../../../src/payment/refusals.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-outbox-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
let database: Database
let payroll: Payroll
let maker: Context
let admin: Context
let month = 0

beforeAll(async () => {
  database = await testDatabase()
  payroll = await new Payroll(database).start()
  await payroll.account({ owner: '甲' })
  maker = payroll.as('经办')
  admin = payroll.as('管理员')
})

const lines = [{ payee: '甲', household: '示例-1', amountFen: 10100 }]
const nextMonth = () => `2026-${String(++month).padStart(2, '0')}`
const out = () => join(folder, `out-${++files}`)

function entryOf(batch: string, change: Partial<OutboxEntry> = {}): OutboxEntry {
  const made = { kind: 'batch', run: batch.slice(0, -4), batch, file: `${batch}_示例.csv`, rows: 1, totalFen: '100' }
  return { ...made, sha256: 'a'.repeat(64), at: '2026-07-01T00:00:00.000Z', ...change } as OutboxEntry
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (failure: unknown) => failure,
  )
  if (!(error instanceof Refused)) throw new Error(`not refused: ${error}`)
  return error.problems[0]!.code
}

async function doctorSays(context: Context): Promise<string> {
  const check = (await checkMachine(context)).find(({ name }) => name === '发出台账')!
  return `${check.ok ? '好' : '须处理'} ${check.found}`
}

test('every published file stands in the ledger of the home, chained, once', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const to = out()
  await exportRun(maker, run.number, { out: to })
  await exportRun(maker, run.number, { out: to })
  const { entries, brokenAt } = readOutbox(homeOutbox(maker.home))
  expect(brokenAt).toBe(null)
  expect(entries).toMatchObject([{ run: run.number, batch: `${run.number}-001`, rows: 1, totalFen: '10100' }])
  expect(await doctorSays(maker)).toBe('好 1 个文件,与数据库一致')
})

test('a file that only the ledger knows stops every export and the doctor, wherever the files go', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const lost = `${run.number}-009`
  await appendOutbox(homeOutbox(maker.home), [entryOf(lost)])
  expect(await codeOf(exportRun(maker, run.number, { out: out() }))).toBe('export.forgotten-file')
  expect(await doctorSays(maker)).toMatch(/^须处理 1 个送出的文件/)
  expect(await codeOf(acceptForgotten(maker, { batch: lost, as: 'not-sent', why: '示例' }))).toBe(
    'user.role-not-allowed',
  )
  expect(await codeOf(acceptForgotten(admin, { batch: lost, as: 'not-sent', why: ' ' }))).toBe('outbox.reason-missing')
  expect(await codeOf(acceptForgotten(admin, { batch: '没有', as: 'sent', why: '示例' }))).toBe('outbox.not-forgotten')
  await acceptForgotten(admin, { batch: lost, as: 'not-sent', why: '示例:银行回函未收到 379901196104050178' })
  expect((await exportRun(maker, run.number, { out: out() })).files).toHaveLength(1)
  const { rows } = await database.pool.query("SELECT detail FROM audit WHERE action = 'outbox.accept'")
  expect(rows.map(({ detail }) => detail.split(' ').at(-1))).toEqual(['3799**********0178'])
  expect(readFileSync(homeOutbox(maker.home), 'utf8')).not.toContain('379901196104050178')
  expect(await doctorSays(maker)).toMatch(/^好/)
})

test('what was said of a file is over once it goes out again: a second restore asks again', async () => {
  const batch = `${(await payroll.approved(lines, nextMonth())).number}-008`
  const stateOf = async () =>
    (await ledgerState(maker, database.sql)).batches.find(({ sent }) => sent.batch === batch)!.state
  const goesOut = () => appendOutbox(homeOutbox(maker.home), [entryOf(batch)])
  await goesOut()
  for (let restores = 0; restores < 3; restores++) {
    expect(await stateOf()).toBe('forgotten')
    await acceptForgotten(admin, { batch, as: 'not-sent', why: '示例' })
    expect(await stateOf()).toBe('accepted')
    await goesOut()
    await goesOut()
  }
  await acceptForgotten(admin, { batch, as: 'not-sent', why: '示例' })
  const { entries, brokenAt } = readOutbox(homeOutbox(maker.home))
  expect(brokenAt).toBe(null)
  const kinds = entries.filter((entry) => entry.batch === batch).map(({ kind }) => kind)
  expect(kinds).toEqual([...Array(4)].flatMap(() => ['batch', 'accepted']))
})

test('a file that the bank has may be claimed again only as the very same file', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const batch = `${run.number}-001`
  await appendOutbox(homeOutbox(maker.home), [entryOf(batch)])
  await acceptForgotten(admin, { batch, as: 'sent', why: '示例:银行已代发' })
  expect(await codeOf(exportRun(maker, run.number, { out: out() }))).toBe('export.sent-file-differs')
  const { rows } = await database.pool.query('SELECT FROM batch WHERE batch_no = $1', [batch])
  expect(rows).toHaveLength(0)
  await acceptForgotten(admin, { batch, as: 'not-sent', why: '示例:银行更正,未收到' })
  expect((await exportRun(maker, run.number, { out: out() })).files).toHaveLength(1)
})

test.each([
  [
    'a line removed',
    (text: string) =>
      text
        .split('\n')
        .filter((_, i) => i !== 3)
        .join('\n'),
  ],
  ['an amount altered', (text: string) => text.replace('"totalFen":"200"', '"totalFen":"201"')],
  [
    'two lines swapped',
    (text: string) => text.split('\n').toSpliced(1, 1).toSpliced(3, 0, text.split('\n')[1]!).join('\n'),
  ],
])('%s is noticed', async (_, alter) => {
  const path = join(folder, `ledger-${++files}.jsonl`)
  for (const [i, fen] of ['100', '200', '300'].entries()) {
    await appendOutbox(path, [entryOf(`371302-202607-R1-00${i + 1}`, { totalFen: fen })])
  }
  const text = readFileSync(path, 'utf8')
  expect(readOutbox(path).brokenAt).toBe(null)
  expect(alter(text)).not.toBe(text)
  writeFileSync(path, alter(text))
  expect(readOutbox(path).brokenAt).not.toBe(null)
})

test('an altered ledger stops the export and is told by its line', async () => {
  const other = await new Payroll(database).as('经办')
  const path = homeOutbox(other.home)
  const run = await payroll.approved(lines, nextMonth())
  await exportRun(maker, run.number, { out: out() })
  const { entries } = readOutbox(homeOutbox(maker.home))
  const known = entries.filter((entry) => entry.kind === 'batch' && entry.run === run.number)
  await appendOutbox(path, known)
  writeFileSync(path, readFileSync(path, 'utf8').replace('"rows":1', '"rows":2'))
  expect((await ledgerState(other, database.sql)).brokenAt).toBe(2)
  const next = await payroll.approved(lines, nextMonth())
  expect(await codeOf(exportRun(other, next.number, { out: out() }))).toBe('outbox.broken')
  expect(await doctorSays(other)).toBe('须处理 第 2 行对不上')
})

test('a line cut short anywhere by a crash loses itself alone, and the chain goes on after it', async () => {
  const whole = join(folder, `ledger-${++files}.jsonl`)
  await appendOutbox(whole, [entryOf('371302-202607-R1-001')])
  const before = readFileSync(whole, 'utf8')
  await appendOutbox(whole, [entryOf('371302-202607-R1-002')])
  const added = readFileSync(whole, 'utf8').slice(before.length)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: added.length - 2 }), async (cut) => {
      const path = join(folder, `ledger-${++files}.jsonl`)
      writeFileSync(path, before)
      appendFileSync(path, added.slice(0, cut))
      await appendOutbox(path, [entryOf('371302-202607-R1-003')])
      const { entries, brokenAt } = readOutbox(path)
      expect([entries.map(({ batch }) => batch.slice(-3)), brokenAt]).toEqual([['001', '003'], null])
    }),
    { numRuns: 60 },
  )
})

test('sixteen at once leave one chain with every line in it', async () => {
  const path = join(folder, `ledger-${++files}.jsonl`)
  const batches = Array.from({ length: 16 }, (_, i) => `371302-202607-R1-${String(i + 1).padStart(3, '0')}`)
  await Promise.all([...batches, ...batches].map((batch) => appendOutbox(path, [entryOf(batch)])))
  const { entries, brokenAt } = readOutbox(path)
  expect([entries.map(({ batch }) => batch).sort(), brokenAt]).toEqual([batches, null])
})

test.each([
  ['an amount that is none', '"totalFen":"200"', '"totalFen":"12.5"'],
  ['a time that is none', '"at":"2026-07-01T00:00:00.000Z"', '"at":"昨天"'],
  ['a field left out', '"run":"371302-202607-R1",', ''],
  ['another kind', '"kind":"batch"', '"kind":"示例"'],
])('a whole line with %s is told by its line, and its entry counts for nothing', async (_, was, is) => {
  const path = join(folder, `ledger-${++files}.jsonl`)
  await appendOutbox(path, [entryOf('371302-202607-R1-001')])
  const before = readFileSync(path, 'utf8')
  await appendOutbox(path, [entryOf('371302-202607-R1-002', { totalFen: '200' })])
  const added = readFileSync(path, 'utf8').slice(before.length)
  expect(added).toContain(was)
  writeFileSync(path, before + added.replace(was, is))
  const { entries, brokenAt } = readOutbox(path)
  expect([entries.map(({ batch }) => batch.slice(-3)), brokenAt]).toEqual([['001'], 4])
})

test.each(['1', 'null', '"示例"', '[]'])('a line that is %s is told by its line', (text) => {
  const path = join(folder, `ledger-${++files}.jsonl`)
  writeFileSync(path, `${text}\n`)
  expect(readOutbox(path)).toEqual({ entries: [], brokenAt: 1 })
})

test('the time that a forgotten file went out is told by the clock of the country', () => {
  const sent = entryOf('371302-202607-R1-001', { at: '2026-07-01T16:30:00.000Z' }) as SentBatch
  const { message } = PAYMENT_REFUSALS['export.forgotten-file']('ledger.jsonl', [{ sent }])
  expect(message).toContain('_示例.csv(2026-07-02 00:30:00)')
})
