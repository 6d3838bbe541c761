import { copyFileSync, existsSync, linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { withFileLock } from '../../src/files/file-lock.ts'
import { codeOf } from '../access/acting.ts'
import { disk } from './disk.ts'

vi.mock('node:fs', async (real) => (await import('./disk.ts')).wrapFs(await real()))

const folder = mkdtempSync(join(tmpdir(), 'huimin-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a lock left by a dead process of our own number is taken over', async () => {
  const path = join(folder, 'lock')
  writeFileSync(`${path}.${process.pid}`, `${process.pid}:1`)
  linkSync(`${path}.${process.pid}`, path) // killed between the two, as happens where every process has the same number
  expect(await withFileLock(path, async () => 'done')).toBe('done')
})

test('a lock that could not be taken away when it was let go is taken over by the same process', async () => {
  const path = join(folder, 'left')
  await withFileLock(path, async () => copyFileSync(path, `${path}.copy`))
  copyFileSync(`${path}.copy`, path)
  expect(await withFileLock(path, async () => 'done')).toBe('done')
  expect(existsSync(path)).toBe(false)
})

test('a lock that the process holds itself is waited for', async () => {
  const path = join(folder, 'held')
  const order: string[] = []
  const work = (name: string) => async () => {
    order.push(`${name} in`)
    await new Promise((resolve) => setTimeout(resolve, 60))
    order.push(`${name} out`)
  }
  await Promise.all([withFileLock(path, work('a')), withFileLock(path, work('b'))])
  expect(order).toEqual(['a in', 'a out', 'b in', 'b out'])
})

test('a lock that somebody keeps is not waited for beyond the patience', async () => {
  const path = join(folder, 'kept')
  const waiting = () => withFileLock(path, async () => {}, 100)
  expect(await codeOf(withFileLock(path, waiting))).toBe('database.busy')
  expect(await codeOf(waiting())).toBe('done')
})

test('whichever call on the disk fails, the same process gets the lock the next time', async () => {
  const path = join(folder, 'failing')
  disk.watch(folder)
  await withFileLock(path, async () => {})
  const calls = disk.calls
  expect(calls.length).toBeGreaterThan(4)
  for (const [i] of calls.entries()) {
    disk.watch(folder, i + 1, 'EIO')
    await withFileLock(path, async () => {}).catch(() => {})
    disk.rest()
    const started = performance.now()
    expect(await withFileLock(path, async () => 'done')).toBe('done')
    expect(performance.now() - started).toBeLessThan(2_000)
  }
})
