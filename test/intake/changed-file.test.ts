import { appendFileSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { importFile } from '../../src/app/import/import-file.ts'
import { sourceText, surveySource } from '../../src/app/import/import-source.ts'
import { openReturnFile, returnLines } from '../../src/returns/return-file.store.ts'
import { testDatabase } from '../support/database.ts'
import { testContext } from '../support/registry.ts'

const database = await testDatabase()
const context = await testContext(database)
const folder = mkdtempSync(join(tmpdir(), 'huimin-changed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const INDICES = '区划代码,月份,指标,同比涨幅,发布日期\n3713,2026-01,食品价格,5.4,2026-02-10\n'
const incomes = new URL('../../fixtures/intake/incomes-noise.xlsx', import.meta.url)

test('a file that is written to between the look over it and its reading is refused whole', async () => {
  const path = join(folder, 'indices.csv')
  writeFileSync(path, INDICES)
  const source = await surveySource(path)
  appendFileSync(path, '3713,2026-02,食品价格,5.4,2026-03-10\n')
  await expect(all(sourceText(source, () => {}))).rejects.toThrow('indices.csv 在读取的过程中被改动,没有导入。')
})

test('so is a workbook', async () => {
  const path = join(folder, 'incomes.xlsx')
  copyFileSync(incomes, path)
  const progress = () => appendFileSync(path, '\n')
  const importing = importFile({ ...context, progress }, 'incomes', path, { dryRun: true })
  const { problems } = await importing.then(
    () => ({ problems: [] }),
    (error) => error,
  )
  expect(problems).toMatchObject([
    { code: 'file.changed-while-read', message: 'incomes.xlsx 在读取的过程中被改动,没有导入。' },
  ])
})

test('so is a return', async () => {
  const path = join(folder, 'return.txt')
  writeFileSync(path, '1\n')
  const file = await openReturnFile(path, ['utf-8'])
  writeFileSync(path, '2\n')
  await expect(all(returnLines(file))).rejects.toThrow('被改动')
})

async function all(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pieces);
}
