import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, test } from 'vitest'
import { exportRun } from '../../src/app/export/export-run.ts'
import { importFile } from '../../src/app/import/import-file.ts'
import { writeBenefitLines } from '../../src/app/reconcile/lines.ts'
import { reconcileRun } from '../../src/app/reconcile/reconcile-run.ts'
import { importReturn } from '../../src/app/returns/returns-import.ts'
import { rowsFile } from '../support/registry.ts'
import { sampleRows } from '../support/sample-county.ts'
import { StagedCounty, type Trial } from './county.ts'
import { written } from './month-steps.ts'
import { filesToSearch, filesUnder, leakedIn, plantedNumbers } from './planted.ts'
import { Counting, damageIf } from './tally.ts'

let county: StagedCounty
beforeAll(async () => {
  county = await StagedCounty.prepare('settled')
}, 120_000)

const PLANTED = plantedNumbers(12)

/** The whole month again with everything that can be refused, and all that anybody reads of it. */
async function everythingSaid(trial: Trial): Promise<string[]> {
  const said: string[] = []
  const hear = async (work: Promise<unknown>) => {
    const end = await work.then(
      (result) => result,
      (error: Error & { problems?: unknown }) => [error.message, error.stack, error.problems],
    )
    said.push(JSON.stringify(end, (_key, value) => (typeof value === 'bigint' ? String(value) : value)) ?? '')
  }
  const maker = trial.as('经办甲')
  const bad = sampleRows(12).members.map((row) => ({ ...row, 家庭编号: '没有这一户', 姓名: '' }))
  await hear(importFile(maker, 'members', rowsFile('members', bad)))
  const accounts = sampleRows(12).accounts.map((row) => ({ ...row, 启用月份: '不是月份' }))
  await hear(importFile(maker, 'accounts', rowsFile('accounts', accounts)))
  const answer = readFileSync(trial.answer, 'utf8')
  for (const [i, spoilt] of [
    answer.replaceAll(',', ',,'),
    answer.replaceAll('0,', '1,'),
    answer.slice(0, -30),
  ].entries()) {
    await hear(importReturn(maker, county.number, written(join(trial.home, `坏回盘${i}.csv`), spoilt)))
  }
  await hear(reconcileRun(maker, county.number, { out: join(trial.home, 'reports') }))
  await hear(writeBenefitLines(maker, county.number, join(trial.home, 'reports', '发放明细.csv'), {}))
  await hear(exportRun(maker, county.number, { out: trial.out }))
  return said
}

/** Every row of every table as text. */
async function stored(trial: Trial): Promise<string[]> {
  const { pool } = trial.as('审计甲').database
  const tables = await pool.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  )
  const texts: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await pool.query(`SELECT coalesce(string_agg(t::text, E'\\n'), '') AS text FROM "${name}" t`)
    texts.push(`${name}\n${rows[0].text}`)
  }
  return texts
}

test('planted numbers are nowhere but in what the bank gets and sends', { timeout: 600_000 }, async () => {
  const counting = new Counting('planted numbers searched for')
  const trial = await county.at('settled')
  const said = await everythingSaid(trial)
  const places = [
    ...said.map((text, i) => ({ name: `what command ${i} says`, text })),
    ...(await stored(trial)).map((text) => ({ name: `table ${text.split('\n')[0]}`, text })),
    ...filesToSearch(trial.home),
  ]
  for (const place of places) {
    const leaked = leakedIn(place, PLANTED)
    counting.trial(place.name, damageIf(leaked > 0, 'wrong', `${leaked} numbers in clear`))
  }
  const sent = filesUnder(trial.out).filter((file) => leakedIn(file, PLANTED) > 0)
  counting.trial('the search finds them in the files for the bank', damageIf(sent.length === 0, 'wrong', 'it does not'))
  await trial.end()
  counting.done()
})
