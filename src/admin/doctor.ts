import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../access/context.ts'
import type { Role } from '../access/role.ts'
import { ledgerState } from '../app/export/outbox.ts'
import { firstBrokenAudit, NO_COUNTY } from '../db/audit.store.ts'
import { shanghaiTime } from '../kernel/shanghai-time.ts'
import { PAYMENT_REFUSALS } from '../payment/refusals.ts'
import { latestRevision } from '../policy/policy.store.ts'
import { registeredCounties, serverFacts, serverSeconds, usersByRole } from './check-up.store.ts'

export interface CheckUp {
  readonly name: string
  readonly ok: boolean
  readonly found: string
  /** What to do; empty when all is well. */
  readonly remedy: string
}

const NEEDED_MIB = 2048
const MAX_CLOCK_DIFFERENCE_S = 60

/** Looks whether this machine is ready to pay: database, clock, encodings, keys, disk, users, documents, audit chain. */
export async function checkMachine(context: Context): Promise<CheckUp[]> {
  return [
    checkNode(),
    await checkDatabase(context),
    await checkClock(context),
    checkEncodings(),
    checkKeys(context),
    await checkDisk(context),
    await checkUsers(context),
    await checkPolicies(context),
    await checkAudit(context),
    await checkOutbox(context),
  ]
}

function checkUp(name: string, ok: boolean, found: string, remedy: string): CheckUp {
  return { name, ok, found, remedy: ok ? '' : remedy }
}

function checkNode(): CheckUp {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > 20 || (major === 20 && minor >= 19)
  return checkUp('Node.js', ok, process.versions.node, '请安装 Node.js 20.19 或更高版本。')
}

async function checkDatabase({ database }: Context): Promise<CheckUp> {
  const { version, role, deletes } = await serverFacts(database.pool)
  const place = database.embedded ? '内置' : '服务器'
  return checkUp(
    '数据库',
    !deletes,
    `${place} PostgreSQL ${version},以 ${role} 工作`,
    '服务角色可以删除明细;请重新执行 huimin db migrate。',
  )
}

async function checkClock(context: Context): Promise<CheckUp> {
  const seconds = await serverSeconds(context.database.pool)
  const difference = Math.abs(seconds - Date.parse(context.now()) / 1000)
  const found = `北京时间 ${shanghaiTime(context.now())},与数据库相差 ${difference.toFixed(0)} 秒`
  return checkUp('时钟', difference <= MAX_CLOCK_DIFFERENCE_S, found, '请校准本机与数据库服务器的时钟。')
}

function checkEncodings(): CheckUp {
  const sample = Buffer.from([0xbb, 0xdd, 0xc3, 0xf1, 0x81, 0x39, 0xee, 0x39])
  const read = new TextDecoder('gb18030', { fatal: true }).decode(sample)
  return checkUp(
    '编码',
    read === '惠民㐀',
    'UTF-8、GBK、GB18030 可读写',
    '本机 Node.js 缺少完整字符集(ICU);请安装官方完整版。',
  )
}

function checkKeys({ home }: Context): CheckUp {
  if (process.env.HUIMIN_KEYS) return checkUp('密钥', true, '来自环境变量 HUIMIN_KEYS', '')
  const path = join(home, 'keys.json')
  const mode = statSync(path).mode & 0o777
  const ok = process.platform === 'win32' || mode === 0o600
  return checkUp('密钥', ok, `${path}(权限 ${mode.toString(8)});请另行备份`, `请执行 chmod 600 ${path}。`)
}

async function checkDisk({ home }: Context): Promise<CheckUp> {
  const { bavail, bsize } = await statfs(home)
  const free = Math.floor((bavail * bsize) / 1024 / 1024)
  return checkUp(
    '磁盘',
    free >= NEEDED_MIB,
    `剩余 ${free.toLocaleString('en-US')} MiB`,
    `请至少留出 ${NEEDED_MIB} MiB。`,
  )
}

async function checkUsers({ database }: Context): Promise<CheckUp> {
  const users = await usersByRole(database.pool)
  const count = (role: Role) => users.get(role) ?? 0
  const found = `经办 ${count('maker')} 人,复核 ${count('checker')} 人`
  const remedy = '请用 huimin user add 至少添加一名经办和一名复核。'
  return checkUp('用户', count('maker') > 0 && count('checker') > 0, found, remedy)
}

async function checkPolicies({ database }: Context): Promise<CheckUp> {
  const revision = await latestRevision(database.sql)
  return checkUp('政策文件', revision > 0, revision > 0 ? `第 ${revision} 版` : '未载入', '请执行 huimin policy load。')
}

async function checkAudit({ database }: Context): Promise<CheckUp> {
  for (const county of [NO_COUNTY, ...(await registeredCounties(database.pool))]) {
    const broken = await firstBrokenAudit(database.sql, county)
    if (broken !== null)
      return checkUp('审计链', false, `${county} 自第 ${broken} 条起对不上`, '请停止操作,由管理员查明。')
  }
  return checkUp('审计链', true, '完整', '')
}

/** A restored database has forgotten what went out after its backup; the ledger has not. */
async function checkOutbox(context: Context): Promise<CheckUp> {
  const { path, batches, brokenAt } = await ledgerState(context, context.database.sql)
  const forgotten = batches.filter(({ state }) => state === 'forgotten')
  if (forgotten.length > 0) {
    const { remedy } = PAYMENT_REFUSALS['export.forgotten-file'](path, forgotten)
    return checkUp('发出台账', false, `${forgotten.length} 个送出的文件数据库不知道`, remedy)
  }
  if (brokenAt !== null) {
    const { remedy } = PAYMENT_REFUSALS['outbox.broken'](path, brokenAt)
    return checkUp('发出台账', false, `第 ${brokenAt} 行对不上`, remedy)
  }
  return checkUp('发出台账', true, `${batches.length} 个文件,与数据库一致`, '')
}
