import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { moveOnce } from '../../src/files/no-clobber.store.ts'
import { publishReport } from '../../src/files/publish-report.store.ts'
import { StagedFile } from '../../src/files/staged-file.store.ts'
import { Refused } from '../../src/kernel/refusal.ts'

const met = vi.hoisted(() => ({ code: 'EPERM' }))
vi.mock('node:fs/promises', async (real) => ({
  ...(await real<typeof import('node:fs/promises')>()),
  link: async () => {
    throw Object.assign(new Error(`${met.code}: made up at link`), { code: met.code })
  },
}))

const root = mkdtempSync(join(tmpdir(), 'huimin-stick-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(root, 'stick-'))
})

test.for(['EPERM', 'ENOSYS', 'EOPNOTSUPP'])(
  'a disk without second names (%s) is refused with a way, before a byte',
  async (code) => {
    met.code = code
    for (const write of [
      () => StagedFile.create(folder, '发放.txt'),
      () => publishReport(folder, '报表.csv', ['a\n']),
    ]) {
      const failure = await write().catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(Refused)
      expect((failure as Refused).problems[0]).toMatchObject({
        code: 'file.disk-unsuitable',
        remedy: expect.stringContaining('本机硬盘'),
      })
    }
    expect(readdirSync(folder)).toEqual([])
  },
)

test('another failure is told as it is', async () => {
  met.code = 'EIO'
  await expect(StagedFile.create(folder, '发放.txt')).rejects.toThrow('EIO')
  expect(readdirSync(folder)).toEqual([])
})

test('a file from others is moved there all the same, never over another', async () => {
  met.code = 'EPERM'
  const [from, to] = [join(folder, 'a'), join(folder, 'b')]
  writeFileSync(from, 'one')
  expect(await moveOnce(from, to)).toBe(true)
  expect([existsSync(from), readFileSync(to, 'utf8')]).toEqual([false, 'one'])
  writeFileSync(from, 'two')
  expect(await moveOnce(from, to)).toBe(false)
  expect([readFileSync(from, 'utf8'), readFileSync(to, 'utf8')]).toEqual(['two', 'one'])
})
