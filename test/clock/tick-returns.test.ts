import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { returnPickUp } from '../../jobs/return-pick-up.ts'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { exportRun } from '../../src/app/export/export-run.ts'
import { approveRun, submitRun } from '../../src/app/run/runs.ts'
import { tick } from '../../src/clock/tick.ts'
import { parseTickSettings, type TickSettings } from '../../src/clock/tick-settings.ts'
import { connectTo } from '../../src/db/connect.ts'
import { openAccount } from '../../src/db/sealed-account.ts'
import { testDatabase } from '../support/database.ts'
import { type TestContext, testContext } from '../support/registry.ts'
import { openSampleMonth } from '../support/sample-county.ts'

const root = mkdtempSync(join(tmpdir(), 'huimin-courier-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let context: TestContext
let run: string
let folder: string
let settings: TickSettings
let folders = 0

beforeEach(async () => {
  context = await testContext(await testDatabase())
  run = (await openSampleMonth(context, 8)).number
  await calculateRun(context, run)
  await submitRun(context, run)
  await approveRun(context.as('复核甲'), run)
  await exportRun(context, run, { out: join(root, `out-${++folders}`) })
  folder = join(root, `courier-${folders}`)
  mkdirSync(folder)
  settings = { ...parseTickSettings(''), returns: { folder, settleSeconds: 0 } }
})

const pickUp = () => tick(context, [returnPickUp], { settings })
const lying = (...into: string[]) => readdirSync(join(folder, ...into), { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => name)
  .sort() // biome-ignore format: short

/** A return of the bank for every payment that went out, or for some of them. */
async function bankReturn(change: (row: string[], i: number) => string[] | null = (row) => row): Promise<string> {
  const { rows } = await context.database.pool.query(
    `SELECT p.payment_no, p.amount_fen, f.account_sealed, f.account_hash FROM batch_payment b
     JOIN payment p USING (county, run_id, attempt, payment_no)
     JOIN account_fact f ON f.county = p.county AND f.person_no = p.account_owner AND f.from_month = p.account_from
       AND f.known = p.account_known ORDER BY 1`,
  )
  const lines = rows.map((row, i) => {
    const { account } = openAccount(context.cipher, row.account_hash, row.account_sealed)
    const yuan = `${row.amount_fen.slice(0, -2)}.${row.amount_fen.slice(-2)}`
    return change([row.payment_no, account, yuan, '成功', ''], i)
  })
  return [['支付编号', '账号', '金额', '结果', '原因'], ...lines.filter((line) => line !== null)]
    .map((line) => `${line.join(',')}\r\n`)
    .join('')
}

async function outcomes(): Promise<number> {
  const { rows } = await context.database.pool.query('SELECT count(*)::int AS n FROM outcome')
  return rows[0].n
}

test('a file with the run in its name is applied, moved aside, and not applied again when it is dropped once more', async () => {
  const text = await bankReturn()
  writeFileSync(join(folder, `${run}-001_示例.回盘.csv`), text)
  const { done, problems } = await pickUp()
  expect([done.map(({ result }) => result), problems]).toEqual([['done'], []])
  const paid = await outcomes()
  expect(paid).toBeGreaterThan(3)
  expect([lying(), lying('已导入')]).toEqual([[], [`${run}-001_示例.回盘.csv`]])
  writeFileSync(join(folder, `${run}-001_示例.回盘.csv`), text)
  expect((await pickUp()).done[0]!.said).toContain('未作改变')
  expect([await outcomes(), lying(), lying('已导入')]).toEqual([
    paid,
    [],
    [`${run}-001_示例.回盘.2.csv`, `${run}-001_示例.回盘.csv`],
  ])
  expect((await pickUp()).done).toEqual([])
})

test('a file that does not fit is refused whole, and lies aside beside its problems', async () => {
  writeFileSync(join(folder, `回盘${run}.csv`), await bankReturn((row, i) => (i === 1 ? row.with(2, '0.01') : row)))
  const { done, problems } = await pickUp()
  expect(done.map(({ result }) => result)).toEqual(['problems'])
  expect(problems.map(({ code }) => code)).toEqual(['returns.amount-differs'])
  expect([await outcomes(), lying(), lying('已拒收')]).toEqual([
    0,
    [],
    [`回盘${run}.csv`, `回盘${run}.问题.csv`].sort(),
  ])
  const told = readFileSync(join(folder, '已拒收', `回盘${run}.问题.csv`), 'utf8')
  expect(told).toContain('returns.amount-differs')
  expect(told.replaceAll(/R\d{20}/g, '')).not.toMatch(/\d{15}/)
  expect((await pickUp()).done).toEqual([])
})

test('an ID number in the name of a file is in no name that is stored or made; two such files stay two', async () => {
  const [one, other] = ['379901196104050178', '379901196204050178'].map((id) => `${run}_${id}.csv`)
  for (const name of [one!, other!]) writeFileSync(join(folder, name), await bankReturn((row) => row.with(2, '0.01')))
  expect((await pickUp()).done.map(({ result }) => result)).toEqual(['problems', 'problems'])
  expect(lying()).toEqual([])
  const made = lying('已拒收').filter((name) => name !== one && name !== other)
  expect(made.map((name) => name.replace(/\.[0-9a-f]{12}\./, '.#.'))).toEqual(
    Array(2).fill(`${run}_3799__________0178.#.问题.csv`),
  )
  const { rows } = await context.database.pool.query(
    'SELECT occurrence AS told FROM job_occurrence UNION ALL SELECT detail FROM audit',
  )
  expect(rows.filter(({ told }) => /19610405|19620405/.test(told))).toEqual([])
  expect((await pickUp()).done).toEqual([])
})

test('a file without a run in its name, or of a run that does not exist, is moved aside', async () => {
  for (const name of ['回盘.csv', '379901-209901-R1.csv']) writeFileSync(join(folder, name), await bankReturn())
  const { problems } = await pickUp()
  expect(problems.map(({ code }) => code).sort()).toEqual(['returns.no-run-in-name', 'run.unknown'])
  expect([await outcomes(), lying().length]).toEqual([0, 0])
})

test('what is still being written, hidden, temporary or a folder is left to lie', async () => {
  const text = await bankReturn()
  for (const name of [`.${run}.csv`, `${run}.csv.part`, `${run}.tmp`, `~${run}.csv`])
    writeFileSync(join(folder, name), text)
  mkdirSync(join(folder, `${run}.csv`))
  expect((await pickUp()).done).toEqual([])
  settings = { ...settings, returns: { folder, settleSeconds: 60 } }
  writeFileSync(join(folder, `${run}-1.csv`), text)
  expect((await pickUp()).done).toEqual([])
  expect([await outcomes(), lying().length]).toEqual([0, 5])
})

test('a folder that cannot be read is named with the reason and the setting that names it', async () => {
  const ring = join(root, '环')
  symlinkSync(ring, ring)
  writeFileSync(join(root, '文件'), '')
  const unread: [string, string][] = [
    [join(root, '没有这个文件夹'), '不存在'],
    [join(root, '文件'), '不是文件夹'],
    [ring, '打不开(ELOOP)'],
  ]
  for (const [path, why] of unread) {
    settings = { ...settings, returns: { folder: path, settleSeconds: 0 } }
    const { done, problems } = await pickUp()
    expect([done, problems.map(({ code }) => code)]).toEqual([[], ['jobs.returns-folder-unread']])
    expect(problems[0]!.message).toBe(`收取回盘文件:设置「returns.folder」所指的文件夹「${path}」${why}。`)
    expect(problems[0]!.remedy).toContain('jobs.yaml')
  }
})

test('six ticks at once apply each of several files once', async () => {
  const whole = await bankReturn()
  const lines = whole.trimEnd().split('\r\n')
  for (const [i, line] of lines.slice(1).entries()) {
    writeFileSync(join(folder, `${run}_${i}.csv`), `${lines[0]}\r\n${line}\r\n`)
  }
  const pools = Array.from({ length: 6 }, () => connectTo(context.database.ownerUrl, true))
  const results = await Promise.all(
    pools.map((database) => tick({ ...context, database }, [returnPickUp], { settings })),
  )
  for (const database of pools) await database.close()
  expect(results.flatMap(({ problems }) => problems)).toEqual([])
  const { rows } = await context.database.pool.query('SELECT count(*)::int AS n FROM return_file')
  expect([rows[0].n, await outcomes(), lying().length, lying('已导入').length]).toEqual(
    Array.from({ length: 4 }, (_, i) => (i === 2 ? 0 : lines.length - 1)),
  )
})
