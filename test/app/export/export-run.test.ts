import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { type ExportResult, exportRun } from '../../../src/app/export/export-run.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import { decode } from '../../../src/layout/decode.ts'
import { loadLayout } from '../../../src/layout/layout.store.ts'
import { findRun } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { accountOf, type MadeLine, Payroll } from '../../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
let months = 0
const nextMonth = () => `20${27 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`
const out = (name: string) => join(payroll.folder, name)

await payroll.account({ owner: 'A' })
await payroll.account({ owner: 'B', bank: '示例邮储银行' })
await payroll.account({ owner: 'C' })
const lines: MadeLine[] = [
  { payee: 'A', household: 'H1', persons: 2, amountFen: 134580 },
  { payee: 'B', household: 'H2', persons: 1, amountFen: 64000 },
  { payee: 'C', household: 'H3', persons: 4, amountFen: 20001 },
  { payee: 'C', household: 'H3', programme: 'tekun', component: 'tekun-basic', person: 'C', amountFen: 78000 },
]

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Refused)
  return (error as Refused).problems[0]!.code
}

function bytesOf({ files }: ExportResult): string[] {
  return files.map(({ path, manifest }) => readFileSync(path, 'hex') + readFileSync(manifest, 'hex'))
}

test('one file per bank and item; lines, payments, bytes and manifest agree to the fen', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const result = await exportRun(maker, run.number, { out: out('one') })
  expect(result.files.map(({ batch }) => [batch.item, batch.bank, batch.rows, batch.totalFen])).toEqual([
    ['tekun', '示例农商银行', 1, 78000n],
    ['urban-dibao', '示例农商银行', 2, 154581n],
    ['urban-dibao', '示例邮储银行', 1, 64000n],
  ])
  let total = 0n
  for (const { path, manifest } of result.files) {
    const bytes = readFileSync(path)
    const read = decode(loadLayout('yibentong'), bytes)
    const said = JSON.parse(readFileSync(manifest, 'utf8'))
    expect(read.problems).toEqual([])
    expect(said).toMatchObject({
      rows: read.count,
      totalFen: read.totalFen.toString(),
      layout: 'yibentong',
      encoding: 'utf-8-bom',
    })
    expect(said).toMatchObject({
      county: '371302',
      month: run.month,
      kind: 'regular',
      maker: '经办',
      checker: '复核',
      policyRevision: 1,
    })
    expect(said.banks).toEqual([{ bank: expect.any(String), rows: read.count, totalFen: read.totalFen.toString() }])
    expect(said.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(said.sm3).toBe(createHash('sm3').update(bytes).digest('hex'))
    expect(said.auditHead).toMatch(/^[0-9a-f]{64}$/)
    expect(
      read.payments.every(({ account, idNumber }) => /^\d{19}$/.test(account!) && /^\d{17}[\dX]$/.test(idNumber!)),
    ).toBe(true)
    total += read.totalFen
  }
  expect(total).toBe(lines.reduce((sum, { amountFen }) => sum + BigInt(amountFen), 0n))
  expect((await findRun(database.sql, run.number)).state).toBe('exported')
  expect(readdirSync(out('one')).filter((name) => name.includes('.tmp-'))).toEqual([])
})

test('exporting again changes nothing; a missing file is written again with the same bytes', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const first = await exportRun(maker, run.number, { out: out('again') })
  const bytes = bytesOf(first)
  payroll.setNow('2026-07-09T01:00:00.000Z')
  const second = await exportRun(maker, run.number, { out: out('again') })
  expect(second.files.map(({ how }) => how)).toEqual(['unchanged', 'unchanged', 'unchanged'])
  rmSync(first.files[1]!.path)
  rmSync(first.files[2]!.manifest)
  const third = await exportRun(maker, run.number, { out: out('again') })
  expect(third.files.map(({ how }) => how)).toEqual(['unchanged', 'rewritten', 'unchanged'])
  expect(bytesOf(third)).toEqual(bytes)
  const elsewhere = await exportRun(maker, run.number, { out: out('elsewhere') })
  expect(bytesOf(elsewhere)).toEqual(bytes)
})

test('another 文号 for files that stand already is refused, the same one is not', async () => {
  const run = await payroll.approved(lines, nextMonth())
  await exportRun(maker, run.number, { out: out('number'), documentNumber: '示例〔2027〕9号' })
  const again = (documentNumber: string) => exportRun(maker, run.number, { out: out('number'), documentNumber })
  expect(await codeOf(again('示例〔2027〕10号'))).toBe('export.other-document-number')
  expect((await again('示例〔2027〕9号')).files.map(({ how }) => how)).toEqual(['unchanged', 'unchanged', 'unchanged'])
})

test('a file that was altered is refused and left alone', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const { files } = await exportRun(maker, run.number, { out: out('altered') })
  const altered = readFileSync(files[0]!.path, 'utf8').replace('780.00', '980.00')
  writeFileSync(files[0]!.path, altered)
  expect(await codeOf(exportRun(maker, run.number, { out: out('altered') }))).toBe('export.file-differs')
  expect(readFileSync(files[0]!.path, 'utf8')).toBe(altered)
})

test('something else under the name of a new file stops the export before anything is claimed', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const { files } = await exportRun(maker, run.number, { out: out('probe') })
  const other = await payroll.approved(lines, nextMonth())
  const name = files[0]!.batch.fileName.replace(run.number, other.number)
  writeFileSync(join(out('probe'), name), '别的内容')
  expect(await codeOf(exportRun(maker, other.number, { out: out('probe') }))).toBe('export.file-differs')
  expect((await findRun(database.sql, other.number)).state).toBe('approved')
  expect(readdirSync(out('probe')).filter((file) => file.includes(other.number))).toEqual([name])
})

test('claimed and not yet published when the machine stopped: the next export finishes with the same bytes', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const folder = out('readonly')
  await exportRun(maker, (await payroll.approved(lines, nextMonth())).number, { out: folder })
  const failing = { ...maker, now: failAfter(maker.now, 1) }
  await expect(exportRun(failing, run.number, { out: folder })).rejects.toThrow('停电')
  expect((await findRun(database.sql, run.number)).state).toBe('exported')
  const { files } = await exportRun(maker, run.number, { out: folder })
  expect(files).toHaveLength(3)
  const { rows } = await database.pool.query(
    'SELECT sha256, published_at FROM batch WHERE run_id = $1 ORDER BY batch_no',
    [run.runId],
  )
  expect(rows.every(({ published_at }) => published_at)).toBe(true)
  expect(files.map(({ path }) => createHash('sha256').update(readFileSync(path)).digest('hex'))).toEqual(
    rows.map(({ sha256 }) => sha256),
  )
})

function failAfter(now: () => string, calls: number): () => string {
  let left = calls
  return () => {
    if (left-- === 0) throw new Error('停电')
    return now()
  }
}

test.each([
  ['not approved', async () => (await payroll.open(nextMonth())).number, 'export.not-approved'],
  ['no such run', async () => '371302-200001-R1', 'run.unknown'],
])('%s: refused', async (_, numberOf, code) => {
  expect(await codeOf(exportRun(maker, await numberOf(), { out: out('never') }))).toBe(code)
  expect(existsSync(out('never'))).toBe(false)
})

test('only a maker exports', async () => {
  const run = await payroll.approved(lines, nextMonth())
  expect(await codeOf(exportRun(payroll.as('复核'), run.number, { out: out('role') }))).toBe('user.role-not-allowed')
})

test('a broken seal stops the export', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const owner = await database.pool.connect()
  await owner.query('SET ROLE NONE') // whoever has the owner's password can do this; the seal shows it
  await owner.query('ALTER TABLE line DISABLE TRIGGER ALL')
  await owner.query("UPDATE line SET formula = '改' WHERE run_id = $1 AND household_no = 'H1'", [run.runId])
  await owner.query('ALTER TABLE line ENABLE TRIGGER ALL')
  owner.release(true)
  expect(await codeOf(exportRun(maker, run.number, { out: out('seal') }))).toBe('export.seal-broken')
})

test('a run that was made approved by hand, which nobody has approved, is not exported', async () => {
  const run = await payroll.open(nextMonth())
  const owner = await database.pool.connect()
  await owner.query('SET ROLE NONE')
  await owner.query('ALTER TABLE run DISABLE TRIGGER ALL')
  await owner.query("UPDATE run SET state = 'approved' WHERE run_id = $1", [run.runId])
  await owner.query('ALTER TABLE run ENABLE TRIGGER ALL')
  owner.release(true)
  expect(await codeOf(exportRun(maker, run.number, { out: out('by-hand') }))).toBe('export.no-approval')
  expect(existsSync(out('by-hand'))).toBe(false)
})

test('a held payment goes out in a part of its own once its payee has an account', async () => {
  const run = await payroll.approved([...lines, { payee: 'X', household: 'HX', amountFen: 5000 }], nextMonth())
  const first = await exportRun(maker, run.number, { out: out('held') })
  expect(first.held).toEqual({ payments: 1, totalFen: 5000n })
  await payroll.learn()
  await payroll.account({ owner: 'X' })
  const second = await exportRun(maker, run.number, { out: out('held') })
  expect(second.files.map(({ how }) => how)).toEqual(['unchanged', 'unchanged', 'unchanged', 'written'])
  expect(second.files[3]!.batch).toMatchObject({ part: 2, rows: 1, totalFen: 5000n })
  expect(readFileSync(second.files[3]!.path, 'utf8')).toContain(accountOf('X'))
  expect(second.held.payments).toBe(0)
  const bytes = bytesOf(second)
  await payroll.learn()
  await payroll.account({ owner: 'X', account: '6217000000000000999' })
  rmSync(second.files[3]!.path)
  expect(bytesOf(await exportRun(maker, run.number, { out: out('held') }))).toEqual(bytes)
})

test('what goes out later goes in the layout that the run went out in', async () => {
  const run = await payroll.approved([...lines, { payee: 'V', household: 'HV', amountFen: 5000 }], nextMonth())
  await exportRun(maker, run.number, { out: out('dialect'), layout: 'bank-tab' })
  await payroll.learn()
  await payroll.account({ owner: 'V' })
  const { files } = await exportRun(maker, run.number, { out: out('dialect') })
  expect(files.map(({ batch }) => batch.layout.layout)).toEqual(files.map(() => 'bank-tab'))
  expect(files.at(-1)).toMatchObject({ how: 'written', batch: { part: 2, totalFen: 5000n } })
})

test('a payee who has died is paid only through an agent named since', async () => {
  await payroll.account({ owner: 'Y' })
  await payroll.member('HY', 'Y', '2026-01-31')
  const run = await payroll.approved([...lines, { payee: 'Y', household: 'HY', amountFen: 700 }], nextMonth())
  const exported = async () => (await exportRun(maker, run.number, { out: out('dead') })).files.length
  expect(await exported()).toBe(3)
  await payroll.learn()
  await payroll.account({ owner: 'Y', from: '2026-02' })
  expect(await exported()).toBe(3)
  await payroll.account({ owner: 'Y', from: '2026-03', agent: 'C' })
  expect(await exported()).toBe(4)
})

test('a run whose payments are all held is not exported', async () => {
  const run = await payroll.approved([{ payee: 'Z', household: 'HZ', amountFen: 100 }], nextMonth())
  expect(await codeOf(exportRun(maker, run.number, { out: out('nothing') }))).toBe('export.nothing-to-pay')
  expect((await findRun(database.sql, run.number)).state).toBe('approved')
})

test('a name that the layout cannot carry holds its payment, and goes out with another layout', async () => {
  await payroll.account({ owner: 'W', holder: '示\ue5e5例' })
  const run = await payroll.approved([...lines, { payee: 'W', household: 'HW', amountFen: 900 }], nextMonth())
  const first = await exportRun(maker, run.number, { out: out('text'), layout: 'bank-tab' })
  expect(first.problems).toMatchObject([{ code: 'export.text-not-carried', severity: 'warning', column: '户名' }])
  expect(first.held).toEqual({ payments: 1, totalFen: 900n })
  expect(first.files).toHaveLength(3)
  const again = await exportRun(maker, run.number, { out: out('text'), layout: 'bank-tab' })
  expect(again.files.map(({ how }) => how)).toEqual(['unchanged', 'unchanged', 'unchanged'])
  const listed = await database.pool.query(
    "SELECT message FROM exception WHERE run_id = $1 AND code = 'payment.text-not-carried'",
    [run.runId],
  )
  expect(listed.rows).toHaveLength(1)
  const other = await exportRun(maker, run.number, { out: out('text'), layout: 'yibentong' })
  expect(readFileSync(other.files[3]!.path, 'utf8')).toContain('示\ue5e5例')
  const same = await exportRun(maker, run.number, { out: out('text'), layout: 'yibentong' })
  expect(same.files.every(({ how }) => how === 'unchanged')).toBe(true)
})

test('the ledger beside the files knows what a restored database has forgotten', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const folder = out('ledger')
  const entry = {
    run: run.number,
    batch: `${run.number}-001`,
    file: '示例.csv',
    rows: 1,
    totalFen: '100',
    sha256: 'f'.repeat(64),
    at: '2026-07-01',
  }
  await exportRun(maker, (await payroll.approved(lines, nextMonth())).number, { out: folder })
  writeFileSync(join(folder, '.outbox.jsonl'), `${JSON.stringify(entry)}\n`, { flag: 'a' })
  expect(await codeOf(exportRun(maker, run.number, { out: folder }))).toBe('export.forgotten-file')
  expect((await findRun(database.sql, run.number)).state).toBe('approved')
})

test('a payment whose account is not on record any more stops the export; it is not left out', async () => {
  await payroll.account({ owner: 'G' })
  const run = await payroll.approved([{ payee: 'G', household: 'H9', amountFen: 100 }], nextMonth())
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query('SET session_replication_role = replica')
  await owner.query(`DELETE FROM account_fact WHERE holder = '示例G'`)
  await owner.end()
  await expect(exportRun(maker, run.number, { out: out('gone') })).rejects.toThrow('is not on record')
  expect((await findRun(database.sql, run.number)).state).toBe('approved')
})

test('more exports at once than there are connections send each payment once, and none waits for ever', async () => {
  const run = await payroll.approved(lines, nextMonth())
  const both = await Promise.all(Array.from({ length: 12 }, () => exportRun(maker, run.number, { out: out('both') })))
  expect(new Set(both.map((one) => bytesOf(one).join())).size).toBe(1)
  const { rows } = await database.pool.query('SELECT count(*) FROM batch_payment WHERE run_id = $1', [run.runId])
  expect(rows[0].count).toBe('4')
})

test('what has gone out in one layout is not sent in another as well', async () => {
  const run = await payroll.approved(lines, nextMonth())
  await exportRun(maker, run.number, { out: out('layouts') })
  const other = exportRun(maker, run.number, { out: out('layouts'), layout: 'bank-tab' })
  expect(await codeOf(other)).toBe('export.other-layout')
})
