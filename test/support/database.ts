import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { connectTo, type Database } from '../../src/db/connect.ts'

/** A database of this test file's own, copied from the migrated template; dropped when the file ends. */
export async function testDatabase(): Promise<Database> {
  const server = inject('testServer')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(server, `CREATE DATABASE ${name} TEMPLATE huimin_template`)
  const database = connectTo(server.replace('%', name), true)
  afterAll(async () => {
    await database.close()
    await asAdmin(server, `DROP DATABASE ${name} WITH (FORCE)`)
  })
  return database
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
