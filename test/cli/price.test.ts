import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { issueToken } from '../../src/admin/users.ts'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../src/app/run/runs.ts'
import { registerPrice } from '../../src/cli/price.ts'
import { testDatabase } from '../support/database.ts'
import { MIXED_POLICY, mixedRows } from '../support/mixed-county.ts'
import { importRows, testContext } from '../support/registry.ts'
import { importCounty } from '../support/sample-county.ts'

const database = await testDatabase()
const out = mkdtempSync(join(tmpdir(), 'price-cli-'))
const [COUNTY, MONTH, NUMBER] = ['370700', '2026-07', '370700-202607-P1']
const FAMILY = {
  ...{
    rural: true,
    income: 0,
    dibao: '农村低保' as const,
    claims: [],
    grade: 0,
    shared: 3,
    covered: true,
    died: false,
  },
}

beforeAll(async () => {
  const context = await testContext(database)
  vi.stubEnv('DATABASE_URL', database.ownerUrl)
  vi.stubEnv('HUIMIN_HOME', context.home)
  vi.stubEnv('HUIMIN_USER', '经办甲')
  vi.stubEnv('HUIMIN_TOKEN', await issueToken(context, '经办甲'))
  await loadPolicies(context, [MIXED_POLICY])
  await importCounty(context, mixedRows(COUNTY, [FAMILY, FAMILY]))
  const figure = (指标: string, 同比涨幅: string) => ({
    ...{ 区划代码: '37', 月份: MONTH, 指标, 同比涨幅, 发布日期: '2026-08-10' },
  })
  await importRows(context, 'indices', [figure('食品价格', '6.0'), figure('低收入居民基本生活费用', '4.0')])
  await openRun(context, { county: COUNTY, month: MONTH, kind: 'price' })
  await calculateRun(context, NUMBER)
  await submitRun(context, NUMBER)
  await approveRun(context.as('复核甲'), NUMBER)
  await importRows(context, 'indices', [figure('低收入居民基本生活费用', '5.5')])
})
afterEach(() => {
  process.exitCode = 0
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(out, { recursive: true })
})

/** Runs `huimin price …` in this process. */
async function price(...words: string[]): Promise<{ code: unknown; said: string; err: string }> {
  const [said, err]: [string[], string[]] = [[], []]
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  try {
    const program = new Command('huimin').option('--json')
    registerPrice(program)
    await program.parseAsync(['price', ...words], { from: 'user' })
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
  return { code: process.exitCode, said: said.join(''), err: err.join('') }
}

test('report prints the page, writes it, and gives it as JSON', async () => {
  const { code, said, err } = await price('report', NUMBER, '--out', out)
  expect([code, err]).toEqual([0, expect.stringContaining('价格补贴启动决定.html')])
  expect(said).toMatch(/^农村低保 +农村低保标准 +560\.00×4\.0% +6 +22\.40 +134\.40$/m)
  expect(said).toMatch(/经办:经办甲 +复核:复核甲 +日期:2026-07-01/)
  const json = JSON.parse((await price('report', NUMBER, '--out', out, '--json')).said)
  expect(json).toMatchObject({
    ...{ ok: true, run: NUMBER, persons: 6, totalYuan: '134.40', checker: '复核甲', earlier: [] },
    areas: [{ area: COUNTY, outcome: 'fired', figures: [{ rise: '4.0', publishedFor: '37' }, { rise: '6.0' }] }],
  })
  expect(existsSync(json.file)).toBe(true)
})

test('status tells the month and what was revised of it', async () => {
  const { code, said } = await price('status', '--area', COUNTY)
  expect(code).toBe(0)
  expect(said).toContain('〔指数在计算后有变动,见下〕')
  expect(said).toContain('4.0%(区划 37,2026-08-10 发布)→ 5.5%(区划 37,2026-08-10 发布)')
  const json = JSON.parse((await price('status', '--area', COUNTY, '--json')).said)
  expect(json.months).toMatchObject([
    { month: MONTH, revised: true, revision: { handling: 'next-run' }, run: { run: NUMBER } },
  ])
})

test('a run that does not exist is refused with exit code 1', async () => {
  const { code, said } = await price('report', '没有', '--out', out, '--json')
  expect([code, JSON.parse(said).problems[0].code]).toEqual([1, 'run.unknown'])
})
