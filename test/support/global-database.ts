import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { acquireEmbeddedServer } from '../../src/db/embedded-server.ts'
import { migrate } from '../../src/db/migrate.ts'
import { packageRoot } from '../../src/db/package-root.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the test server, with `%` where the database's name goes. */
    testServer: string
  }
}

/** One embedded server for the whole run, and a migrated template that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Tests that start the command itself run what stands in src now. Types are judged by `npm run typecheck`, not here.
  spawnSync('npm', ['run', 'build', '--silent'], { cwd: packageRoot, shell: process.platform === 'win32' })
  const home = mkdtempSync(join(tmpdir(), 'huimin-test-'))
  const server = await acquireEmbeddedServer(home)
  // this server is never hurt and is thrown away; what must survive a fault is tried on servers of the tests' own
  const admin = new pg.Client({ connectionString: server.url('postgres') })
  await admin.connect()
  await admin.query('ALTER SYSTEM SET fsync = off')
  await admin.query('ALTER SYSTEM SET synchronous_commit = off')
  await admin.query('ALTER SYSTEM SET full_page_writes = off')
  await admin.query('SELECT pg_reload_conf()')
  await admin.query('CREATE DATABASE huimin_template')
  await admin.end()
  await migrate(server.url('huimin_template'))
  project.provide('testServer', server.url('%'))
  return async () => {
    await server.release()
    rmSync(home, { recursive: true, force: true })
  }
}
