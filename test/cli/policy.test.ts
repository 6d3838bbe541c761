import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { registerPolicy } from '../../src/cli/policy.ts'
import { sampleYaml, setting } from '../policy/sample.ts'
import { testDatabase } from '../support/database.ts'

const database = await testDatabase()
const home = mkdtempSync(join(tmpdir(), 'policy-cli-'))
const folder = mkdtempSync(join(tmpdir(), 'policy-cli-documents-'))

beforeAll(() => {
  vi.stubEnv('DATABASE_URL', database.ownerUrl)
  vi.stubEnv('HUIMIN_HOME', home)
  vi.stubEnv('HUIMIN_USER', '张三')
})
afterEach(() => {
  process.exitCode = 0
})
afterAll(() => {
  vi.unstubAllEnvs()
  for (const path of [home, folder]) rmSync(path, { recursive: true })
})

/** Runs `huimin policy …` in this process. */
async function policy(...words: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  try {
    const program = new Command('huimin').option('--json')
    registerPolicy(program)
    await program.parseAsync(['policy', ...words], { from: 'user' })
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
  return { code: process.exitCode, out: out.join(''), err: err.join('') }
}

function fileOf(name: string, yaml: string): string {
  const path = join(folder, name)
  writeFileSync(path, yaml)
  return path
}

const GOOD = sampleYaml({ sets: [setting('dibao.standard', '{urban: 640, rural: 520}')] })

it('checks without a database: file, line and what to do, and exit 1', async () => {
  const bad = fileOf('bad.yaml', GOOD.replace('640', '-640'))
  const { code, out, err } = await policy('check', bad)
  expect(code).toBe(1)
  expect(out).toContain('错误 1 处')
  expect(err).toBe(
    `${bad} 第9行:「dibao.standard」的 urban 金额「-640」是负数。请改成不小于 0 的数。 (policy.negative)\n`,
  )
  const json = JSON.parse((await policy('check', bad, '--json')).out)
  expect(json).toMatchObject({ ok: false, problems: [{ code: 'policy.negative', file: bad, line: 9 }] })
})

it('checks the shipped documents when none is named', async () => {
  const { code, out, err } = await policy('check')
  expect(code).toBe(0)
  expect(err).toContain('区划 370323 2023-01:城市特困基本生活标准 1320 元低于低保标准的 1.5 倍(1386.00 元')
  expect(out).toMatch(/读通文件 \d+ 份、参数值 \d+ 个;错误 0 处,提示 1 处。/)
})

it('only warns of a standard outside its band', async () => {
  const sets = [
    setting('dibao.standard', '{urban: 100, rural: 400}'),
    setting('dibao.standard-band', '{urban: [0.25, 0.35], rural: [0.35, 0.45]}'),
    setting('consumption-per-person.previous-year', '{urban: 24000, rural: 12000}'),
  ]
  const { code, err } = await policy('check', fileOf('warn.yaml', sampleYaml({ document: '示例提示', sets })))
  expect(code).toBe(0)
  expect(err).toContain('policy.standard-outside-band')
})

it('loads, says when nothing changed, and answers with document, article and its text', async () => {
  const good = fileOf('good.yaml', GOOD)
  expect((await policy('load', good)).out).toBe('已载入 1 份文件,政策版本 1:\n  示例民发〔2099〕1号\n')
  expect((await policy('load', good)).out).toBe('1 份文件与已载入的相同,未作改变;仍是政策版本 1。\n')

  const question = ['show', 'dibao.standard', '--area', '379901001001', '--month', '2099-02']
  const { code, out } = await policy(...question)
  expect(code).toBe(0)
  for (const part of ['城市 640 农村 520', '示例民发〔2099〕1号', '2099-01-05', '一:示例条款。', '元/人·月'])
    expect(out).toContain(part)
  expect(JSON.parse((await policy(...question, '--json')).out)).toMatchObject({
    ok: true,
    revision: 1,
    value: { urban: '640', rural: '520' },
    document: '示例民发〔2099〕1号',
    article: '一',
    from: '2099-01',
    until: null,
  })
  expect((await policy(...question, '--known-on', '2000-01-01')).out).toContain('没有文件规定')
  expect((await policy('timeline', '--area', '379901')).out).toMatch(/dibao\.standard +379901 +2099-01 +不限/)
})

it('says what holds where no document sets a parameter', async () => {
  const show = async (name: string) => (await policy('show', name, '--area', '11', '--month', '2099-01')).out
  expect(await show('taper.income-multiple')).toContain('没有文件规定;按默认:2')
  expect(await show('taper.retention')).toContain('没有文件规定;需要时相关对象列出不发')
})

it.each([
  [
    'an unknown parameter',
    ['show', 'dibao.standart', '--area', '37', '--month', '2099-01'],
    'policy.unknown-parameter',
  ],
  ['an area that is none', ['show', 'dibao.standard', '--area', '99', '--month', '2099-01'], 'policy.area'],
  ['a month that is none', ['show', 'dibao.standard', '--area', '37', '--month', '2099-13'], 'policy.month'],
  [
    'a day that is none',
    ['show', 'dibao.standard', '--area', '37', '--month', '2099-01', '--known-on', '2099-02-30'],
    'policy.day',
  ],
  ['a file that is not there', ['load', join(folder, 'nowhere.yaml')], 'policy.no-file'],
  ['a timeline of nothing known', ['timeline', 'dibao'], 'policy.unknown-parameter'],
])('refuses %s', async (_, words, code) => {
  const { code: exit, out, err } = await policy(...words)
  expect([exit, out]).toEqual([1, ''])
  expect(err).toContain(`(${code})`)
})
