import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../src/app/run/runs.ts'
import { findRun, type Run, runEvents } from '../../src/run/run.store.ts'
import { testDatabase } from '../support/database.ts'
import { type TestContext, testContext } from '../support/registry.ts'
import { openSampleMonth, SAMPLE } from '../support/sample-county.ts'

const database = await testDatabase()
let maker: TestContext
let submitted: Run
let submitNo: number

// opened by 经办甲, calculated by 复核乙 (then a maker), submitted by 经办乙
beforeAll(async () => {
  maker = await testContext(database)
  await openSampleMonth(maker, 3)
  const { run } = await openRun(maker, { county: SAMPLE, month: '2026-07', kind: 'regular' })
  await database.pool.query(`UPDATE app_user SET role = 'maker' WHERE name = '复核乙'`)
  await calculateRun(maker.as('复核乙'), run.number)
  await database.pool.query(`UPDATE app_user SET role = 'checker' WHERE name = '复核乙'`)
  await submitRun(maker.as('经办乙'), run.number)
  submitted = await findRun(database.sql, run.number)
  submitNo = (await runEvents(database.sql, submitted)).at(-1)!.eventNo
})

interface Approval {
  readonly actor?: string
  /** Whoever acts has become a checker since, so that his role alone does not stop him. */
  readonly asChecker?: boolean
  readonly maker?: string
  readonly submitter?: string
  readonly submit_no?: number | null
  readonly seal?: string | null
}

/** Somebody past the programme: what the database says to an approval written as the service itself. */
async function approveBySql(given: Approval): Promise<string> {
  const event = {
    ...{ actor: '复核甲', maker: '经办甲', submitter: '经办乙', submit_no: submitNo, seal: '示例' },
    ...given,
  }
  const client = await database.pool.connect()
  try {
    await client.query('BEGIN')
    if (given.asChecker) await client.query(`UPDATE app_user SET role = 'checker' WHERE name = $1`, [event.actor])
    await client.query(
      `INSERT INTO run_event (county, run_id, event_no, action, from_state, to_state, actor, at, attempt, seal, maker,
         submit_no, submitter, submit_action)
       VALUES ($1, $2, $3, 'approve', 'submitted', 'approved', $4, now(), 1, $5, $6, $7, $8, 'submit')`,
      [
        SAMPLE,
        submitted.runId,
        submitted.eventNo + 1,
        event.actor,
        event.seal,
        event.maker,
        event.submit_no,
        event.submitter,
      ],
    )
    return 'done'
  } catch (error) {
    return (error as pg.DatabaseError).constraint ?? (error as Error).message
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

describe('the database itself keeps maker and checker apart', () => {
  test('another checker may approve', async () => {
    expect(await approveBySql({})).toBe('done')
  })

  test.each<[string, Approval, string]>([
    ['a maker', { actor: '经办甲' }, 'a maker does not approve'],
    ['the opener', { actor: '经办甲', asChecker: true }, 'run_event_two_people'],
    ['the submitter', { actor: '经办乙', asChecker: true }, 'maker and checker must differ'],
    ['who calculated', { actor: '复核乙' }, 'maker and checker must differ'],
    ['a stranger', { actor: '无名氏' }, 'a nobody does not approve'],
    [
      'the opener under another opener’s name',
      { actor: '经办甲', maker: '经办乙', asChecker: true },
      'run_event_county_run_id_maker_fkey',
    ],
    [
      'naming another submitter',
      { submitter: '复核乙' },
      'run_event_county_run_id_submit_no_submitter_submit_action_fkey',
    ],
    ['naming no submission', { submit_no: null }, 'run_event_two_people'],
    ['naming an earlier event than the submission', { submit_no: 1, submitter: '复核乙' }, 'run_event_two_people'],
    ['without a seal', { seal: null }, 'run_event_seal'],
  ])('%s', async (_, approval, answer) => {
    expect(await approveBySql(approval)).toBe(answer)
  })

  test('no step skips a state', async () => {
    const skipping = database.pool.query(
      `INSERT INTO run_event (county, run_id, event_no, action, from_state, to_state, actor, at, maker)
       VALUES ($1, $2, 99, 'export', 'submitted', 'exported', '经办甲', now(), '经办甲')`,
      [SAMPLE, submitted.runId],
    )
    await expect(skipping).rejects.toMatchObject({ constraint: 'run_event_legal' })
  })
})

describe('what was submitted stays as it is', () => {
  const ADD = `INSERT INTO line SELECT county, run_month, run_id, attempt, '示例-999', person_no, programme, component,
    benefit_month, type, item, enrolment_no, payee_no, area, persons, standard_fen, amount_fen, formula, basis
    FROM line WHERE run_id = $1 LIMIT 1`

  test('no line is added', async () => {
    await expect(database.pool.query(ADD, [submitted.runId])).rejects.toThrow('lines of a submitted run')
  })

  test.each([
    ['line', 'amount_fen = 1'],
    ['exception', `message = ''`],
    ['payment', 'amount_fen = 1'],
    ['run_event', `actor = '复核甲'`],
    ['audit', `detail = ''`],
    ['household_fact', 'size = 9'],
    ['income_fact', 'monthly_fen = 0'],
    ['knowledge', `what = ''`],
  ])('neither the service nor the owner changes or deletes %s', async (table, change) => {
    await expect(database.pool.query(`UPDATE ${table} SET ${change}`)).rejects.toThrow('permission denied')
    await expect(database.pool.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied')
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    try {
      await expect(owner.query(`UPDATE ${table} SET ${change}`)).rejects.toThrow('append-only')
      await expect(owner.query(`DELETE FROM ${table}`)).rejects.toThrow('append-only')
    } finally {
      await owner.end()
    }
  })

  test('the state moves, but no further than the events', async () => {
    expect((await approveRun(maker.as('复核甲'), submitted.number)).run.state).toBe('approved')
    await expect(database.pool.query(ADD, [submitted.runId])).rejects.toThrow('lines of a submitted run')
  })
})
