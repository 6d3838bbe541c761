import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, test } from 'vitest'
import { exportRun } from '../../src/app/export/export-run.ts'
import { verifyRun } from '../../src/app/inquiry/verify-run.ts'
import { firstBrokenAudit } from '../../src/db/audit.store.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { SAMPLE } from '../support/sample-county.ts'
import { asOwner } from './as-owner.ts'
import { StagedCounty } from './county.ts'
import { chance, SEED, spread, trials } from './scale.ts'
import { Counting, damageIf } from './tally.ts'

const TIMEOUT = { timeout: 3_600_000 }
const next = chance(SEED + 7)
let county: StagedCounty

beforeAll(async () => {
  county = await StagedCounty.prepare('exported')
}, 120_000)

const AUDIT_COLUMNS = ['at', 'actor', 'action', 'detail', 'previous', 'hash']

test('every column of every audit row altered, every row taken out or put elsewhere', TIMEOUT, async () => {
  const counting = new Counting('audit row tampered with')
  const trial = await county.at('exported')
  await asOwner(trial, 'CREATE TABLE untouched AS TABLE audit')
  const { rows } = await trial
    .as('审计甲')
    .database.pool.query(`SELECT max(audit_no)::int AS n FROM audit WHERE county = '${SAMPLE}'`)
  const changes = Array.from({ length: rows[0].n }, (_, i) => i + 1).flatMap((no) => [
    ...AUDIT_COLUMNS.map((column) => `UPDATE audit SET ${column} = ${column} || 'x'`).map((text) => ({ no, text })),
    ...(no < rows[0].n ? [{ no, text: 'DELETE FROM audit' }] : []),
    { no, text: `UPDATE audit SET audit_no = audit_no + 1000` },
  ])
  for (const i of spread(changes.length, trials(6, 1000), next)) {
    const { no, text } = changes[i - 1]!
    await asOwner(trial, `${text} WHERE county = '${SAMPLE}' AND audit_no = ${no}`)
    const found = await firstBrokenAudit(trial.as('审计甲').database.sql, SAMPLE)
    const seen = found !== null || (text.includes('audit_no + 1000') && no === rows[0].n)
    await asOwner(trial, 'DELETE FROM audit; INSERT INTO audit TABLE untouched')
    const left = await firstBrokenAudit(trial.as('审计甲').database.sql, SAMPLE)
    counting.trial(`${text} ${no}`, [
      ...damageIf(!seen, 'wrong', 'not seen'),
      ...damageIf(left !== null, 'wrong', 'seen where nothing is altered'),
    ])
  }
  await trial.end()
  counting.done()
})

const MONEY = [
  'UPDATE line SET amount_fen = amount_fen + 1',
  'UPDATE payment SET amount_fen = amount_fen + 1',
  "UPDATE payment SET bank = '示例别的银行'",
  'UPDATE payment SET account_owner = (SELECT max(account_owner) FROM payment)',
  'DELETE FROM line',
  "UPDATE line SET benefit_month = '2026-06'",
]

test('lines and payments altered after approval', TIMEOUT, async () => {
  const counting = new Counting('approved line or payment tampered with')
  for (const text of MONEY) {
    for (let round = 0; round < trials(1, 20); round++) {
      const trial = await county.at('exported')
      const table = text.includes('payment') ? 'payment' : 'line'
      const row = `ctid = (SELECT ctid FROM ${table} WHERE ${table}.bank_or_all ORDER BY md5(ctid::text || '${round}') LIMIT 1)`
      const which = row.replace(
        `${table}.bank_or_all`,
        table === 'payment' ? 'hold_code IS NULL AND account_owner < (SELECT max(account_owner) FROM payment)' : 'true',
      )
      await asOwner(trial, `${text} WHERE ${which}`)
      const found = await verifyRun(trial.as('审计甲'), county.number, { out: trial.out })
      const again = await exportRun(trial.as('经办甲'), county.number, { out: trial.out }).catch(
        (error: unknown) => error,
      )
      counting.trial(`${text} ${round}`, [
        ...damageIf(found.seal !== 'broken', 'wrong', 'verify does not see it'),
        ...damageIf(!(again instanceof Refused), 'wrong', `export goes on: ${again}`),
      ])
      await trial.end()
    }
  }
  counting.done()
})

test('every byte of a payment file altered', TIMEOUT, async () => {
  const counting = new Counting('payment file tampered with')
  const trial = await county.at('exported')
  const name = readdirSync(trial.out).find((one) => one.endsWith('.csv'))!
  const path = join(trial.out, name)
  const bytes = readFileSync(path)
  for (const at of spread(bytes.length, trials(8, 300), next)) {
    const altered = Buffer.from(bytes)
    altered[at - 1] = altered[at - 1]! ^ 1
    writeFileSync(path, altered)
    const { problems } = await verifyRun(trial.as('审计甲'), county.number, { out: trial.out })
    const again = await exportRun(trial.as('经办甲'), county.number, { out: trial.out }).catch(
      (error: unknown) => error,
    )
    counting.trial(`byte ${at}`, [
      ...damageIf(!problems.some(({ code }) => code === 'verify.file-altered'), 'wrong', 'verify does not see it'),
      ...damageIf(!(again instanceof Refused), 'wrong', 'export passes it over'),
    ])
  }
  await trial.end()
  counting.done()
})
