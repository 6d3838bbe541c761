import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { eachBenefitLine, writeBenefitLines } from '../../../src/app/reconcile/lines.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, Payroll } from '../../support/payroll.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
let run: Run

beforeAll(async () => {
  for (const letter of ['A', 'B']) {
    await payroll.account({ owner: letter })
    await payroll.member(`H${letter}`, letter)
  }
  const lines = ['A', 'B'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 + i }))
  run = await payroll.approved(lines)
})

async function cellsOf(unmask: boolean): Promise<string[][]> {
  const taken: string[][] = []
  await eachBenefitLine(payroll.as('审计'), run.number, { unmask }, (cells) => {
    taken.push(...cells.map((row) => [...row]))
  })
  return taken
}

test('every line comes out once, numbers masked', async () => {
  const [head, ...rows] = await cellsOf(false)
  expect(rows.map((row) => row.length)).toEqual([head!.length, head!.length])
  expect(rows.flat()).toEqual(expect.arrayContaining(['HA', 'HB', '100.00', '100.01']))
  expect(rows.flat().join(' ')).not.toContain(payroll.ids.get('A')!)
})

test('numbers in clear are written down in the chain before the first is shown', async () => {
  expect((await cellsOf(true)).flat().join(' ')).toContain(payroll.ids.get('A')!)
  const { rows } = await database.pool.query("SELECT actor, detail FROM audit WHERE action = 'lines.unmask'")
  expect(rows).toEqual([{ actor: '审计', detail: run.number }])
})

test('as a file: whole, and the same bytes again', async () => {
  const path = join(payroll.folder, '发放明细.csv')
  const written = await writeBenefitLines(payroll.as('经办'), run.number, path, {})
  expect(written).toEqual({ run: run.number, lines: 2, totalFen: 20001n })
  const bytes = readFileSync(path)
  await writeBenefitLines(payroll.as('经办'), run.number, path, {})
  expect(readFileSync(path).equals(bytes)).toBe(true)
})

test('a run that was never calculated has none', async () => {
  const { run: open } = await openRun(payroll.as('经办'), { county: COUNTY, month: '2026-08', kind: 'regular' })
  expect(await refusedCodes(eachBenefitLine(payroll.as('经办'), open.number, {}, () => {}))).toEqual([
    'lines.not-calculated',
  ])
})
