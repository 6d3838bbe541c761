import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { acquireEmbeddedServer, type EmbeddedServer } from '../../src/db/embedded-server.ts'
import { codeOf } from '../access/acting.ts'
import { huimin, startHuimin } from '../support/cli.ts'

const home = mkdtempSync(join(tmpdir(), 'huimin-embedded-'))
const pidFile = join(home, 'postgres/data/postmaster.pid')
const held: EmbeddedServer[] = []

beforeAll(async () => await (await acquireEmbeddedServer(home)).release())
afterEach(async () => {
  for (const server of held.splice(0)) await server.release()
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function acquire(): Promise<EmbeddedServer> {
  const server = await acquireEmbeddedServer(home)
  held.push(server)
  return server
}

async function answers(server: EmbeddedServer): Promise<boolean> {
  const client = new pg.Client({ connectionString: server.url('postgres') })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query('SELECT 1 AS one')
  await client.end()
  return rows[0].one === 1
}

function serverPid(): number {
  return Number(readFileSync(pidFile, 'utf8').split('\n')[0])
}

test('the server stops when its last user has let go of it', async () => {
  const server = await acquire()
  expect(await answers(server)).toBe(true)
  await held.pop()!.release()
  expect(existsSync(pidFile)).toBe(false)
})

test('a server that was killed leaves a pid file; the next command starts it anew', async () => {
  await acquire()
  process.kill(serverPid(), 'SIGKILL')
  expect(existsSync(pidFile)).toBe(true)
  expect(await answers(await acquire())).toBe(true)
})

test('a pid file whose number belongs to another programme by now is no obstacle', async () => {
  writeFileSync(pidFile, `${process.pid}\n${join(home, 'postgres/data')}\n1700000000\n1\n\n127.0.0.1\n  1 1\nready\n`)
  expect(await answers(await acquire())).toBe(true)
})

test('a command that was killed leaves the server running; the next one joins it and stops it', async () => {
  const child = startHuimin(['user', 'list'], { HUIMIN_HOME: home })
  while (!existsSync(pidFile)) await new Promise((resolve) => setTimeout(resolve, 5))
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  const { code, out } = await huimin(['user', 'list', '--json'], { HUIMIN_HOME: home })
  expect([code, JSON.parse(out).ok]).toEqual([0, true])
  expect(existsSync(pidFile)).toBe(false)
})

test('an interrupted command stops the server', async () => {
  const child = startHuimin(['doctor'], { HUIMIN_HOME: home })
  while (!existsSync(pidFile)) await new Promise((resolve) => setTimeout(resolve, 5))
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  await ended
  await (await acquireEmbeddedServer(home)).release()
  expect(existsSync(pidFile)).toBe(false)
})

test('commands at the same time share one server, also the very first ones of a home', async () => {
  const fresh = mkdtempSync(join(tmpdir(), 'huimin-together-'))
  try {
    const all = await Promise.all([1, 2, 3].map(() => huimin(['db', 'status', '--json'], { HUIMIN_HOME: fresh })))
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0])
    for (const { out } of all) expect(JSON.parse(out)).toMatchObject({ ok: true, embedded: true, pending: [] })
    expect(existsSync(join(fresh, 'postgres/data/postmaster.pid'))).toBe(false)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
})

test('a server that does not start is refused with the place of its log', async () => {
  const broken = mkdtempSync(join(tmpdir(), 'huimin-broken-'))
  mkdirSync(join(broken, 'postgres/data'), { recursive: true })
  writeFileSync(join(broken, 'postgres/data/PG_VERSION'), '9\n')
  try {
    expect(await codeOf(acquireEmbeddedServer(broken))).toBe('database.start-failed')
  } finally {
    rmSync(broken, { recursive: true, force: true })
  }
})

test.skipIf(process.platform === 'win32')('keys and the password are for their owner alone', async () => {
  await huimin(['db', 'status'], { HUIMIN_HOME: home })
  for (const file of ['keys.json', 'postgres/password']) expect(statSync(join(home, file)).mode & 0o077).toBe(0)
})
