import type pg from 'pg'
import { rowsOf, sql } from '../../db/statement.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Fen } from '../../kernel/money.ts'
import type { RecoveryEntry } from './due-differences.ts'

/** What is still owed for one beneficiary, programme, component and month after the latest run that counted it. */
export interface RecoveryBalance {
  readonly run: string
  readonly householdNo: string
  /** 0 where the household owes it. */
  readonly personNo: number
  /** Whose account it was paid to. */
  readonly payeeNo: number
  readonly name: string
  readonly programme: string
  readonly component: string
  readonly benefitMonth: string
  readonly item: string
  /** Fen above zero: what the run found owed, took back, and what was handed back or given up since. */
  readonly claimFen: Fen
  readonly takenFen: Fen
  readonly enteredFen: Fen
  readonly openFen: Fen
  readonly diedOn: string | null
  readonly basis: string
  /** Why it is owed. */
  readonly reason: string
}

/** Every open balance of a county, by household, from the latest live regular run and the latest live price run. */
export async function recoveryBalances(client: pg.ClientBase, county: string): Promise<RecoveryBalance[]> {
  const member = sql`
    FROM member_fact m WHERE m.county = o.county AND m.person_no = coalesce(nullif(o.person_no, 0), o.payee_no)
    ORDER BY known DESC, from_month DESC LIMIT 1`
  const balances = sql<BalanceRow>`
    WITH latest AS (
      SELECT DISTINCT ON (r.kind) r.run_id, r.number, c.attempt, c.known FROM run r
      JOIN calculation c ON c.county = r.county AND c.run_id = r.run_id AND c.finished_at IS NOT NULL
      WHERE r.county = ${county} AND r.kind <> 'supplementary' AND r.state NOT IN ('open', 'void')
      ORDER BY r.kind, r.month DESC, c.attempt DESC)
    SELECT l.number AS run, o.household_no, o.person_no, o.payee_no, o.programme, o.component, o.benefit_month, o.item,
      o.claim_fen, o.taken_fen, o.basis, o.reason, entered.fen AS entered,
      (SELECT name ${member}) AS name, (SELECT died_on ${member}) AS died_on
    FROM latest l JOIN open_recovery o ON o.county = ${county} AND o.run_id = l.run_id AND o.attempt = l.attempt
    CROSS JOIN LATERAL (SELECT coalesce(sum(e.amount_fen), 0) AS fen FROM recovery_entry e
      WHERE e.county = o.county AND e.household_no = o.household_no AND e.person_no = o.person_no
        AND e.programme = o.programme AND e.component = o.component AND e.benefit_month = o.benefit_month
        AND e.known > l.known) entered
    WHERE o.claim_fen - o.taken_fen > entered.fen
    ORDER BY o.household_no, o.person_no, o.benefit_month, o.programme, o.component`
  return (await rowsOf(client, balances)).map((row) => {
    const [claimFen, takenFen, enteredFen] = [BigInt(row.claim_fen), BigInt(row.taken_fen), BigInt(row.entered)]
    return {
      run: row.run,
      householdNo: row.household_no,
      personNo: Number(row.person_no),
      payeeNo: Number(row.payee_no),
      name: row.name ?? '',
      programme: row.programme,
      component: row.component,
      benefitMonth: row.benefit_month,
      item: row.item,
      claimFen,
      takenFen,
      enteredFen,
      openFen: claimFen - takenFen - enteredFen,
      diedOn: row.died_on,
      basis: row.basis,
      reason: row.reason,
    }
  })
}

interface BalanceRow {
  readonly run: string
  readonly household_no: string
  readonly person_no: string
  readonly payee_no: string
  readonly programme: string
  readonly component: string
  readonly benefit_month: string
  readonly item: string
  readonly claim_fen: string
  readonly taken_fen: string
  readonly basis: string
  readonly reason: string
  readonly entered: string
  readonly name: string | null
  readonly died_on: string | null
}

/** Appends what was handed back or given up, as one more thing the county knows. */
export async function appendRecoveryEntries(
  tx: Tx,
  county: string,
  entries: readonly RecoveryEntry[],
  { why, actor, at }: { readonly why: string; readonly actor: string; readonly at: string },
): Promise<void> {
  const { knowledge: known } = await tx.sql
    .updateTable('county')
    .set({ knowledge: sql<string>`knowledge + 1` })
    .where('county', '=', county)
    .returning('knowledge')
    .executeTakeFirstOrThrow()
  await tx.sql.insertInto('knowledge').values({ county, known, recorded_at: at, actor, what: 'recovery' }).execute()
  for (const entry of entries) {
    await tx.sql
      .insertInto('recovery_entry')
      .values((eb) => ({
        county,
        entry_no: eb
          .selectFrom('recovery_entry')
          .select(sql<number>`coalesce(max(entry_no), 0) + 1`.as('next'))
          .where('county', '=', county),
        known,
        household_no: entry.householdNo,
        person_no: entry.personNo,
        programme: entry.programme,
        component: entry.component,
        benefit_month: entry.benefitMonth,
        kind: entry.kind,
        amount_fen: entry.amountFen,
        why,
        actor,
        at,
      }))
      .execute()
  }
}
