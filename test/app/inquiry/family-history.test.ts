import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { familyHistory, writeHistory } from '../../../src/app/inquiry/family-history.ts'
import { testDatabase } from '../../support/database.ts'
import { Months } from '../../support/months.ts'
import { importRows, testContext } from '../../support/registry.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const database = await testDatabase()
const context = await testContext(database)
const months = new Months(context, '371302')

beforeAll(async () => {
  months.on('2026-01-02')
  await months.document('示例民发〔2025〕1号', [
    { parameter: 'dibao.standard', from: '2025-01', value: { urban: '620.00', rural: '500.00' } },
  ])
  await months.family('示例-01', { persons: 'A' })
  await months.months('2026-01', '2026-02')
})

test('all the money of a household, from old to new', async () => {
  const history = await familyHistory(context, { household: '示例371302-01' })
  expect(history).toMatchObject({ county: '371302', households: ['示例371302-01'], open: [] })
  expect(history.rows.length).toBeGreaterThanOrEqual(2)
  expect(await familyHistory(context, { id: months.id('A') })).toMatchObject({ households: ['示例371302-01'] })
  const path = await writeHistory(history, join(context.home, '历史.csv'))
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(history.rows.length + 1)
})

test('a number that nobody has is refused', async () => {
  expect(await refusedCodes(familyHistory(context, { household: '示例-无' }))).toEqual(['history.nobody'])
  expect(await refusedCodes(familyHistory(context, { id: '1' }))).toEqual(['history.nobody'])
})

test('a person who stands in two counties is asked for in one of them', async () => {
  const id = months.id('A')
  const about = { 家庭编号: '示例379951-01', 生效月份: '2026-01' }
  await importRows(context, 'households', [
    { ...about, 户主身份证号: id, 区划代码: '379951001001', 城乡类别: '城市', 家庭人口: '1' },
  ])
  await importRows(context, 'members', [{ ...about, 姓名: '示例', 身份证号: id, 与户主关系: '本人', 保障对象: '是' }])
  expect(await refusedCodes(familyHistory(context, { id }))).toEqual(['history.several-counties'])
  expect(await familyHistory(context, { id, county: '371302' })).toMatchObject({ county: '371302' })
})
