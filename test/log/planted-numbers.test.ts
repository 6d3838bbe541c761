import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acquireEmbeddedServer, type EmbeddedServer } from '../../src/db/embedded-server.ts'
import { type Ended, huimin } from '../support/cli.ts'
import { goldenCases } from '../support/golden-case.ts'
import { madeUpId } from '../support/registry.ts'

const golden = goldenCases().find(({ name }) => name === 'whole-month')!
const RUN = '379901-202607-R1'
const TIMEOUT = 600_000

const folder = mkdtempSync(join(tmpdir(), 'huimin-planted-'))
const home = join(folder, 'home')
const given = join(folder, 'given')
const out = join(folder, 'out')
const temporary = join(folder, 'tmp')
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Numbers that stand in rows which are refused, and in the registry; nobody may meet them again in clear. */
const REFUSED_ID = madeUpId(17, '1961-04-05', '379901')
const REFUSED_ACCOUNT = '6217009901999888777'
const LATE_ID = madeUpId(18, '1962-04-05', '379901')
const planted = new Set([REFUSED_ID, REFUSED_ACCOUNT, LATE_ID])

const said: { readonly command: string; readonly ended: Ended; readonly typed: boolean }[] = []

async function run(actor: string, ...args: string[]): Promise<Ended> {
  const ended = await huimin(args, { HUIMIN_HOME: home, HUIMIN_USER: actor, TMPDIR: temporary, HUIMIN_DEBUG: '1' })
  said.push({ command: args.join(' '), ended, typed: args.some((arg) => arg.startsWith(LATE_ID)) })
  return ended
}

function file(name: string, ...lines: string[]): string {
  const path = join(given, name)
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
  return path
}

let server: EmbeddedServer // kept up between the commands, which saves the time of starting it for each

beforeAll(async () => {
  for (const made of [given, out, temporary]) mkdirSync(made)
  for (const { path } of golden.imports) {
    copyFileSync(path, join(given, basename(path)))
    for (const number of readFileSync(path, 'utf8').match(/\d{15,}[\dX]/g) ?? []) planted.add(number)
  }
  server = await acquireEmbeddedServer(home)
  await run('', 'user', 'add', '管理员', '--role', 'admin')
  for (const [name, role] of [
    ['经办', 'maker'],
    ['复核', 'checker'],
    ['审计', 'auditor'],
  ] as const)
    await run('管理员', 'user', 'add', name, '--role', role)
  await run('经办', 'policy', 'load', ...golden.policies)
  for (const { kind, path } of golden.imports) await run('经办', 'import', kind, join(given, basename(path)))
}, TIMEOUT)

async function importsThatFail(): Promise<void> {
  const columns = '家庭编号,姓名,身份证号,与户主关系,保障对象,生效月份'
  const wrong = `${REFUSED_ID.slice(0, -1)}${REFUSED_ID.endsWith('1') ? '2' : '1'}`
  planted.add(wrong)
  const rows = [
    `示例-01,示例戊,${wrong},家属,是,2024-01`, // check digit
    `示例-99,示例戊,${REFUSED_ID},家属,是,2024-01`, // no such household
    `示例-01,示例戊,${REFUSED_ID},家属,${REFUSED_ACCOUNT},2024-01`, // numbers in the wrong columns
    `示例-01,示例戊,${REFUSED_ID},家属,是,${REFUSED_ID}`,
    `示例-01,示例戊,${REFUSED_ID.slice(0, 12)}E+17,家属,是,2024-01`,
  ]
  const headless = file('没有列名.csv', `示例-01,示例戊,${REFUSED_ID},家属,是,2024-01`)
  const open = file('引号.csv', columns, `示例-01,"示例戊,${REFUSED_ID},家属,是,2024-01`)
  const accounts = '身份证号,户名,账号,账户类型,开户银行,启用月份'
  const account = `${REFUSED_ID},示例戊,${REFUSED_ACCOUNT},社保卡,示例银行,2024-01`
  const named = file(`示例戊${REFUSED_ID}.csv`, accounts, `${LATE_ID},示例戊,${REFUSED_ACCOUNT},折,示例银行,2024-01`)
  const imports: readonly (readonly string[])[] = [
    ['members', file('坏行.csv', columns, ...rows)],
    ['members', file('坏行严格.csv', columns, ...rows), '--strict', '--json'],
    ['members', headless],
    ['members', open],
    ['accounts', file('无主账户.csv', accounts, account)],
    ['accounts', named],
    ['accounts', join(given, `没有这个文件${REFUSED_ID}.csv`)],
  ]
  await Promise.all(imports.map((args) => run('经办', 'import', ...args)))
}

async function monthWithFailures(): Promise<void> {
  await run('经办', 'run', 'open', '--county', golden.county, '--month', golden.month)
  await run('经办', 'run', 'calculate', RUN)
  await run('经办', 'exceptions', RUN)
  await run('经办', 'run', 'approve', RUN) // the maker himself
  await run('经办', 'run', 'submit', RUN)
  await run('复核', 'run', 'approve', RUN)
  await run('经办', 'export', RUN, '--layout', 'bank-tab', '--out', join(given, '坏行.csv')) // a file, not a folder
  await run('经办', 'export', RUN, '--layout', 'bank-tab', '--out', out)
  const [sent] = readdirSync(out).filter((name) => name.endsWith('.txt'))
  const rows = new TextDecoder('gb18030')
    .decode(readFileSync(join(out, sent!)))
    .trim()
    .split('\r\n')
    .map((line) => line.split('\t'))
  const answer = ([no, , , account, amount]: string[]) => [no, account, amount, '成功', ''].join('\t')
  await run(
    '经办',
    'returns',
    'import',
    file('账号被改.txt', ...rows.map((row) => answer([...row.slice(0, 3), REFUSED_ACCOUNT, row[4]!]))),
    '--run',
    RUN,
  )
  await run(
    '经办',
    'returns',
    'import',
    file('编号写成证件号.txt', `${REFUSED_ID}\t${REFUSED_ACCOUNT}\t1.00\t成功\t${LATE_ID}`),
    '--run',
    RUN,
  )
  await run(
    '经办',
    'returns',
    'import',
    file('金额不对.txt', ...rows.map((row) => answer([...row.slice(0, 4), '0.01']))),
    '--run',
    RUN,
  )
  await run('经办', 'returns', 'import', file('成功.txt', ...rows.map(answer)), '--run', RUN)
  await run('审计', 'reconcile', RUN, '--out', join(out, '对账'))
  await run('审计', 'lines', RUN, '--out', join(out, '明细.csv'))
  await run('审计', 'explain', '--county', golden.county, '--month', golden.month, '--household', '示例-01')
  await run('审计', 'verify', RUN, '--out', out)
  await run('复核', 'close', RUN)
}

/** An ID number stands where a word of another kind was asked for. */
async function mistyped(): Promise<void> {
  const id = LATE_ID
  const { county, month } = golden
  const commands: readonly (readonly string[])[] = [
    ['explain', '--county', county, '--month', month, '--household', id],
    ['run', 'show', id],
    ['run', 'show', id, '--json'],
    ['lines', id],
    ['run', 'open', '--county', id, '--month', month],
    ['run', 'open', '--county', county, '--month', id],
    ['import', id, 'x.csv'],
    ['export', RUN, '--layout', id, '--out', out],
    ['layout', 'check', `${id}.yaml`],
    ['policy', 'show', id],
  ]
  for (const args of commands) await run('经办', ...args)
}

describe('a month with all that can go wrong, in which numbers were planted', () => {
  test(
    'goes through',
    async () => {
      await importsThatFail()
      await monthWithFailures()
      await mistyped()
      await run('经办', 'tick')
      await server.release()
      const broken = said.filter(({ ended, typed }) => (ended.code === 2 && !typed) || ended.code === null)
      expect(broken.map(({ command, ended }) => [command, ended.err])).toEqual([])
      expect(said.filter(({ ended }) => ended.code === 1).length).toBeGreaterThan(8)
    },
    TIMEOUT,
  )

  test('none of them is in what was said', () => {
    const leaks = said.flatMap(({ command, ended }) =>
      clearIn(Buffer.from(`${ended.out}\n${ended.err}`)).map((number) => [command.slice(0, 60), number]),
    )
    expect(leaks).toEqual([])
  })

  test('none is in any file of the home: database, its log, ledger, health', () => {
    expect(filesIn(home).length).toBeGreaterThan(100)
    expect(filesIn(home).some(({ path }) => path.endsWith('server.log'))).toBe(true)
    expect(leaksIn(filesIn(home))).toEqual([])
  })

  test('none is left in temporary files, nor in the name of any', () => {
    expect(leaksIn(filesIn(temporary))).toEqual([])
    const made = [...filesIn(home), ...filesIn(out)].map(({ path }) => path)
    expect(made.filter((path) => clearIn(Buffer.from(path)).length > 0)).toEqual([])
  })

  test('none is in what is written beside the inputs and for the auditor; what goes to the bank has them', () => {
    const beside = filesIn(given).filter(({ path }) => path.endsWith('.问题.csv'))
    expect(beside.length).toBeGreaterThan(1)
    expect(leaksIn(beside)).toEqual([])
    const [forBank, others] = [true, false].map((bank) =>
      filesIn(out).filter(({ path }) => bank === (path.endsWith('.txt') && !path.includes('对账'))),
    )
    expect(others!.length).toBeGreaterThan(5)
    expect(leaksIn(others!)).toEqual([])
    expect(leaksIn(forBank!).length).toBeGreaterThan(0)
  })
})

function clearIn(bytes: Buffer): string[] {
  return [...planted].filter((number) => bytes.includes(number))
}

function leaksIn(files: readonly { readonly path: string; readonly bytes: Buffer }[]): string[][] {
  return files.flatMap(({ path, bytes }) => clearIn(bytes).map((number) => [path.slice(folder.length), number]))
}

function filesIn(place: string): { path: string; bytes: Buffer }[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ path: join(parentPath, name), bytes: readFileSync(join(parentPath, name)) }))
}
