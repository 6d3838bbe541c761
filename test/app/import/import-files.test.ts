import { expect, test } from 'vitest'
import { importFiles } from '../../../src/app/import/import-files.ts'
import { testDatabase } from '../../support/database.ts'
import { rowsFile, testContext } from '../../support/registry.ts'
import { sampleRows } from '../../support/sample-county.ts'

const database = await testDatabase()
const context = await testContext(database)

const { households, members, enrolments } = sampleRows(5)
const files = [
  { kind: 'households', path: rowsFile('rows', households) },
  { kind: 'members', path: rowsFile('rows', members) },
  { kind: 'enrolments', path: rowsFile('rows', enrolments) },
]

test('each file finds what those before it brought, as if they had come one by one', async () => {
  const results = await importFiles(context, files)
  expect(results.map(({ kind, refused }) => [kind, refused])).toEqual([
    ['households', 0],
    ['members', 0],
    ['enrolments', 0],
  ])
})

test('one that cannot be read fails the whole, and what came before it is stored', async () => {
  const [family] = sampleRows(6).households.slice(5)
  const more = { kind: 'households', path: rowsFile('rows', [family!]) }
  await expect(importFiles(context, [more, { kind: 'members', path: '没有.csv' }])).rejects.toThrow()
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM household_fact')
  expect(rows).toEqual([{ n: 6 }])
})
