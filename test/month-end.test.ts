import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseCsv } from 'csv-parse/sync'
import { afterAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../src/app/calculate/calculate-run.ts'
import { exportRun } from '../src/app/export/export-run.ts'
import { importFile } from '../src/app/import/import-file.ts'
import { explain } from '../src/app/inquiry/explain.ts'
import { listExceptions } from '../src/app/inquiry/run-report.ts'
import { verifyRun } from '../src/app/inquiry/verify-run.ts'
import { loadPolicies } from '../src/app/policy/policy-load.ts'
import { reconcileRun } from '../src/app/reconcile/reconcile-run.ts'
import { importReturn } from '../src/app/returns/returns-import.ts'
import { closeRun } from '../src/app/run/close-run.ts'
import { openRun } from '../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../src/app/run/runs.ts'
import { formatYuan } from '../src/kernel/money.ts'
import { decode } from '../src/layout/decode.ts'
import { loadLayout } from '../src/layout/layout.store.ts'
import { testDatabase } from './support/database.ts'
import { goldenCases } from './support/golden-case.ts'
import { type TestContext, testContext } from './support/registry.ts'
import { rowCounts } from './support/sample-county.ts'

const golden = goldenCases().find(({ name }) => name === 'whole-month')!
const { county, month } = golden
const number = '379901-202607-R1'

// What the five families come to on paper: see fixtures/golden/whole-month.
const ON_PAPER = { lines: '2446.00', held: '500.00', files: { 示例农商银行: '1446.00', 示例邮储银行: '500.00' } }

describe.each(['yibentong', 'bank-tab'])(
  'the month of five families, by hand, in the layout %s',
  async (layoutName) => {
    const database = await testDatabase()
    const folder = mkdtempSync(join(tmpdir(), 'huimin-month-'))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    const out = join(folder, 'out')
    const layout = loadLayout(layoutName)
    let maker: TestContext
    let checker: TestContext

    /** Takes a step, then takes it again: the second time no table and no file changes. */
    async function twice<T>(step: () => Promise<T>): Promise<{ first: T; second: T }> {
      const first = await step()
      const before = await everything()
      const second = await step()
      expect(await everything()).toEqual(before)
      return { first, second }
    }

    async function everything() {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .sort()
      return { rows: await rowCounts(maker), files: files.map((path) => [path, readFileSync(path).toString('hex')]) }
    }

    test('the registry and the documents go in', async () => {
      maker = await testContext(database)
      checker = maker.as('复核甲')
      await twice(() => loadPolicies(maker, golden.policies))
      for (const { kind, path } of golden.imports) {
        const { first, second } = await twice(() => importFile(maker, kind, path))
        expect(first).toMatchObject({ refused: 0, unchanged: 0 })
        expect(second.alreadyImported).toBeDefined()
      }
    })

    test('the month is opened, calculated, submitted and approved', async () => {
      const opened = await twice(() => openRun(maker, { county, month, kind: 'regular' }))
      expect(opened.first).toMatchObject({ opened: true, run: { number } })
      const calculated = await twice(() => calculateRun(maker, number))
      expect([calculated.first.how, calculated.second.how]).toEqual(['calculated', 'unchanged'])
      expect(formatYuan(calculated.first.attempt.progress.totalFen)).toBe(ON_PAPER.lines)
      const listed = (await listExceptions(maker, number)).map(({ effect, householdNo, code }) => [
        effect,
        householdNo,
        code,
      ])
      expect(listed).toEqual([
        ['not-paid', '示例-05', 'dibao.over-standard'],
        ['held', '示例-04', 'payment.no-account'],
      ])
      expect((await twice(() => submitRun(maker, number))).second.changed).toBe(false)
      expect((await twice(() => approveRun(checker, number))).second.changed).toBe(false)
    })

    test('the payment files carry what is on paper: bytes, manifest, payments and lines agree', async () => {
      const { first, second } = await twice(() => exportRun(maker, number, { layout: layoutName, out }))
      expect(second.files.map(({ how }) => how)).toEqual(first.files.map(() => 'unchanged'))
      expect(formatYuan(first.held.totalFen)).toBe(ON_PAPER.held)
      const byBank: Record<string, bigint> = {}
      for (const { path, manifest } of first.files) {
        const { payments, problems } = decode(layout, readFileSync(path))
        expect(problems).toEqual([])
        const total = payments.reduce((sum, { amount }) => sum + BigInt(amount!.replace('.', '')), 0n)
        const stated = JSON.parse(readFileSync(manifest, 'utf8'))
        expect(stated).toMatchObject({
          rows: payments.length,
          totalFen: String(total),
          maker: '经办甲',
          checker: '复核甲',
        })
        const [{ bank }] = stated.banks
        byBank[bank] = (byBank[bank] ?? 0n) + total
      }
      const yuan = Object.entries(byBank).map(([bank, fen]) => [bank, formatYuan(fen)])
      expect(Object.fromEntries(yuan)).toEqual(ON_PAPER.files)
    })

    test('a return with one failure and one silence shows to the fen', async () => {
      const sent = sentPayments()
      expect(sent.map(({ amount }) => amount).sort()).toEqual(['500.00', '600.00', '846.00'])
      const path = returned('回盘一', [
        [sent.find(({ amount }) => amount === '846.00')!, '成功', ''],
        [sent.find(({ amount }) => amount === '500.00')!, '失败', '姓名或证件号不符'],
      ])
      const { first, second } = await twice(() => importReturn(maker, number, path))
      expect([first.changed, second.changed]).toEqual([true, false])
      const reports = join(folder, 'reports')
      const reconciled = await twice(() => reconcileRun(checker, number, { out: reports }))
      expect(yuanOf(reconciled.first.totals)).toEqual({
        approved: '2446.00',
        exported: '1946.00',
        paid: '846.00',
        failed: '500.00',
        unknown: '600.00',
        held: '500.00',
      })
      expect(reconciled.first).toMatchObject({ gapFen: 0n, differences: 1 })
      expect(read(reports, '失败明细.csv').map((row) => row.金额)).toEqual(['500.00', '500.00'])
      expect(read(reports, '失败明细.csv')[0]).toMatchObject({ 原因: '姓名或证件号不符' })
      expect(read(reports, '未回盘.csv').map((row) => row.金额)).toEqual(['600.00', '600.00'])
    })

    test('explain says why, and what the bank said', async () => {
      const told = async (household: string) => {
        const [family] = await explain(maker, { county, month, household })
        const lines = family!.outcome.lines.map(({ formula, amountFen }) => `${formula} = ${formatYuan(amountFen)}`)
        return [...lines, ...family!.paid.map(({ outcome }) => outcome)]
      }
      expect(await told('示例-01')).toEqual(['(620.00-400.00)×3 = 660.00', '620.00×30% = 186.00', 'paid', 'paid'])
      expect(await told('示例-02')).toEqual(['(500.00×3-1000.00)×3÷3 = 500.00', 'failed'])
      expect(await told('示例-03')).toEqual(['900.00×(6-2)÷6 = 600.00', null])
      expect(await told('示例-05')).toEqual([])
    })

    test('the month closes when the bank has answered for everything, and not before', async () => {
      const refused = await closeRun(checker, number).catch((error) => error.problems[0])
      expect(refused).toMatchObject({ code: 'run.payments-unanswered' })
      expect(refused.message).toContain('1 笔共 600.00 元')
      const late = sentPayments().find(({ amount }) => amount === '600.00')!
      await twice(() => importReturn(maker, number, returned('回盘二', [[late, '成功', '']])))
      const { totals, gapFen } = await reconcileRun(checker, number, { out: join(folder, 'later') })
      expect(yuanOf(totals)).toMatchObject({ paid: '1446.00', failed: '500.00', unknown: '0.00' })
      expect(gapFen).toBe(0n)
      const held = await closeRun(checker, number).catch((error) => error.problems[0])
      expect(held).toMatchObject({ code: 'run.payments-held' })
      expect(held.message).toContain('1 笔共 500.00 元')
      const reason = '示例:领款人账户正在补办,款项留待补充批次'
      expect((await twice(() => closeRun(checker, number, reason))).first.run.state).toBe('closed')
    })

    test('all of it can be verified', async () => {
      expect(await verifyRun(maker.as('审计甲'), number, { out })).toMatchObject({
        linesRecomputed: 5,
        linesDiffering: 0,
        seal: 'matches',
        audit: 'matches',
        files: 2,
        problems: [],
      })
    })

    test('a payment file that was altered or taken away is found', async () => {
      const [first, second] = readdirSync(out)
        .filter((name) => name.endsWith(`.${layout.extension}`))
        .map((name) => ({ path: join(out, name), bytes: readFileSync(join(out, name)) }))
      writeFileSync(first!.path, first!.bytes.toString('latin1').replace('00', '99'), 'latin1')
      rmSync(second!.path)
      const codes = (await verifyRun(maker, number, { out })).problems.map(({ code }) => code)
      expect(codes.sort()).toEqual(['verify.file-altered', 'verify.file-missing'])
      for (const { path, bytes } of [first!, second!]) writeFileSync(path, bytes)
      const manifest = `${first!.path}.manifest.json`
      const text = readFileSync(manifest, 'utf8')
      writeFileSync(manifest, text.replace('"maker"', '"checker"'))
      const { problems } = await verifyRun(maker, number, { out })
      expect(problems).toMatchObject([
        { code: 'verify.file-altered', message: expect.stringContaining('.manifest.json') },
      ])
      writeFileSync(manifest, text)
      expect((await verifyRun(maker, number, { out })).problems).toEqual([])
    })

    test('no ID number and no account stands in clear in the reports', () => {
      const numbers = golden.imports.flatMap(({ path }) => readFileSync(path, 'utf8').match(/\d{17}[\dX]\d?/g) ?? [])
      expect(new Set(numbers).size).toBeGreaterThan(10)
      for (const reports of ['reports', 'later'])
        for (const name of readdirSync(join(folder, reports))) {
          const text = readFileSync(join(folder, reports, name), 'utf8')
          for (const clear of numbers) expect(text).not.toContain(clear)
        }
    })

    function sentPayments() {
      const files = readdirSync(out).filter((name) => name.endsWith(`.${layout.extension}`))
      return files.flatMap((name) => decode(layout, readFileSync(join(out, name))).payments)
    }

    /** A bank's answer as its clerk would type it, outside the folder that is compared. */
    function returned(name: string, answers: [ReturnType<typeof sentPayments>[number], string, string][]): string {
      const { header, separator, columns } = layout.return
      const lines = answers.map(([{ paymentNo, account, amount }, result, reason]) =>
        [paymentNo, account, amount, result, reason].join(separator),
      )
      const path = join(folder, `${name}.txt`)
      writeFileSync(
        path,
        [...(header ? [columns.map((column) => column.name).join(separator)] : []), ...lines].join('\n'),
      )
      return path
    }

    function read(reports: string, name: string): Record<string, string>[] {
      return parseCsv(readFileSync(join(reports, name)), { bom: true, columns: true })
    }
  },
)

function yuanOf(totals: Readonly<Record<string, { readonly fen: bigint }>>): Record<string, string> {
  return Object.fromEntries(Object.entries(totals).map(([stage, { fen }]) => [stage, formatYuan(fen)]))
}
