import { generate, IdentifierNode, PostgresDialect } from 'kysely-codegen'
import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'

const { sql } = await testDatabase()

/** `npm run schema` runs this one test and has it write the file instead of comparing. */
test('schema types are current', async () => {
  const dialect = new PostgresDialect({ dateParser: 'string' })
  dialect.adapter.scalars.timestamptz = new IdentifierNode('string') // as `connect.ts` leaves it
  const excludePattern = 'kysely_*' // how far the schema has come, not what is in it
  const types = await generate({ db: sql as never, dialect, excludePattern, outFile: null })
  const file = '../../src/db/schema.generated.ts'
  await expect(types, 'a migration changed the tables; write their types anew: npm run schema').toMatchFileSnapshot(
    file,
  )
})
