import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { type Pack, packRun } from '../../../src/app/pack/pack.ts'
import { importReturn } from '../../../src/app/returns/returns-import.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun } from '../../../src/app/run/runs.ts'
import { appendAudit } from '../../../src/db/audit.store.ts'
import { inTransaction } from '../../../src/db/transaction.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { type TestContext, testContext } from '../../support/registry.ts'
import { openSampleMonth, sampleRows } from '../../support/sample-county.ts'
import { fenSum, filesUnder, rowsOf, sentPayments, shell, writeReturn } from './support.ts'

const database = await testDatabase()
const root = mkdtempSync(join(tmpdir(), 'huimin-pack-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const out = join(root, 'out')
const folder = join(root, '资料包')
const rows = sampleRows(40)
const planted = [...rows.members.map((row) => row.身份证号!), ...rows.accounts.map((row) => row.账号!)]
let maker: TestContext
let auditor: TestContext
let run: Run
let pack: Pack

beforeAll(async () => {
  maker = await testContext(database)
  const checker = maker.as('复核甲')
  auditor = maker.as('审计甲')
  run = await openSampleMonth(maker, 40)
  await calculateRun(maker, run.number)
  await submitRun(maker, run.number)
  await rejectRun(checker, run.number, `示例:请核对 ${planted[0]} 和账号${planted.at(-1)}`)
  await oldReason(`${run.number} 示例:请核对 ${planted[0]}`)
  await calculateRun(maker, run.number)
  await submitRun(maker, run.number)
  await approveRun(checker, run.number)
  await exportRun(maker, run.number, { out })
  const answers = sentPayments(out).map((payment, i) => {
    if (i % 7 === 3) return [payment, '失败', `账户${planted[1]}已销户`] as const
    return [payment, '成功', ''] as const
  })
  await importReturn(maker, run.number, writeReturn(join(root, '回盘.csv'), answers.slice(0, -2)))
  pack = await packRun(auditor, run.number, { out: folder, sample: 20 })
}, 120_000)

async function refusalOf(step: Promise<unknown>): Promise<{ code: string; message: string }> {
  return await step.then(
    () => ({ code: 'done', message: '' }),
    (error) => error.problems[0],
  )
}

test('a pack holds everything that an auditor asks for', () => {
  expect(pack).toMatchObject({ how: 'written', findings: [] })
  const files = [...filesUnder(folder).keys()]
  const manifests = readdirSync(out).filter((name) => name.endsWith('.manifest.json'))
  expect(manifests.length).toBeGreaterThan(1)
  expect(files.sort()).toEqual(
    [
      'SHA256SUMS', '读我.txt', '清单.csv', '核对表.csv',
      '发放/发放明细.csv', '发放/明细去向.csv', '发放/支付清单.csv', '发放/发放文件.csv', '发放/发放文件.sha256',
      ...manifests.map((name) => `发放/${name}`),
      '回盘/回盘文件.csv', '回盘/回盘结果.csv', '回盘/人工认定.csv', '回盘/拒收回盘.csv', '回盘/银行借记.csv',
      '对账/对账汇总.csv', '对账/对账类型.csv', '对账/对账差异.csv', '对账/未回盘.csv', '对账/失败明细.csv',
      '对账/环比变动.csv', '对账/资金分担.csv', '对账/对账汇总.xlsx', '对账/差异处理.csv',
      '例外/例外.csv', '审批/审批记录.csv', '审批/计算记录.csv', '核查/放行.csv', '追回/未扣回.csv', '追回/交回与免予追回.csv',
      '重发/退票重发.csv', '重发/错发登记.csv', '政策/政策文件.csv', '政策/参数取值.csv', '政策/sample-policy.yaml',
      '抽样/抽样重算.txt', '抽样/抽样重算.csv', '审计/审计链.csv',
    ].sort(), // biome-ignore format: one list
  )
  for (const file of [
    '发放/发放明细.csv',
    '发放/支付清单.csv',
    '回盘/回盘结果.csv',
    '例外/例外.csv',
    '审批/审批记录.csv',
  ])
    expect(rowsOf(folder, file).length).toBeGreaterThan(5)
})

describe('what the pack says adds up, added up from its text', () => {
  const sum = (file: string, column: string) => fenSum(rowsOf(folder, file), column)

  test('every equation of 核对表 and 读我', () => {
    const readMe = readFileSync(join(folder, '读我.txt'), 'utf8')
    const side = (text: string) =>
      text.split(' + ').reduce((total, part) => {
        const file = part.slice(0, part.indexOf('「'))
        const columns = [...part.matchAll(/「(.+?)」/g)].map(([, column]) => column!)
        expect(columns).not.toEqual([])
        return total + columns.reduce((all, column) => all + sum(file, column), 0)
      }, 0)
    const equations = rowsOf(folder, '核对表.csv')
    expect(equations.length).toBeGreaterThanOrEqual(15)
    for (const row of equations) {
      const left = row['左边(文件「列」)']!
      const right = row['右边(文件「列」)']!
      expect([left, side(left)]).toEqual([left, side(right)])
      expect(fenSum([row], '左边金额')).toBe(side(left))
      expect(row).toMatchObject({ 差额: '0.00', 相符: '是' })
      expect(readMe).toContain(`${left} ${grouped(row.左边金额!)} = ${right}`)
    }
    for (const column of ['成功金额', '失败金额', '未回盘金额', '暂缓金额'])
      expect(sum('发放/支付清单.csv', column)).toBeGreaterThan(0)
  })

  test('each payment is the sum of its lines, and each line is the line of the same number', () => {
    const lines = rowsOf(folder, '发放/发放明细.csv')
    const where = rowsOf(folder, '发放/明细去向.csv')
    expect(where.map((row) => [row.行号, row.家庭编号, row.金额])).toEqual(
      lines.map((row) => [row.行号, row.家庭编号, row.金额]),
    )
    for (const payment of rowsOf(folder, '发放/支付清单.csv')) {
      const own = where.filter((row) => row.支付编号 === payment.支付编号)
      expect([own.length, fenSum(own, '金额')]).toEqual([Number(payment.明细行数), fenSum([payment], '金额')])
    }
  })

  test('each payment file is the sum of its payments, and 对账汇总 re-adds by item, township and bank', () => {
    const payments = rowsOf(folder, '发放/支付清单.csv')
    for (const file of rowsOf(folder, '发放/发放文件.csv')) {
      const own = payments.filter((row) => row.文件 === file.文件)
      expect([own.length, fenSum(own, '金额')]).toEqual([Number(file.笔数), fenSum([file], '金额')])
    }
    for (const row of rowsOf(folder, '对账/对账汇总.csv')) {
      const own = payments.filter((one) => one.补贴项目 === row.补贴项目 && one.乡镇 === row.乡镇)
      const atBank = own.filter((one) => (one.开户银行 || '(无账户)') === row.开户银行)
      expect(fenSum([row], '核定金额')).toBe(fenSum(atBank, '金额'))
      for (const stage of ['成功', '失败', '未回盘', '暂缓'])
        expect(fenSum([row], `${stage}金额`)).toBe(fenSum(atBank, `${stage}金额`))
    }
  })
})

/** As versions stored it that did not hide the numbers in what people typed. */
async function oldReason(detail: string): Promise<void> {
  await inTransaction(database.pool, (tx) =>
    appendAudit(tx, run.county, { at: maker.now(), actor: maker.actor, action: '示例.old', detail }),
  )
}

describe('checked by programmes that are not ours', () => {
  test('sha256sum -c finds every file as it is, and one changed byte', () => {
    const checked = shell('sha256sum -c SHA256SUMS', folder).trim().split('\n')
    expect(checked).toHaveLength(filesUnder(folder).size - 1)
    expect(checked.every((line) => line.endsWith(': OK'))).toBe(true)
    const path = join(folder, '对账/对账汇总.csv')
    const bytes = readFileSync(path)
    const altered = Buffer.from(bytes)
    altered[altered.length - 3]! ^= 1
    writeFileSync(path, altered)
    const failed = shell('sha256sum -c SHA256SUMS 2>/dev/null || true', folder)
    expect(failed.split('\n').filter((line) => line.endsWith('FAILED'))).toEqual(['对账/对账汇总.csv: FAILED'])
    writeFileSync(path, bytes)
  })

  test('清单 has SHA-256 and SM3 of every file', () => {
    const listed = rowsOf(folder, '清单.csv')
    const files = filesUnder(folder)
    expect(listed.map((row) => row.文件).sort()).toEqual(
      [...files.keys()].filter((file) => file !== '清单.csv' && file !== 'SHA256SUMS').sort(),
    )
    for (const row of listed) {
      const bytes = files.get(row.文件!)!
      expect([row.字节, row['SHA-256'], row.SM3]).toEqual([
        String(bytes.length),
        digest('sha256', bytes),
        digest('sm3', bytes),
      ])
    }
    expect(pack.fingerprint).toBe(digest('sha256', files.get('SHA256SUMS')!))
  })

  test('the payment files, where they lie, by the list in the pack', () => {
    const checked = shell(`sha256sum -c '${join(folder, '发放/发放文件.sha256')}'`, out)
    expect(checked.match(/: OK/g)).toHaveLength(rowsOf(folder, '发放/发放文件.csv').length)
  })

  test('policy documents are those that were loaded, byte for byte', () => {
    for (const row of rowsOf(folder, '政策/政策文件.csv')) {
      const [sha] = shell(`sha256sum '政策/${row.文件}'`, folder).split(' ')
      expect([sha, row.与载入时相同]).toEqual([row['SHA-256'], '是'])
    }
  })

  test('the sample is the one that the seal draws', () => {
    const seal = rowsOf(folder, '审批/审批记录.csv').find((row) => row.动作 === '复核通过')!.封存校验值!
    const files = ['发放/发放明细.csv', '例外/例外.csv']
    const all = new Set(files.flatMap((file) => rowsOf(folder, file).map((row) => row.家庭编号!)).filter(Boolean))
    const drawn = [...all].map((no) => [shell(`printf '%s%s' ${seal} '${no}' | sha256sum`, folder).slice(0, 64), no])
    const expected = drawn.sort(([a], [b]) => (a! < b! ? -1 : 1)).slice(0, 20)
    const pages = readFileSync(join(folder, '抽样/抽样重算.txt'), 'utf8')
    const told = [...pages.matchAll(/^第 \d+ 户 {2}家庭编号 (\S+)/gm)].map(([, no]) => no)
    expect(told).toEqual(expected.map(([, no]) => no))
  })

  test('the audit chain: row by row, and each hash by printf and sha256sum', () => {
    const chain = rowsOf(folder, '审计/审计链.csv')
    expect(chain.length).toBeGreaterThan(8)
    let previous = '0'.repeat(64)
    for (const [i, row] of chain.entries()) {
      expect([row.序号, row.前一校验值]).toEqual([String(i + 1), previous])
      previous = row.校验值!
      if (row.已遮盖 === '是') continue
      const parts = [row.前一校验值, run.county, row.序号, row.时间, row.操作人, row.动作, row.内容]
      const command = `printf '%s\\0%s\\0%s\\0%s\\0%s\\0%s\\0%s' ${parts.map((part) => `'${part}'`).join(' ')} | sha256sum`
      expect(shell(command, folder).slice(0, 64)).toBe(row.校验值)
    }
    expect(chain.filter((row) => row.已遮盖 === '是').map((row) => row.动作)).toEqual(['示例.old'])
    expect(readFileSync(join(folder, '读我.txt'), 'utf8')).toContain(`末行应为第 ${chain.length} 条、${previous}`)
  })
})

test('the sample tells whole families, with the arithmetic that is stored and the articles in their own words', () => {
  const sampled = rowsOf(folder, '抽样/抽样重算.csv')
  const lines = rowsOf(folder, '发放/发放明细.csv')
  expect(sampled.length).toBeGreaterThan(8)
  expect(pack.sample).toEqual({ households: 20, lines: sampled.length, differing: 0 })
  for (const no of new Set(sampled.map((row) => row.家庭编号))) {
    const stored = lines.filter((row) => row.家庭编号 === no).map((row) => [row.算式, row.依据, row.金额])
    const told = sampled.filter((row) => row.家庭编号 === no)
    expect(told.map((row) => [row.重算算式, row.重算依据, row.重算金额]).sort()).toEqual(stored.sort())
    expect(told.every((row) => row.一致 === '是' && row.存档金额 === row.重算金额)).toBe(true)
  }
  const pages = readFileSync(join(folder, '抽样/抽样重算.txt'), 'utf8')
  for (const row of sampled) {
    expect(pages).toContain(`${row.重算算式!.replace(/^'/, '')} = ${row.重算金额} 元`)
    const [document, articles] = row.重算依据!.split(';')[0]!.split(' ')
    for (const article of articles!.split('、')) expect(pages).toMatch(new RegExp(`${document}《.+》${article}:.+。`))
  }
})

test('参数取值 tells every parameter at every place and month of the lines', () => {
  const values = rowsOf(folder, '政策/参数取值.csv')
  const months = new Set(rowsOf(folder, '发放/发放明细.csv').map((row) => row.享受月份))
  for (const month of months) {
    const own = values.filter((row) => row.月份 === month && row.参数 === 'dibao.standard')
    expect(own.length).toBeGreaterThan(0)
    for (const row of own) expect(row).toMatchObject({ 含义: '低保标准', 文号: expect.stringContaining('示例') })
  }
  // a taper's course was set in the month after its dibao ended
  expect(values.some((row) => row.月份 === '2026-05' || row.月份 === run.month)).toBe(true)
})

describe('numbers', () => {
  test('no ID number and no account stands in clear in any file of a masked pack, wherever somebody typed it', () => {
    for (const [file, bytes] of filesUnder(folder)) {
      const text = bytes.toString('latin1')
      for (const number of planted) expect([file, text.includes(number)]).toEqual([file, false])
    }
    const texts = ['审批/审批记录.csv', '对账/失败明细.csv', '审计/审计链.csv', '发放/支付清单.csv']
    for (const file of texts) expect(readFileSync(join(folder, file), 'utf8')).toMatch(/\d{4}\*{7,}/)
    const workbook = shell(`unzip -p 对账/对账汇总.xlsx`, folder)
    for (const number of planted) expect(workbook).not.toContain(number)
  })

  test('支付编号 and hashes stay whole', () => {
    for (const row of rowsOf(folder, '发放/支付清单.csv')) expect(row.支付编号).toMatch(/^R\d{20}$/)
    for (const row of rowsOf(folder, '发放/发放文件.csv')) expect(row['SHA-256']).toMatch(/^[0-9a-f]{64}$/)
  })

  test('only an auditor gets them in clear, and that is written down', async () => {
    const clear = join(root, '完整')
    for (const actor of ['经办甲', '复核甲', '管理员甲']) {
      const refused = await refusalOf(packRun(maker.as(actor), run.number, { out: clear, unmask: true }))
      expect(refused.code).toBe('user.role-not-allowed')
    }
    expect(existsSync(clear)).toBe(false)
    const unmasked = await packRun(auditor, run.number, { out: clear, unmask: true })
    const { rows: audited } = await database.pool.query(
      'SELECT actor, action, detail FROM audit WHERE county = $1 ORDER BY audit_no DESC LIMIT 1',
      [run.county],
    )
    expect(audited).toEqual([{ actor: '审计甲', action: 'pack.unmask', detail: run.number }])
    expect(unmasked.findings).toEqual([])
    const ids = new Set(rowsOf(clear, '发放/支付清单.csv').map((row) => row.领款人身份证号))
    expect(ids).toContain(`="${planted[0]}"`)
    for (const [name, bytes] of filesUnder(out)) {
      if (name.endsWith('.csv')) expect(readFileSync(join(clear, '发放', name)).equals(bytes)).toBe(true)
    }
    expect(shell('sha256sum -c --quiet SHA256SUMS && cd 发放 && sha256sum -c --quiet 发放文件.sha256', clear)).toBe('')
    expect((await packRun(auditor, run.number, { out: clear, unmask: true })).how).toBe('unchanged')
  })
})

describe('whole or not at all, never over other bytes', () => {
  test('the same state gives the same bytes, on another day and by another person', async () => {
    const before = filesUnder(folder)
    maker.setNow('2026-09-30T01:00:00.000Z')
    expect(await packRun(maker, run.number, { out: folder, sample: 20 })).toMatchObject({ how: 'unchanged' })
    const elsewhere = join(root, '另一处', '资料包')
    await packRun(maker.as('复核甲'), run.number, { out: elsewhere, sample: 20 })
    expect(filesUnder(elsewhere)).toEqual(before)
  })

  test('a pack that was changed, lacks a file or has one too many is left alone and named', async () => {
    const path = join(folder, '例外/例外.csv')
    const bytes = readFileSync(path)
    const again = () => refusalOf(packRun(auditor, run.number, { out: folder, sample: 20 }))
    writeFileSync(path, 'x')
    expect(await again()).toMatchObject({ code: 'pack.folder-differs', message: expect.stringContaining('例外.csv') })
    expect(readFileSync(path, 'utf8')).toBe('x')
    rmSync(path)
    expect((await again()).code).toBe('pack.folder-differs')
    writeFileSync(path, bytes)
    writeFileSync(join(folder, '多出.txt'), '')
    expect((await again()).message).toContain('多出.txt')
    rmSync(join(folder, '多出.txt'))
    expect((await again()).code).toBe('done')
  })

  test('a file in the way stays, and nothing temporary is left behind', async () => {
    const inTheWay = join(root, '文件')
    writeFileSync(inTheWay, '示例')
    expect((await refusalOf(packRun(auditor, run.number, { out: inTheWay }))).code).toBe('pack.folder-differs')
    expect(readFileSync(inTheWay, 'utf8')).toBe('示例')
    expect(readdirSync(root).filter((name) => name.includes('.tmp-'))).toEqual([])
  })

  test('a run that has no file for the bank yet has no pack', async () => {
    const { run: next } = await openRun(maker, { county: run.county, month: '2026-08', kind: 'regular' })
    expect((await refusalOf(packRun(auditor, next.number, { out: join(root, '早') }))).code).toBe(
      'reconcile.not-exported',
    )
  })
})

test('what was tampered with is told, in the pack and as a finding', async () => {
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  onTestFinished(() => owner.end())
  await owner.query('SET session_replication_role = replica')
  await owner.query("UPDATE audit SET actor = '别人' WHERE county = $1 AND audit_no = 3", [run.county])
  const seen = await packRun(auditor, run.number, { out: join(root, '改过'), sample: 40 })
  expect(seen.findings).toEqual(['审计链自第 3 条起对不上。'])
  await owner.query(
    `UPDATE line SET amount_fen = amount_fen + 100 WHERE ctid IN (
       SELECT ctid FROM line WHERE run_id = $1 AND attempt = 2 LIMIT 1)`,
    [run.runId],
  )
  const { findings } = await packRun(auditor, run.number, { out: join(root, '又改'), sample: 40 })
  expect(findings).toContain('明细与款项和复核时封存的校验值不一致。')
  expect(findings).toContain('抽样重算有 1 行与存档不同。')
  expect(findings.some((one) => one.includes('不等于'))).toBe(true)
  expect(readFileSync(join(root, '又改', '读我.txt'), 'utf8')).toContain('明细与款项和复核时封存的校验值不一致。')
  expect(readFileSync(join(root, '又改', '抽样', '抽样重算.txt'), 'utf8')).toContain('[重算不一致:存档 ')
})

test('what changes while a pack is being written, and a file that comes out otherwise, end it', async () => {
  const { database: real } = auditor
  let connections = 0
  const connect = async () => {
    if (++connections > 1) await note(auditor)
    return await real.pool.connect()
  }
  const pool = new Proxy(real.pool, {
    get: (target, key) => (key === 'connect' ? connect : Reflect.get(target, key, target)),
  })
  const disturbed = { ...auditor, database: { ...real, pool } }
  expect((await refusalOf(packRun(disturbed, run.number, { out: join(root, '变') }))).code).toBe('pack.moved')
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  onTestFinished(() => owner.end())
  await owner.query('SET session_replication_role = replica')
  await owner.query("UPDATE batch SET sha256 = repeat('0', 64) WHERE run_id = $1", [run.runId])
  const unmasked = packRun(auditor, run.number, { out: join(root, '明'), unmask: true })
  expect((await refusalOf(unmasked)).code).toBe('pack.file-differs')
})

async function note(context: TestContext): Promise<void> {
  const entry = { at: context.now(), actor: context.actor, action: 'import', detail: '示例' }
  await inTransaction(context.database.pool, (tx) => appendAudit(tx, run.county, entry))
}

function grouped(yuan: string): string {
  return yuan.replace(/\B(?=(\d{3})+(?=\.))/g, ',')
}

function digest(algorithm: string, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex')
}
