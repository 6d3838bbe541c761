import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoJson } from '../../src/cli/demo/demo-json.ts'
import { describeDemo } from '../../src/cli/demo/demo-summary.ts'
import { programmeTotals } from '../../src/cli/demo/demo-totals.ts'
import { COMPONENT_NAMES } from '../../src/cli/run-words.ts'
import { acquireEmbeddedServer } from '../../src/db/embedded-server.ts'
import { type DemoResult, runDemo } from '../../src/demo/play/demo.ts'
import { DEMO_MARKER, prepareDemoFolder } from '../../src/demo/play/demo-folder.ts'
import type { DemoListener } from '../../src/demo/play/demo-steps.ts'
import { DEMO_USERS } from '../../src/demo/play/demo-users.ts'
import { BAD_ROWS } from '../../src/demo/world/bad-rows.ts'
import { RARE_CHARACTER } from '../../src/demo/world/rare-name.ts'
import { formatYuanGrouped } from '../../src/kernel/money.ts'
import { decode } from '../../src/layout/decode.ts'
import { programmeName } from '../../src/policy/programmes.ts'
import { describeDecision } from '../../src/rules/price-subsidy/describe-decision.ts'

const QUIET: DemoListener = { opened: () => {}, stepDone: () => {}, progress: () => {} }
const folder = mkdtempSync(join(tmpdir(), 'huimin-demo-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ALL_COMPONENTS = Object.keys(COMPONENT_NAMES).filter((component) => component !== 'price-subsidy')
const OPTIONS = { households: 300, month: '2026-08', seed: 7, out: join(folder, 'one') }

/** The rows of a CSV file below its heading row, which begins with this title, up to a row of totals. */
function readTable(path: string, firstTitle: string): Record<string, string>[] {
  const rows = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .split('\r\n')
    .map((row) => row.split(','))
  const head = rows.findIndex(([title]) => title === firstTitle)
  const titles = rows[head]!
  const body = rows.slice(head + 1).filter((row) => row.length === titles.length && /^[\dR-]/.test(row[0]!))
  return body.map((row) => Object.fromEntries(titles.map((title, i) => [title, row[i]!])))
}

/** The payments that a bank's answer speaks of, by its 支付编号. */
function answerRows(path: string): number {
  return readFileSync(path, 'latin1').match(/R379901\d{14}(?!\d)/g)!.length
}

function sumBy(rows: readonly Record<string, string>[], title: string): Record<string, bigint> {
  const sums: Record<string, bigint> = {}
  for (const row of rows) {
    const fen = BigInt(row.金额!.replace('.', ''))
    sums[row[title]!] = (sums[row[title]!] ?? 0n) + fen
  }
  return sums
}

describe('a county played through a month', () => {
  let demo: DemoResult

  beforeAll(async () => {
    demo = await runDemo(OPTIONS, QUIET)
  }, 120_000)

  it('refuses the bad rows, each with the code it was made for, and nothing else', () => {
    for (const { written, imported } of demo.imports) {
      const meant = BAD_ROWS.filter(({ kind }) => kind === written.kind).map(({ kind, what }) => `${kind}.${what}`)
      const errors = imported.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)
      expect(errors.toSorted()).toEqual(meant.toSorted())
      expect(imported.refused).toBe(meant.length)
      expect(imported.accepted).toBe(written.rows - meant.length)
    }
  })

  it('lines = payments + held, to the fen', () => {
    const { totals } = demo.reconciled
    expect(totals.approved.fen).toBe(demo.report.attempt!.progress.totalFen)
    expect(totals.approved.fen).toBe(demo.report.components.reduce((sum, { totalFen }) => sum + totalFen, 0n))
    expect(totals.approved.fen).toBe(totals.exported.fen + totals.held.fen)
    expect(demo.exported.files.reduce((sum, { batch }) => sum + batch.totalFen, 0n)).toBe(totals.exported.fen)
    expect(demo.exported.held.totalFen).toBe(totals.held.fen)
  })

  it('exported = paid + failed + unknown, to the fen and to the payment', () => {
    const { exported, paid, failed, unknown } = demo.reconciled.totals
    expect(paid.fen + failed.fen + unknown.fen).toBe(exported.fen)
    expect(paid.payments + failed.payments + unknown.payments).toBe(exported.payments)
    expect(failed.payments).toBeGreaterThan(0)
    expect(demo.reconciled.gapFen).toBe(0n)
  })

  it('pays every component, explains one family, and names files that are there', () => {
    const json = demoJson(demo) as { byComponent: Record<string, string>; files: { path: string }[]; reports: string[] }
    expect(Object.keys(json.byComponent).toSorted()).toEqual(ALL_COMPONENTS.toSorted())
    expect(demo.explained[0]!.outcome.lines.length).toBeGreaterThan(0)
    for (const path of [...json.files.map((file) => file.path), ...json.reports]) expect(existsSync(path)).toBe(true)
  })

  it('pays by programme what the lines, the written lines and the payment files say, in both runs', () => {
    const regular = { ...demo, linesFile: join(demo.folder.reports, '发放明细.csv') }
    for (const { report, items, exported, linesFile } of [regular, demo.price]) {
      const written = sumBy(readTable(linesFile, '批次号'), '项目')
      const programmes = programmeTotals(report)
      expect(Object.fromEntries(programmes.map((one) => [programmeName(one.programme), one.totalFen]))).toEqual(written)
      expect(programmes.reduce((sum, { totalFen }) => sum + totalFen, 0n)).toBe(report.attempt!.progress.totalFen)
      const sentByItem: Record<string, bigint> = {}
      for (const { batch, path } of exported.files) {
        const read = decode(batch.layout, readFileSync(path))
        expect([read.problems, read.totalFen]).toEqual([[], batch.totalFen])
        sentByItem[batch.item] = (sentByItem[batch.item] ?? 0n) + read.totalFen
      }
      const held = items.reduce((sum, { item, totalFen }) => sum + totalFen - (sentByItem[item] ?? 0n), 0n)
      expect(held).toBe(exported.held.totalFen)
      for (const { item, totalFen } of items) expect(totalFen >= (sentByItem[item] ?? 0n)).toBe(true)
    }
  })

  it('pays a price subsidy for the month because of food alone, once a person, by the rise of the living cost', () => {
    const { report, exported, linesFile } = demo.price
    expect(report.run).toMatchObject({ kind: 'price', month: OPTIONS.month, state: 'exported' })
    expect(report.decisions.map(describeDecision)).toEqual([
      expect.stringMatching(
        /^2026-08 区划 379901 启动价格补贴:低收入居民基本生活费用同比涨幅 3.6%.*未达到 5%;食品价格同比涨幅 6.3%.*达到 6%。$/,
      ),
    ])
    expect(report.components.map(({ component }) => component)).toEqual(['price-subsidy'])
    const lines = readTable(linesFile, '批次号')
    expect(new Set(lines.map((line) => line.身份证号 + line.姓名!)).size).toBeGreaterThan(300)
    const amounts = new Set(lines.map((line) => line.金额))
    // 640.00 × 3.6 % and 520.00 × 3.6 %; an orphan's 1900.00 × 3.6 %
    for (const amount of ['23.04', '18.72', '68.40']) expect(amounts.has(amount)).toBe(true)
    expect(exported.files.length).toBeGreaterThan(0)
    expect(describeDemo(demo)).toContain('启动价格补贴')
  })

  it('writes the decision of the price run as a page to sign, of the same money, and says where it stands', () => {
    const { report, decisionFile } = demo.price
    const { lines, totalFen } = report.attempt!.progress
    const page = readFileSync(decisionFile, 'utf8')
    const yuan = formatYuanGrouped(totalFen)
    for (const words of [
      report.run.number,
      `${lines.toLocaleString('en-US')} 行 ${yuan} 元`,
      '640.00×3.6%',
      DEMO_USERS.maker,
      DEMO_USERS.checker,
    ])
      expect(page).toContain(words)
    expect(describeDemo(demo).split('价格补贴启动决定.html').length).toBe(3)
    expect(demoJson(demo)).toMatchObject({ price: { decisionFile } })
    expect(page).not.toMatch(/379901\d{11}[\dX]/)
  })

  it('lists whoever cannot keep what they were also approved for, and sends each run its own files', () => {
    expect(demo.reasons.map(({ code }) => code)).toContain('exclusion.not-kept')
    const { price } = demoJson(demo) as { price: { totalYuan: string; byProgramme: Record<string, string> } }
    expect(price.byProgramme).toEqual({ 'price-subsidy': price.totalYuan })
    const ofRegular = new Set(demo.exported.files.map(({ path }) => path))
    for (const { path } of demo.price.exported.files) expect(ofRegular.has(path)).toBe(false)
  })

  it('writes to three banks in three dialects, and holds with its reason whom one of them cannot carry', () => {
    const dialects = demo.exported.files.map(({ batch }) => `${batch.bank}: ${batch.layout.layout}`)
    expect([...new Set(dialects)].toSorted()).toEqual([
      '示例农业银行: bank-tab',
      '示例农商银行: yibentong',
      '示例邮储银行: bank-fixed',
    ])
    expect(readFileSync(join(demo.folder.home, 'banks.yaml'), 'utf8')).toContain('示例邮储银行: bank-fixed')
    const held = demo.reasons.filter(({ code }) => code === 'payment.text-not-carried')
    expect(held).toMatchObject([{ effect: 'held', example: expect.stringContaining(`「${RARE_CHARACTER}」`) }])
    const sent = demo.exported.files.map(({ path }) => readFileSync(path))
    for (const bytes of sent) expect(new TextDecoder('gb18030').decode(bytes)).not.toContain(RARE_CHARACTER)
  })

  it('refuses every troubled return with the problem it was made for, and none of them changes an outcome', () => {
    const codes = Object.fromEntries(demo.refused.map(({ what, problems }) => [what, problems.map(({ code }) => code)]))
    expect(codes).toEqual({
      账号被改: ['returns.account-altered'],
      未知编号: ['returns.unknown-reference'],
      同一笔两次: ['returns.duplicate-reference'],
      金额不符: ['returns.amount-differs'],
      前后矛盾: ['returns.contradiction'],
      文件截断: expect.arrayContaining(['returns.count-differs']),
    })
    expect(new Set(demo.refused.map(({ bank }) => bank)).size).toBe(3)
    const classes = demo.breaks.map(({ name }) => name)
    expect(classes).toEqual(expect.arrayContaining(['金额不符', '矛盾', '账号不符', '重复', '未知编号']))
    const { paid, failed } = demo.reconciled.totals
    const rejected = demo.refusedFile!.rows
    const answered = demo.answers.reduce((sum, { path }) => sum + answerRows(path), 0)
    expect(paid.payments + failed.payments).toBe(answered + rejected)
  })

  it('closes in four ways: approved, in the files, debited, answered', () => {
    expect(demo.reconciled.debitedFen).toBe(demo.reconciled.totals.exported.fen)
    expect(describeDemo(demo).match(/^✓ /gm)).toHaveLength(3)
    expect(describeDemo(demo)).not.toContain('✗')
  })

  it('sends one failure again to a corrected account and one arrears line, each through a run of its own', () => {
    expect(demo.reissued!.run).toMatch(/-S1$/)
    expect(demo.reissued!.files.map(({ batch }) => batch.rows)).toEqual([1])
    expect(demo.arrears).toMatchObject({ run: expect.stringMatching(/-S2$/), totalFen: 192_000n })
    expect(describeDemo(demo)).toContain(demo.arrears!.run)
  })

  it('packs the reissue so that sha256sum finds nothing wrong', () => {
    const { folder: packed, files } = demo.pack!
    const said = execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: packed, encoding: 'utf8' })
    expect(said).toBe('')
    expect(files.length).toBeGreaterThan(20)
    expect(describeDemo(demo)).toContain('对账汇总.xlsx')
  })

  it('says it all without one ID number in clear', () => {
    const ids = readFileSync(join(demo.folder.registry, '成员.csv'), 'utf8').match(/379901\d{11}[\dX]/g)!
    const said = describeDemo(demo) + JSON.stringify(demoJson(demo), (_, v) => (typeof v === 'bigint' ? `${v}` : v))
    expect(ids.length).toBeGreaterThan(300)
    for (const id of ids) expect(said.includes(id)).toBe(false)
  })

  it('starts clean a second time, gives the same money, and leaves what others put there', async () => {
    const note = join(OPTIONS.out, '备忘.txt')
    writeFileSync(note, '示例')
    const again = await runDemo(OPTIONS, QUIET)
    expect(again.reconciled.totals).toEqual(demo.reconciled.totals)
    expect(again.price.items).toEqual(demo.price.items)
    expect(again.report.run.number).toBe(demo.report.run.number)
    expect(existsSync(note)).toBe(true)
  }, 120_000)
})

describe('the folder of a demo', () => {
  it('refuses a folder with contents that no demo made, and leaves it as it was', async () => {
    const foreign = mkdtempSync(join(folder, 'foreign-'))
    writeFileSync(join(foreign, 'keys.json'), '{}')
    await expect(prepareDemoFolder(foreign)).rejects.toMatchObject({ problems: [{ code: 'demo.folder-not-ours' }] })
    expect(readFileSync(join(foreign, 'keys.json'), 'utf8')).toBe('{}')
    expect(existsSync(join(foreign, DEMO_MARKER))).toBe(false)
  })

  it('refuses a folder whose database another command is using', async () => {
    const { root, home } = await prepareDemoFolder(join(folder, 'in-use'))
    const other = await acquireEmbeddedServer(home)
    await expect(prepareDemoFolder(root)).rejects.toMatchObject({ problems: [{ code: 'demo.folder-in-use' }] })
    await other.release()
    expect((await prepareDemoFolder(root)).home).toBe(home)
  })

  it.each([
    ['households', 0, 'demo.households-invalid'],
    ['households', 1.5, 'demo.households-invalid'],
    ['month', '2023-12', 'demo.month-invalid'],
    ['month', '2026-13', 'demo.month-invalid'],
  ])('refuses %s = %s before anything is made', async (option, value, code) => {
    const out = join(folder, 'never')
    await expect(runDemo({ ...OPTIONS, out, [option]: value }, QUIET)).rejects.toMatchObject({ problems: [{ code }] })
    expect(existsSync(out)).toBe(false)
  })
})
