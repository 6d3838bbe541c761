import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { serverAccount } from '../../src/db/server-account.ts'
import { serverBinaries } from '../../src/db/server-binaries.ts'
import { attempt, type Place, run } from '../../src/db/server-programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-account-'))
const programs = join(folder, 'bin')
const closed = join(folder, 'closed')
mkdirSync(programs)
mkdirSync(closed, { mode: 0o700 })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeEach(() => {
  vi.stubEnv('PATH', programs)
  vi.spyOn(process as { getuid(): number }, 'getuid').mockReturnValue(0)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('root on a machine that cannot make a system user is told to make one', () => {
  expect(() => serverAccount([closed])).toThrow(refusal('database.no-server-user'))
})

test('root whose folders are closed to the system user is told which, where nothing can lend the way in', () => {
  const program = join(programs, 'id')
  writeFileSync(program, '#!/bin/sh\necho 70\n')
  chmodSync(program, 0o755)
  expect(() => serverAccount([closed])).toThrow(refusal('database.folder-closed'))
})

test('a machine that no server was built for is named', async () => {
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: 'plan9' })
  await expect(serverBinaries()).rejects.toThrow(refusal('database.no-binaries'))
  Object.defineProperty(process, 'platform', { value: platform })
})

test('a program that is not there is refused with what the system said', async () => {
  const place = { folder, account: { prefix: [] } } as unknown as Place
  expect((await attempt(place, join(folder, 'none'), [])).status).toBe(null)
  await expect(run(place, join(folder, 'none'), [])).rejects.toThrow(refusal('database.server-failed'))
})

function refusal(code: string) {
  return expect.objectContaining({ problems: [expect.objectContaining({ code })] })
}
