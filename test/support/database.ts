import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { connectTo, type Database } from '../../src/db/connect.ts'

/** A database of this test file's own, copied from the migrated template; dropped when the file ends. */
export async function testDatabase(): Promise<Database> {
  const server = inject('testServer')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(server, copyOf('huimin_template', name))
  const database = connectTo(server.replace('%', name), true)
  afterAll(async () => {
    await database.close()
    await asAdmin(server, `DROP DATABASE ${name} WITH (FORCE)`)
  })
  return database
}

/** The statement that copies a database. As files, where nothing waits for a disk: half the work of copying through the log. */
export function copyOf(template: string, name: string, strategy: 'file_copy' | 'wal_log' = 'file_copy'): string {
  return `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY ${strategy}`
}

async function asAdmin(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.replace('%', 'postgres') })
  await client.connect()
  try {
    for (let tries = 0; ; tries++) {
      try {
        await client.query(statement)
        return
      } catch (error) {
        // the template is being copied by another test file at this moment
        if ((error as { code?: string }).code !== '55006' || tries > 50) throw error
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  } finally {
    await client.end()
  }
}
