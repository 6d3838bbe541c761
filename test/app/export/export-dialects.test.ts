import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type ExportOptions, exportRun } from '../../../src/app/export/export-run.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import { OTHER_BANKS, parseBankLayouts, readBankLayouts } from '../../../src/layout/bank-layouts.store.ts'
import { layoutText, loadLayout } from '../../../src/layout/layout.store.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { type MadeLine, Payroll } from '../../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
const [COOPERATIVE, FARM, POST] = ['示例农商银行', '示例农业银行', '示例邮储银行']
const BANKS = [COOPERATIVE, FARM, POST]
for (const [i, bank] of BANKS.entries()) await payroll.account({ owner: 'ABC'[i]!, bank })
const lines: MadeLine[] = [...'ABC'].flatMap((payee, i) => [
  { payee, household: `H${i}`, amountFen: 10_000 + i },
  { payee, household: `H${i}`, programme: 'tekun', component: 'tekun-basic', person: payee, amountFen: 70_000 + i },
])

let months = 0
const nextMonth = () => `20${30 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`
const banksFile = join(payroll.folder, 'banks.yaml')
const setting = (text: string) => writeFileSync(banksFile, text)
afterEach(() => rmSync(banksFile, { force: true }))

async function exported(run: Run, options: ExportOptions = {}) {
  const { files, problems } = await exportRun(maker, run.number, { out: join(payroll.folder, run.number), ...options })
  return { files, problems, dialects: [...new Set(files.map(({ batch }) => `${batch.bank} ${batch.layout.layout}`))] }
}

async function problemsOf(work: Promise<unknown> | (() => unknown)) {
  const error = await Promise.resolve()
    .then(() => (typeof work === 'function' ? work() : work))
    .then(
      () => null,
      (thrown: unknown) => thrown,
    )
  expect(error).toBeInstanceOf(Refused)
  return (error as Refused).problems
}

describe('each bank is written to in its own layout', () => {
  test('as banks.yaml says, the others in yibentong with a warning; again the same', async () => {
    setting(`${FARM}: bank-tab\n${POST}: bank-fixed\n`)
    const run = await payroll.approved(lines, nextMonth())
    const { dialects, problems, files } = await exported(run)
    expect(dialects.toSorted()).toEqual([`${FARM} bank-tab`, `${COOPERATIVE} yibentong`, `${POST} bank-fixed`])
    expect(problems).toMatchObject([{ code: 'export.bank-not-listed', severity: 'warning', value: COOPERATIVE }])
    const fixed = files.filter(({ batch }) => batch.bank === POST).map(({ path }) => readFileSync(path))
    expect(fixed.map((bytes) => [bytes[0], bytes.length])).toEqual(
      fixed.map(() => ['H'.charCodeAt(0), expect.any(Number)]),
    )
    const again = await exported(run)
    expect(again.files.map(({ how }) => how)).toEqual(files.map(() => 'unchanged'))
    expect(again.problems).toEqual([])
  })

  test('其他 stands for every bank that is not named', async () => {
    setting(`${FARM}: bank-tab\n${OTHER_BANKS}: bank-fixed\n`)
    const { dialects, problems } = await exported(await payroll.approved(lines, nextMonth()))
    expect(dialects.toSorted()).toEqual([`${FARM} bank-tab`, `${COOPERATIVE} bank-fixed`, `${POST} bank-fixed`])
    expect(problems).toEqual([])
  })

  test('what is asked for a bank goes before what is asked for all, and both before the setting', async () => {
    setting(`${FARM}: bank-fixed\n`)
    const asked = { layout: 'bank-tab', bankLayouts: { [POST]: 'yibentong' } }
    const run = await payroll.approved(lines, nextMonth())
    const { dialects } = await exported(run, asked)
    expect(dialects.toSorted()).toEqual([`${FARM} bank-tab`, `${COOPERATIVE} bank-tab`, `${POST} yibentong`])
    expect((await exported(run, asked)).files.every(({ how }) => how === 'unchanged')).toBe(true)
  })

  test('a layout that puts all items into one file does so for its own bank only', async () => {
    const combined = join(payroll.folder, 'combined.yaml')
    writeFileSync(combined, layoutText('bank-tab').replace(/^layout: .*$/m, 'layout: all-items\ncombine: items'))
    setting(`${FARM}: combined.yaml\n${OTHER_BANKS}: bank-fixed\n`)
    const { files } = await exported(await payroll.approved(lines, nextMonth()))
    expect(files.map(({ batch }) => [batch.bank, batch.item, batch.rows, batch.totalFen])).toEqual([
      [FARM, '*', 2, 80_002n],
      [COOPERATIVE, 'tekun', 1, 70_000n],
      [POST, 'tekun', 1, 70_002n],
      [COOPERATIVE, 'urban-dibao', 1, 10_000n],
      [POST, 'urban-dibao', 1, 10_002n],
    ])
  })

  test('what was held and goes out later goes in its bank’s layout, whatever the setting says by then', async () => {
    setting(`${FARM}: bank-tab\n${POST}: bank-fixed\n${OTHER_BANKS}: yibentong\n`)
    const held = [...'UVW'].map((payee, i) => ({ payee, household: `X${i}`, amountFen: 500 + i }))
    const run = await payroll.approved([...lines, ...held], nextMonth())
    await exported(run)
    setting(`${FARM}: yibentong\n`)
    await payroll.learn()
    for (const [i, bank] of BANKS.entries()) await payroll.account({ owner: 'UVW'[i]!, bank })
    const { files } = await exported(run)
    expect(
      files.filter(({ how }) => how === 'written').map(({ batch }) => `${batch.bank} ${batch.layout.layout}`),
    ).toEqual([`${FARM} bank-tab`, `${COOPERATIVE} yibentong`, `${POST} bank-fixed`])
  })
})

describe('what cannot be meant is refused, and nothing is written', () => {
  test('a bank that gets nothing, with the banks that do', async () => {
    const run = await payroll.approved(lines, nextMonth())
    const [problem] = await problemsOf(exported(run, { bankLayouts: { 农业银行: 'bank-tab' } }))
    expect(problem).toMatchObject({ code: 'export.bank-not-in-run' })
    expect(problem!.remedy).toContain(FARM)
    const { rows } = await database.pool.query('SELECT FROM batch WHERE run_id = $1', [run.runId])
    expect(rows).toEqual([])
  })

  test('another layout for a bank whose money is out', async () => {
    const run = await payroll.approved(lines, nextMonth())
    await exported(run)
    expect(await problemsOf(exported(run, { bankLayouts: { [FARM]: 'bank-tab' } }))).toMatchObject([
      { code: 'export.other-layout' },
    ])
  })

  test('a layout that does not exist, before anything is looked at', async () => {
    expect(await problemsOf(exported({ number: '无' } as Run, { bankLayouts: { [FARM]: 'bank-xyz' } }))).toMatchObject([
      { code: 'layout.unknown' },
    ])
  })

  test('a setting with mistakes, each with its line', async () => {
    setting(`${FARM}: bank-tab\n${POST}: bank-xyz\n${COOPERATIVE}:\n  - 1\n`)
    expect(await problemsOf(() => readBankLayouts(payroll.folder))).toMatchObject([
      { code: 'banks.invalid', line: 2, message: expect.stringContaining('bank-xyz') },
      { code: 'banks.invalid', line: 3 },
    ])
  })
})

describe('banks.yaml', () => {
  const load = (name: string) => loadLayout(name)

  test.each([
    ['nothing at all', '', []],
    ['only a remark', '# 示例\n', []],
    ['spaces around', `" ${FARM} ": " bank-tab "\n`, [FARM]],
  ])('%s', (_, text, banks) => {
    expect([...parseBankLayouts(text, 'banks.yaml', load).keys()]).toEqual(banks)
  })

  test.each([
    ['a list', '- bank-tab\n', [['banks.invalid', 1]]],
    ['one word', 'bank-tab\n', [['banks.invalid', 1]]],
    ['a bank twice', `${FARM}: bank-tab\n${FARM}: yibentong\n`, [['banks.duplicate-key', 2]]],
    ['a bank twice but for spaces', `${FARM}: bank-tab\n"${FARM} ": yibentong\n`, [['banks.invalid', 2]]],
    ['no layout', `${FARM}:\n`, [['banks.invalid', 1]]],
    ['no bank', `"": bank-tab\n`, [['banks.invalid', 1]]],
    ['no YAML', `${FARM}: [\n`, [['banks.yaml-syntax', expect.any(Number)]]],
    ['a number', `${POST}: bank-tab\n${FARM}: 12\n`, [['banks.invalid', 2]]],
  ])('%s is refused', async (_, text, expected) => {
    const problems = await problemsOf(() => parseBankLayouts(text, 'banks.yaml', load))
    expect(problems.map(({ code, line }) => [code, line])).toEqual(expected)
  })

  test('a layout file beside it that is broken tells its own mistakes too', async () => {
    mkdirSync(join(payroll.folder, 'layouts'), { recursive: true })
    writeFileSync(join(payroll.folder, 'layouts', 'x.yaml'), 'layout: x\ntitle: 示例\n')
    setting(`${FARM}: layouts/x.yaml\n`)
    const problems = await problemsOf(() => readBankLayouts(payroll.folder))
    expect(problems[0]).toMatchObject({ code: 'banks.invalid', line: 1 })
    expect(problems.slice(1).every(({ code, file }) => code === 'layout.invalid' && file!.endsWith('x.yaml'))).toBe(
      true,
    )
    expect(problems.length).toBeGreaterThan(2)
  })
})
