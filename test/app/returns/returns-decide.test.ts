import { beforeEach, describe, expect, test } from 'vitest'
import { addUser } from '../../../src/admin/users.ts'
import { confirmOutcome, decideOutcome } from '../../../src/app/returns/returns-decide.ts'
import { overviewReturns } from '../../../src/app/returns/returns-list.ts'
import { confirmUndo, undoReturn } from '../../../src/app/returns/returns-undo.ts'
import { closeRun } from '../../../src/app/run/close-run.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { outcomeFigures } from '../../../src/returns/outcomes.store.ts'
import { findRun } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'
import { refusedCodes, SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
const checker = payroll.as('复核')
for (const owner of ['A', 'B', 'C']) await payroll.account({ owner })
await addUser(payroll.as('管理员'), '另一经办', 'maker')

let months = 0
let sent: SentRun
beforeEach(async () => {
  const month = `20${30 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`
  const lines = ['A', 'B', 'C'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 * (i + 1) }))
  sent = await SentRun.send(database, payroll, lines, month)
})

async function standing(): Promise<string> {
  const { rows } = await database.pool.query(
    'SELECT payment_no, outcome FROM outcome_in_force WHERE run_id = $1 ORDER BY payment_no',
    [sent.run.runId],
  )
  const letter = (no: string) => [...sent.numbers].find(([, number]) => number === no)![0]
  return rows.map((row) => `${letter(row.payment_no)} ${row.outcome}`).join(', ')
}

const decide = (letter: string, as: 'paid' | 'failed', why = '银行电话答复 示例') =>
  decideOutcome(maker, sent.run.number, { paymentNo: sent.no(letter) }, { as, why })
const confirm = (letter: string) => confirmOutcome(checker, sent.run.number, { paymentNo: sent.no(letter) })

describe('a payment the bank does not answer', () => {
  test('becomes failed when a maker decides and a checker confirms, and the run is settled by that', async () => {
    expect(await decide('A', 'failed')).toMatchObject({ payments: 1, totalFen: 10000n, checker: null, changed: true })
    expect(await standing()).toBe('')
    expect((await findRun(database.sql, sent.run.number)).state).toBe('exported')
    expect(await confirm('A')).toMatchObject({ outcome: 'failed', checker: '复核', changed: true })
    expect(await standing()).toBe('A failed')
    expect((await findRun(database.sql, sent.run.number)).state).toBe('settled')
    expect(await outcomeFigures(database.sql, sent.run)).toMatchObject({
      failed: { payments: 1, totalFen: 10000n },
      unknown: { payments: 2, totalFen: 50000n },
    })
  })

  test('repeating either step changes nothing and says so', async () => {
    const why = `示例 379901196104050178 的 ${sent.no('A')}`
    await decide('A', 'failed', why)
    expect(await decide('A', 'failed', why)).toMatchObject({
      changed: false,
      why: `示例 3799**********0178 的 ${sent.no('A')}`,
    })
    await confirm('A')
    expect(await confirm('A')).toMatchObject({ changed: false })
  })

  test('the latest decision is the one that is confirmed, and --as says which was meant', async () => {
    await decide('A', 'failed')
    await decide('A', 'paid', '银行补来书面证明 示例')
    const other = confirmOutcome(checker, sent.run.number, { paymentNo: sent.no('A') }, { as: 'failed' })
    expect(await refusedCodes(other)).toEqual(['returns.other-proposal'])
    await confirm('A')
    expect(await standing()).toBe('A paid')
  })

  test('a return that comes between decision and confirmation overtakes it', async () => {
    await decide('A', 'failed')
    await sent.answer([sent.row('A')])
    expect(await refusedCodes(confirm('A'))).toEqual(['returns.decision-overtaken'])
    expect(await standing()).toBe('A paid')
  })

  test('a bank that says otherwise afterwards is a contradiction', async () => {
    await decide('A', 'failed')
    await confirm('A')
    expect(await refusedCodes(sent.answer([sent.row('A'), sent.row('B')]))).toEqual(['returns.contradiction'])
    expect(await standing()).toBe('A failed')
  })
})

test('a file that the bank refused as a whole fails with one reason', async () => {
  const batchNo = `${sent.run.number}-001`
  const target = { batchNo }
  const decided = await decideOutcome(maker, sent.run.number, target, { as: 'failed', why: '文件被银行整批退回 示例' })
  expect(decided).toMatchObject({ payments: 3, totalFen: 60000n })
  const { decisions } = await overviewReturns(payroll.as('审计'), sent.run.number)
  expect(decisions).toEqual([
    { paymentNo: '', batchNo, outcome: 'failed', why: '文件被银行整批退回 示例', maker: '经办' },
  ])
  await confirmOutcome(checker, sent.run.number, target)
  expect(await standing()).toBe('A failed, B failed, C failed')
})

describe('a contradiction', () => {
  test.each([
    ['paid, then failed', '成功', '失败', 'paid'],
    ['failed, then paid', '退票', '成功', 'failed'],
  ])('%s: the first stands, nothing of the file is applied, a person is asked', async (_, first, then, stands) => {
    await sent.answer([sent.row('A', { result: first })])
    const codes = await refusedCodes(sent.answer([sent.row('A', { result: then }), sent.row('B')]))
    expect(codes).toEqual(['returns.contradiction'])
    expect(await standing()).toBe(`A ${stands}`)
    const { questions } = await overviewReturns(maker, sent.run.number)
    expect(questions).toMatchObject([{ paymentNo: sent.no('A'), earlier: stands }])
  })

  test('settled either way, the file applies; what it says of the settled payment stays without effect', async () => {
    await sent.answer([sent.row('A')])
    const later = [sent.row('A', { result: '失败' }), sent.row('B')]
    await refusedCodes(sent.answer(later, '后来.csv'))
    await decide('A', 'paid', '银行流水证明已入账 示例')
    await confirm('A')
    expect((await overviewReturns(maker, sent.run.number)).questions).toEqual([])
    expect(await sent.answer(later, '后来.csv')).toMatchObject({ news: 1 })
    expect(await standing()).toBe('A paid, B paid')
  })

  test('settled against the first answer', async () => {
    await sent.answer([sent.row('A')])
    const later = [sent.row('A', { result: '失败' }), sent.row('B')]
    await refusedCodes(sent.answer(later, '后来.csv'))
    await decide('A', 'failed')
    await confirm('A')
    await sent.answer(later, '后来.csv')
    expect(await standing()).toBe('A failed, B paid')
  })

  test('keeps the run from being closed without a reason', async () => {
    await sent.answer([sent.row('A'), sent.row('B'), sent.row('C')])
    await refusedCodes(sent.answer([sent.row('A', { result: '失败' })]))
    expect(await refusedCodes(closeRun(checker, sent.run.number))).toEqual(['run.outcome-contradicted'])
    expect(await closeRun(checker, sent.run.number, '与银行另行查证 示例')).toMatchObject({ changed: true })
  })
})

describe('a return that was wrong', () => {
  test('taken back by two, its outcomes no longer hold and the same file may come again', async () => {
    await sent.answer([sent.row('A'), sent.row('B')], '错.csv')
    await sent.answer([sent.row('C')])
    const name = `${sent.run.number}-错.csv`
    expect(await undoReturn(maker, sent.run.number, name, '银行发错文件 示例')).toMatchObject({
      returnNo: 1,
      outcomes: 2,
      checker: null,
    })
    expect(await standing()).toBe('A paid, B paid, C paid')
    expect(await confirmUndo(checker, sent.run.number, '1')).toMatchObject({ checker: '复核', changed: true })
    expect(await standing()).toBe('C paid')
    expect(await confirmUndo(checker, sent.run.number, '1')).toMatchObject({ changed: false })
    expect(await refusedCodes(closeRun(checker, sent.run.number))).toEqual(['run.payments-unanswered'])
    expect(await sent.answer([sent.row('A'), sent.row('B')], '错.csv')).toMatchObject({ changed: true, news: 2 })
    expect(await sent.answer([sent.row('A'), sent.row('B')], '错.csv')).toMatchObject({ changed: false })
    expect(await standing()).toBe('A paid, B paid, C paid')
  })

  test('may come again corrected', async () => {
    await sent.answer([sent.row('A'), sent.row('B')])
    await undoReturn(maker, sent.run.number, '1', '示例')
    await confirmUndo(checker, sent.run.number, '1')
    await sent.answer([sent.row('A', { result: '失败', reason: '已销户' }), sent.row('B')])
    expect(await standing()).toBe('A failed, B paid')
  })
})

describe('what a reissue rests on stays', () => {
  async function reissued(): Promise<void> {
    await sent.answer([sent.row('A', { result: '失败', reason: '已销户' }), sent.row('B')])
    const { county, month, runId } = sent.run
    const { run: again } = await openRun(maker, { county, month, kind: 'supplementary' })
    await database.pool.query(
      `INSERT INTO reissue (county, run_id, original_run_id, original_attempt, original_payment_no, ground, same_account,
         account_owner, account_from, account_known, actor, at)
       SELECT county, $2, run_id, attempt, payment_no, 'failed', false, account_owner, account_from, account_known, '经办',
         now() FROM payment WHERE run_id = $1 AND payment_no = $3`,
      [runId, again.runId, sent.no('A')],
    )
  }

  test('the return that says it failed is not taken back', async () => {
    await reissued()
    expect(await refusedCodes(undoReturn(maker, sent.run.number, '1', '示例'))).toEqual(['returns.built-on'])
  })

  test('but another return of the run still is', async () => {
    await sent.answer([sent.row('C')])
    await undoReturn(maker, sent.run.number, '1', '示例')
    await reissued()
    expect(await confirmUndo(checker, sent.run.number, '1')).toMatchObject({ changed: true })
    expect(await refusedCodes(undoReturn(maker, sent.run.number, '2', '示例'))).toEqual(['returns.built-on'])
    expect(await refusedCodes(confirmUndo(checker, sent.run.number, '2'))).toEqual(['returns.nothing-to-confirm'])
  })

  test('it is not decided to have been paid while it is about to be sent again', async () => {
    await reissued()
    expect(await refusedCodes(sent.answer([sent.row('A')]))).toEqual(['returns.contradiction'])
    expect(await refusedCodes(decide('A', 'paid'))).toEqual(['returns.being-reissued'])
    expect(await decide('A', 'failed')).toMatchObject({ changed: true })
  })
})

test('numbers of persons and accounts in the words of a bank are kept and told masked', async () => {
  const words = '账号6228480000000000009户名张三371302195001011007不符'
  await sent.answer([sent.row('A', { result: '失败', reason: words })])
  const masked = '账号6228***********0009户名张三3713**********1007不符'
  const { rows } = await database.pool.query('SELECT reason FROM outcome WHERE run_id = $1', [sent.run.runId])
  expect(rows).toEqual([{ reason: masked }])
})

describe('what two returns say', () => {
  test('still holds when the first of them is taken back, and is contradicted by nothing', async () => {
    await sent.answer([sent.row('A')])
    expect(await sent.answer([sent.row('A'), sent.row('B')])).toMatchObject({ rows: 2, news: 1 })
    expect(await standing()).toBe('A paid, B paid')
    await undoReturn(maker, sent.run.number, '1', '示例')
    expect(await confirmUndo(checker, sent.run.number, '1')).toMatchObject({ outcomes: 1 })
    expect(await standing()).toBe('A paid, B paid')
    const failed = sent.answer([sent.row('A', { result: '失败', reason: '销户' })])
    expect(await refusedCodes(failed)).toEqual(['returns.contradiction'])
  })

  test('no longer holds when both are taken back; a third one that said it all along does', async () => {
    await sent.answer([sent.row('A')])
    await sent.answer([sent.row('A'), sent.row('B')])
    await sent.answer([sent.row('A', { reason: '已入账' })])
    for (const which of ['2', '1']) {
      await undoReturn(maker, sent.run.number, which, '示例')
      await confirmUndo(checker, sent.run.number, which)
    }
    expect(await standing()).toBe('A paid')
    expect((await overviewReturns(maker, sent.run.number)).returns.map(({ news }) => news)).toEqual([1, 1, 0])
  })
})

test('of eight checkers at once one confirms, the others change nothing', async () => {
  await decide('A', 'failed')
  const results = await Promise.all(Array.from({ length: 8 }, () => confirm('A')))
  expect(results.filter(({ changed }) => changed)).toHaveLength(1)
  expect(await standing()).toBe('A failed')
})

test('a return, its undoing and the closing at once leave nothing closed that has no answer', async () => {
  await sent.answer(['A', 'B', 'C'].map((letter) => sent.row(letter)))
  await undoReturn(maker, sent.run.number, '1', '示例')
  await Promise.allSettled([confirmUndo(checker, sent.run.number, '1'), closeRun(checker, sent.run.number)])
  const closed = (await findRun(database.sql, sent.run.number)).state === 'closed'
  expect(await standing()).toBe(closed ? 'A paid, B paid, C paid' : '')
})

test('who decided, or asked for an undo, does not confirm it, even as a checker', async () => {
  await sent.answer([sent.row('B')])
  await decide('A', 'failed')
  await undoReturn(maker, sent.run.number, '1', '示例')
  await database.pool.query("UPDATE app_user SET role = 'checker' WHERE name = '经办'")
  try {
    const own = confirmOutcome(maker, sent.run.number, { paymentNo: sent.no('A') })
    expect(await refusedCodes(own)).toEqual(['returns.own-confirmation'])
    expect(await refusedCodes(confirmUndo(maker, sent.run.number, '1'))).toEqual(['returns.own-confirmation'])
  } finally {
    await database.pool.query("UPDATE app_user SET role = 'maker' WHERE name = '经办'")
  }
})

describe('refused', () => {
  const cases: [string, () => Promise<unknown>, string][] = [
    ['a checker decides', () => decideOutcome(checker, sent.run.number, target('A'), as()), 'user.role-not-allowed'],
    ['a maker confirms', () => confirmOutcome(maker, sent.run.number, target('A')), 'user.role-not-allowed'],
    ['no reason', () => decide('A', 'failed', '  '), 'returns.reason-missing'],
    ['a payment of nobody', () => decideOutcome(maker, sent.run.number, { paymentNo: 'R0' }, as()), 'returns.not-sent'],
    ['a file of nobody', () => decideOutcome(maker, sent.run.number, { batchNo: 'x' }, as()), 'returns.not-sent'],
    ['nothing to confirm', () => confirm('A'), 'returns.nothing-to-confirm'],
    ['undo of nothing', () => undoReturn(maker, sent.run.number, '7', '示例'), 'returns.no-such-return'],
    ['an answered payment', answeredThenDecided, 'returns.already-answered'],
    ['a whole file as paid', wholeFilePaid, 'returns.batch-only-failed'],
    ['undo without a reason', () => undoReturn(maker, sent.run.number, '1', ''), 'returns.reason-missing'],
    ['confirming an undo that nobody asked for', undoUnasked, 'returns.nothing-to-confirm'],
    ['a second maker asking for the same undo', undoTwice, 'returns.undo-proposed'],
    ['a closed run', afterClosing, 'returns.run-closed'],
  ]
  const target = (letter: string) => ({ paymentNo: sent.no(letter) })
  const as = () => ({ as: 'failed', why: '示例' }) as const
  test.each(cases)('%s', async (_, work, code) => {
    expect(await refusedCodes(work())).toEqual([code])
  })

  async function answeredThenDecided() {
    await sent.answer([sent.row('A')])
    await decide('A', 'failed')
  }
  function wholeFilePaid() {
    return decideOutcome(maker, sent.run.number, { batchNo: `${sent.run.number}-001` }, { as: 'paid', why: '示例' })
  }
  async function undoUnasked() {
    await sent.answer([sent.row('A')])
    await confirmUndo(checker, sent.run.number, '1')
  }
  async function undoTwice() {
    await sent.answer([sent.row('A')])
    await undoReturn(maker, sent.run.number, '1', '示例')
    await undoReturn(payroll.as('另一经办'), sent.run.number, '1', '示例')
  }
  async function afterClosing() {
    await sent.answer(['A', 'B', 'C'].map((letter) => sent.row(letter)))
    await closeRun(checker, sent.run.number)
    await undoReturn(maker, sent.run.number, '1', '示例')
  }
})

describe('the database refuses by itself', () => {
  const key = () => [sent.run.county, sent.run.runId, sent.no('A')]
  test('the same person on both sides of a decision', async () => {
    await decide('A', 'failed')
    const own = database.pool.query(
      `INSERT INTO outcome_confirmation VALUES ($1, $2, $3, 1, '经办', '经办', now())`,
      key(),
    )
    await expect(own).rejects.toThrow('outcome_two_people')
    const forged = database.pool.query(
      `INSERT INTO outcome_confirmation VALUES ($1, $2, $3, 1, '管理员', '经办', now())`,
      key(),
    )
    await expect(forged).rejects.toThrow('foreign key')
  })

  test('the same person on both sides of a withdrawal, an outcome of a payment never sent, and any change', async () => {
    await sent.answer([sent.row('A')])
    await undoReturn(maker, sent.run.number, '1', '示例')
    const [county, runId] = key()
    const own = `INSERT INTO return_withdrawal_confirmation VALUES ($1, $2, 1, '经办', '经办', now())`
    await expect(database.pool.query(own, [county, runId])).rejects.toThrow('return_withdrawal_two_people')
    const unsent = `INSERT INTO outcome VALUES ($1, $2, 'R0', 1, 1, 'paid', 1)`
    await expect(database.pool.query(unsent, [county, runId])).rejects.toThrow('not sent')
    await expect(database.pool.query('UPDATE return_withdrawal SET why = why')).rejects.toThrow('permission denied')
  })
})
