import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { asOwner } from './as-owner.ts'
import { StagedCounty } from './county.ts'
import { brokenFiles } from './file-invariants.ts'
import { brokenInvariants } from './invariants.ts'

let county: StagedCounty
beforeAll(async () => {
  county = await StagedCounty.prepare('settled')
}, 120_000)

const ONE = (table: string) => `ctid = (SELECT min(ctid) FROM ${table})`

test.for([
  ['I1 lines = payments', `UPDATE line SET amount_fen = amount_fen + 1 WHERE ${ONE('line')}`],
  ['I2 lines counted', 'UPDATE calculation SET lines = lines + 1'],
  ['I1 files = payments', `DELETE FROM batch_payment WHERE ${ONE('batch_payment')}`],
  ['I3 every approved fen', `DELETE FROM batch_payment WHERE ${ONE('batch_payment')}`],
  ['I3 every approved fen', `UPDATE outcome SET amount_fen = amount_fen + 1 WHERE ${ONE('outcome')}`],
  ['I5 paid ≤ exported', 'UPDATE batch SET total_fen = 1'],
  ['I5 nothing goes out', "UPDATE run SET state = 'approved'"],
  ['I11 two people', "UPDATE run_event SET actor = '复核甲' WHERE action = 'calculate'"],
  ['I11 seal', `UPDATE line SET formula = formula || ' ' WHERE ${ONE('line')}`],
  ['I13 nothing for a month', "UPDATE member_fact SET died_on = '2026-05-31'"],
  ['the state is that', 'UPDATE run SET event_no = event_no - 1'],
  ['every event stands', "DELETE FROM audit WHERE action = 'run.submit'"],
  ['I14 audit chain', "UPDATE audit SET detail = 'x' WHERE audit_no = 3"],
  ['no line lies beyond', "UPDATE calculation SET last_household = '示例-004'"],
  ['only a whole attempt', 'UPDATE calculation SET finished_at = NULL'],
  ['what is handed over', 'UPDATE calculation SET finished_at = NULL'],
] as const)('%s is missed where it does not hold', async ([name, statement]) => {
  const trial = await county.at('settled')
  expect(await brokenInvariants(trial.as('审计甲'))).toEqual([])
  await asOwner(trial, statement)
  const broken = await brokenInvariants(trial.as('审计甲'))
  expect(
    broken.some((one) => one.startsWith(name)),
    broken.join('; '),
  ).toBe(true)
  await trial.end()
})

test('files that are missing, altered, strange or in no ledger are noticed', async () => {
  const trial = await county.at('settled')
  const look = () => brokenFiles(trial.as('审计甲'), county.number, trial.out, { complete: true })
  expect(await look()).toEqual([])
  const [one, other, third] = readdirSync(trial.out).filter((name) => name.endsWith('.csv'))
  rmSync(join(trial.out, one!))
  appendFileSync(join(trial.out, other!), ' ')
  writeFileSync(join(trial.out, '另一个.csv'), '')
  rmSync(join(trial.out, '.outbox.jsonl'))
  const found = (await look()).join('\n')
  expect(found).toContain(`${one} is missing`)
  expect(found).toContain(`${other}: other bytes`)
  expect(found).toContain('另一个.csv is no file of the run')
  expect(found).toContain(`does not name ${third}`)
  await trial.end()
})
