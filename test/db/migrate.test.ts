import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertMigrated } from '../../src/db/migrate.ts'
import { codeOf } from '../access/acting.ts'
import { testDatabase } from '../support/database.ts'

const { ownerUrl } = await testDatabase()
const owner = new pg.Client({ connectionString: ownerUrl })
beforeAll(async () => await owner.connect())
afterAll(async () => await owner.end())

test('a programme works on the very schema that it knows', async () => {
  expect(await codeOf(assertMigrated(ownerUrl))).toBe('done')
  const last = 'SELECT max(name) FROM kysely_migration'
  await owner.query(`UPDATE kysely_migration SET name = '999-of-tomorrow' WHERE name = (${last})`)
  expect(await codeOf(assertMigrated(ownerUrl))).toBe('database.schema-newer')
  await owner.query(`DELETE FROM kysely_migration WHERE name = '999-of-tomorrow'`)
  expect(await codeOf(assertMigrated(ownerUrl))).toBe('database.schema-behind')
})
