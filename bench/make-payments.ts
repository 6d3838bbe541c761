import type { Context } from '../src/access/context.ts'
import { openRun } from '../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../src/app/run/runs.ts'
import { copyIn } from '../src/db/copy.ts'
import { inTransaction, type Tx } from '../src/db/transaction.ts'
import { formPayments } from '../src/payment/payments.store.ts'
import { type Run, recordEvent } from '../src/run/run.store.ts'
import { COUNTY, MONTH } from './example-county.ts'
import { asOwner } from './owner.ts'
import { ACCOUNT_COLUMNS, accountRow, PERSON_COLUMNS, personRow } from './sealed-rows.ts'

const BANKS = ['示例农商银行', '示例邮储银行', '示例农业银行']
const CHUNK = 5000

/**
 * Makes an approved run of so many payments: persons with sealed numbers, accounts, lines, payments. Everybody has one
 * line of one item; one name in eight holds an ethnic dot.
 */
export async function makeApprovedRun(maker: Context, checker: Context, payments: number): Promise<Run> {
  await asOwner(maker.database.ownerUrl, async (owner) => {
    await owner.query('SET session_replication_role = replica')
    await owner.query(`INSERT INTO county (county, knowledge) VALUES ('${COUNTY}', 1);
      INSERT INTO knowledge (county, known, recorded_at, actor, what) VALUES ('${COUNTY}', 1, now(), '示例', '示例');
      INSERT INTO policy_revision VALUES (1, now(), '示例')`)
    const person = (n: number) => personRow(maker.cipher, n, '1950-01-01')
    await copyIn(owner, PERSON_COLUMNS, inChunks(payments, person))
    const account = (n: number) => accountRow(maker.cipher, n, BANKS[n % 3]!)
    await copyIn(owner, ACCOUNT_COLUMNS, inChunks(payments, account))
  })
  const { run } = await openRun(maker, { county: COUNTY, month: MONTH, kind: 'regular' })
  await inTransaction(maker.database.pool, (tx) => calculate(tx, maker, run, payments))
  await asOwner(maker.database.ownerUrl, (owner) => owner.query('VACUUM ANALYZE'))
  await submitRun(maker, run.number)
  await approveRun(checker, run.number)
  return run
}

async function calculate(tx: Tx, maker: Context, run: Run, payments: number): Promise<void> {
  await tx.client.query(
    `INSERT INTO calculation (county, run_id, attempt, actor, known, policy_revision, index_known, code_revision,
       known_at, usable_month, first_month, finished_at) VALUES ($1,$2,1,$3,1,1,0,'示例',now(),$4,$4,now())`,
    [COUNTY, run.runId, maker.actor, MONTH],
  )
  await tx.client.query(
    `INSERT INTO line (county, run_month, run_id, attempt, household_no, person_no, programme, component, benefit_month,
       type, item, enrolment_no, payee_no, area, persons, standard_fen, amount_fen, formula, basis)
     SELECT $1, $2, $3, 1, 'H' || lpad(n::text, 8, '0'), 0, 'urban-dibao', 'top-up', $2, 'normal', 'urban-dibao',
       'E' || n, n, $1 || lpad((1 + n % 20)::text, 3, '0') || '001', 1 + n % 4, 62000, 10000 + n, '(620.00-215.50)×1', '示例'
     FROM generate_series(1, $4::bigint) n`,
    [COUNTY, MONTH, run.runId, payments],
  )
  await formPayments(tx, { ...run, attempt: 1, known: 1, usableMonth: MONTH })
  await recordEvent(tx, run, { action: 'calculate', actor: maker.actor, at: maker.now(), attempt: 1 })
}

function* inChunks(count: number, row: (n: number) => string): Generator<string> {
  let text = ''
  for (let n = 1; n <= count; n++) {
    text += row(n)
    if (n % CHUNK !== 0 && n !== count) continue
    yield text
    text = ''
  }
}
