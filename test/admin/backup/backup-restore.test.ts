import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { acquireEmbeddedServer } from '../../../src/db/embedded-server.ts'
import { homeOutbox } from '../../../src/payment/outbox.store.ts'
import { huimin } from '../../support/cli.ts'

// each command starts a process and a server of its own
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const folder = mkdtempSync(join(tmpdir(), 'huimin-restore-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const home = join(folder, 'home')
const file = join(folder, '示例.backup')

const as = (user: string, at = home) => ({ HUIMIN_HOME: at, HUIMIN_USER: user })
const admin = as('管理员')

async function json(args: readonly string[], environment = admin) {
  const { code, out } = await huimin([...args, '--json'], environment)
  return { code, ...JSON.parse(out) }
}

async function users(at = home): Promise<string[]> {
  return (await json(['user', 'list'], as('管理员', at))).users.map(({ name }: { name: string }) => name).sort()
}

beforeAll(async () => {
  await huimin(['user', 'add', '管理员', '--role', 'admin'], admin)
  await huimin(['user', 'add', '经办', '--role', 'maker'], admin)
  const { code, out } = await huimin(['db', 'backup', file], admin)
  expect([code, out]).toEqual([0, expect.stringContaining('密钥不在备份里')])
})

test('the embedded database is what it was when the backup was taken; what it was since is kept by another name', async () => {
  await huimin(['user', 'add', '后来的人', '--role', 'maker'], admin)
  const { code, kept, tables } = await json(['db', 'restore', file])
  expect([code, tables > 20]).toEqual([0, true])
  expect(await users()).toEqual(['管理员', '经办'].sort())
  expect((await json(['db', 'status'])).pending).toEqual([])
  const server = await acquireEmbeddedServer(home)
  const before = new pg.Client({ connectionString: server.url(kept) })
  await before.connect()
  const { rows } = await before.query('SELECT name FROM app_user')
  expect(rows.map(({ name }) => name)).toContain('后来的人')
  await before.end()
  await server.release()
})

test('it is for an administrator, and not while others are at work', async () => {
  expect((await json(['db', 'restore', file], as('经办'))).problems[0].code).toBe('user.role-not-allowed')
  expect((await json(['db', 'restore', join(folder, '没有')])).problems[0].code).toBe('restore.no-file')
  const server = await acquireEmbeddedServer(home)
  const other = new pg.Client({ connectionString: server.url('huimin') })
  await other.connect()
  expect((await json(['db', 'restore', file])).problems[0].code).toBe('restore.in-use')
  await other.end()
  expect((await json(['db', 'restore', file])).code).toBe(0)
  await server.release()
})

test('a new machine: refused without the keys, restored with them, and what went out is not forgotten', async () => {
  const fresh = join(folder, 'fresh')
  expect((await json(['db', 'restore', file], as('管理员', fresh))).problems[0].code).toBe('restore.keys-differ')
  rmSync(join(fresh, 'keys.json'))
  cpSync(join(home, 'keys.json'), join(fresh, 'keys.json'))
  mkdirSync(join(fresh, 'outbox'))
  const sent = { kind: 'batch', run: '371302-202607-R1', batch: '371302-202607-R1-001', file: '示例.csv', rows: 1 }
  const line = { ...sent, totalFen: '100', sha256: 'a'.repeat(64), at: '2026-07-08T00:00:00.000Z' }
  writeFileSync(homeOutbox(fresh), `${JSON.stringify(line)}\n`)
  const restored = await json(['db', 'restore', file], as('', fresh))
  expect([restored.code, restored.problems[0].code]).toEqual([0, 'export.forgotten-file'])
  expect(await users(fresh)).toEqual(['管理员', '经办'].sort())
  const listed = await json(['outbox', 'list'], as('经办', fresh))
  expect([listed.code, listed.batches[0].state]).toEqual([1, 'forgotten'])
  const accepted = await json(
    ['outbox', 'accept', line.batch, '--as', 'not-sent', '--why', '示例'],
    as('管理员', fresh),
  )
  expect([accepted.code, accepted.batches[0].acceptedAs]).toEqual([0, 'not-sent'])
  expect((await json(['outbox', 'list'], as('经办', fresh))).code).toBe(0)
  expect(existsSync(join(fresh, 'restore.lock'))).toBe(false)
  expect(statSync(file).size).toBeGreaterThan(1000)
})
