import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Health, runScheduler } from '../../src/clock/scheduler.ts'
import { serviceLog } from '../../src/clock/service-log.ts'
import type { Job, JobStep } from '../../src/clock/tick-job.ts'
import { connectTo, type Database } from '../../src/db/connect.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { huimin, startHuimin } from '../support/cli.ts'
import { testDatabase } from '../support/database.ts'
import { madeUpId, type TestContext, testContext } from '../support/registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-scheduler-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let database: Database
let context: TestContext
beforeAll(async () => {
  database = await testDatabase()
  context = await testContext(database)
})

function sink(): { stream: Writable; text: () => string } {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  return { stream, text: () => text }
}

let made = 0
/** A job with one occurrence that is never due twice, unless `run` fails. */
function jobOf(run: JobStep['run'], schedule = '* * * * * *'): Job {
  const key = `示例-${++made}`
  const due = async () => [{ county: '000000', key, dueOn: '2026-07-01' }]
  return { name: `job-${made}`, title: '示例', schedule, step: { due, run } }
}

function keep(jobs: readonly Job[], stop: AbortSignal, more: { once?: boolean; actor?: string } = {}) {
  const log = sink()
  const healthFile = join(folder, `health-${++made}.json`)
  const open = async () => ({
    ...context,
    actor: more.actor ?? context.actor,
    database: connectTo(database.ownerUrl, true),
  })
  const ended = runScheduler({ jobs, log: serviceLog(log.stream), open, healthFile, stop, once: more.once ?? false })
  return { ended, log, health: () => JSON.parse(readFileSync(healthFile, 'utf8')) as Health }
}

test('ticks at once and by the schedule, never two at a time, and finishes what is under way when it is stopped', async () => {
  const stop = new AbortController()
  let running = 0
  let most = 0
  let begun = 0
  const slow = jobOf(async () => {
    most = Math.max(most, ++running)
    begun++
    await pause(1500)
    running--
    throw new Error('示例:仍未办成')
  })
  const { ended, health } = keep([slow], stop.signal)
  while (begun < 2) await pause(20)
  expect(health().state).toBe('working')
  stop.abort()
  const { health: end } = await ended
  expect([running, most]).toEqual([0, 1])
  expect(end).toMatchObject({ state: 'stopped', ticks: 2, lastResult: 'problems' })
  expect(health()).toMatchObject({ state: 'stopped', pid: process.pid })
  const before = begun
  await pause(1200)
  expect(begun).toBe(before)
})

test('a tick that fails does not end the scheduler', async () => {
  const stop = new AbortController()
  const log = sink()
  let opened = 0
  const healthFile = join(folder, `health-${++made}.json`)
  const open = async () => {
    if (++opened === 1) throw Object.assign(new Error('数据库连不上'), { code: 'ECONNREFUSED' })
    return { ...context, database: connectTo(database.ownerUrl, true) }
  }
  const done = jobOf(async () => ({ said: '办好' }))
  const ended = runScheduler({ jobs: [done], log: serviceLog(log.stream), open, healthFile, stop: stop.signal })
  while (!log.text().includes('办好')) await pause(20)
  stop.abort()
  expect((await ended).health).toMatchObject({ lastResult: 'ok' })
  expect(log.text()).toContain('tick.failed')
})

test('a health file that cannot be written is told once in the log and ends nothing', async () => {
  const stop = new AbortController()
  const log = sink()
  const blocked = join(folder, 'a-file')
  writeFileSync(blocked, '')
  const open = async () => ({ ...context, database: connectTo(database.ownerUrl, true) })
  const done = jobOf(async () => ({ said: '办好' }))
  const healthFile = join(blocked, 'health.json')
  const ended = runScheduler({ jobs: [done], log: serviceLog(log.stream), open, healthFile, stop: stop.signal })
  await Promise.race([
    ended,
    (async () => {
      while (!log.text().includes('"event":"tick"')) await pause(20)
    })(),
  ])
  stop.abort()
  expect((await ended).health).toMatchObject({ state: 'stopped', lastResult: 'ok' })
  expect(log.text().match(/health\.unwritten/g)).toHaveLength(1)
})

test('asked to stop, it begins no further step', async () => {
  const stop = new AbortController()
  let second = 0
  const first = jobOf(async () => {
    stop.abort()
    return { said: '第一件' }
  })
  const other = jobOf(async () => {
    second++
    return { said: '第二件' }
  })
  await keep([first, other], stop.signal).ended
  expect(second).toBe(0)
})

test('--once ends after one tick; a user who is no maker ends it at the start', async () => {
  const never = new AbortController().signal
  const end = await keep([jobOf(async () => ({ said: '办好' }))], never, { once: true }).ended
  expect(end).toMatchObject({ health: { ticks: 1 }, problems: [] })
  await expect(keep([], never, { actor: '复核甲' }).ended).rejects.toThrow(Refused)
  await expect(keep([], never, { actor: '' }).ended).rejects.toThrow('没有说明由谁操作')
})

test('whatever gets into the log, no personal number gets out of it', async () => {
  const log = sink()
  const id = madeUpId(7)
  const account = '6217009901000000071'
  const logger = serviceLog(log.stream)
  logger.info({ id, nested: { account, list: [id] } }, `身份证号 ${id}`)
  logger.error({ message: `duplicate key (id)=(${id})`, err: new Error(`账号${account}重复`) })
  logger.warn(`全角 ${id.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))}`)
  expect(log.text().trim().split('\n')).toHaveLength(3)
  expect(log.text()).not.toContain(id)
  expect(log.text()).not.toContain(account)
  expect(log.text()).not.toMatch(/[0-9０-９]{15}/)
  for (const line of log.text().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('time')
})

test('the command: who may, what it tells, wrong settings; SIGTERM ends the scheduler politely', async () => {
  const home = join(folder, 'home')
  const as = (user: string) => ({ HUIMIN_HOME: home, HUIMIN_USER: user })
  await huimin(['user', 'add', '管理员', '--role', 'admin'], as('管理员'))
  await huimin(['user', 'add', '经办', '--role', 'maker'], as('管理员'))
  const refused = await huimin(['tick'], as('管理员'))
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('user.role-not-allowed')])
  const told = JSON.parse((await huimin(['tick', '--json'], as('经办'))).out)
  expect(told).toMatchObject({ ok: true, deadlines: [] })
  expect(told.done.map(({ job }: { job: string }) => job).filter((job: string) => job !== 'backup-reminder')).toEqual([
    'nightly-verification',
  ])
  writeFileSync(join(home, 'jobs.yaml'), 'payroll: {day: 40}\n')
  expect((await huimin(['tick'], as('经办'))).err).toContain('jobs.setting-invalid')

  writeFileSync(join(home, 'jobs.yaml'), 'payroll: {firstMonths: {"379999": 2026-07}}\n')
  for (const command of [['tick'], ['scheduler', '--once']]) {
    const { code, out } = await huimin([...command, '--json'], as('经办'))
    const { problems } = JSON.parse(out)
    expect([command, code, problems[0]?.code]).toEqual([command, 1, 'run.county-unknown'])
  }
  rmSync(join(home, 'jobs.yaml'))

  const child = startHuimin(['scheduler'], as('经办'))
  const health = join(home, 'scheduler.health.json')
  const read = () => {
    try {
      return JSON.parse(readFileSync(health, 'utf8')) as Health
    } catch {
      return null
    }
  }
  while (!read()?.nextWakeAt) {
    if (child.exitCode !== null) throw new Error(`the scheduler ended with ${child.exitCode}`)
    await pause(50)
  }
  expect(read()).toMatchObject({ state: 'idle', ticks: 1, lastResult: 'ok', pid: child.pid })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(read()).toMatchObject({ state: 'stopped' })
}, 180_000)
