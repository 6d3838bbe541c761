import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoResult, runDemo } from '../../src/app/demo.ts'
import { DEMO_MARKER, prepareDemoFolder } from '../../src/app/demo-folder.ts'
import type { DemoListener } from '../../src/app/demo-steps.ts'
import { demoJson } from '../../src/cli/demo-json.ts'
import { describeDemo } from '../../src/cli/demo-summary.ts'
import { BAD_ROWS } from '../../src/demo/bad-rows.ts'

const QUIET: DemoListener = { opened: () => {}, stepDone: () => {}, progress: () => {} }
const folder = mkdtempSync(join(tmpdir(), 'huimin-demo-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const OPTIONS = { households: 300, month: '2026-07', seed: 7, out: join(folder, 'one') }

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

  it('shows tapers and supplements, explains one family, and names files that are there', () => {
    const json = demoJson(demo) as { byComponent: Record<string, string>; files: { path: string }[]; reports: string[] }
    expect(Object.keys(json.byComponent).toSorted()).toEqual(['classified-supplement', 'taper', 'top-up'])
    expect(demo.explained[0]!.outcome.lines.length).toBeGreaterThan(0)
    for (const path of [...json.files.map((file) => file.path), ...json.reports]) expect(existsSync(path)).toBe(true)
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
