import { type Statement, sql } from '../db/statement.ts'
import type { Month } from '../kernel/month.ts'
import { shanghaiMonth } from '../kernel/shanghai-time.ts'

/** As of when, and for which month, accounts are looked up. */
export interface AccountsAsOf {
  readonly county: string
  readonly known: string | number | bigint
  /** The month in which the run is calculated, or the run's own when that is later. */
  readonly usableMonth: string
}

/** The account of a payee; all but the payee's number and the agent's row is null where there is none. */
export interface ChosenAccount {
  readonly payee_no: string
  readonly agent_no: string | null
  readonly own_known: string | null
  readonly account_owner: string | null
  readonly account_from: Month | null
  readonly account_known: string | null
  readonly bank: string | null
}

/**
 * The account of each payee in `payees` (a table or subquery with payee_no). The latest row in force counts;
 * where it names an agent (代领人), the account is the one under the agent's own number, and the agent's row naming
 * somebody else is not followed. account_owner is null where there is no such account.
 */
export function accountsChosen(
  payees: Statement,
  { county, known, usableMonth }: AccountsAsOf,
): Statement<ChosenAccount> {
  const latest = (persons: Statement) => sql`
    SELECT DISTINCT ON (a.person_no) a.person_no, a.from_month, a.known, a.bank, a.agent_no
    FROM account_fact a JOIN (${persons}) wanted USING (person_no)
    WHERE a.county = ${county} AND a.known <= ${known} AND a.from_month <= ${usableMonth}
    ORDER BY a.person_no, a.from_month DESC, a.known DESC`
  return sql`
    WITH payee AS MATERIALIZED (SELECT DISTINCT payee_no AS person_no FROM ${payees} AS p),
    own AS MATERIALIZED (${latest(sql`SELECT person_no FROM payee`)}),
    agent AS MATERIALIZED (${latest(sql`SELECT DISTINCT agent_no AS person_no FROM own WHERE agent_no IS NOT NULL`)})
    SELECT payee.person_no AS payee_no,
      own.agent_no,
      own.known AS own_known,
      CASE WHEN own.agent_no IS NULL THEN own.person_no ELSE agent.person_no END AS account_owner,
      CASE WHEN own.agent_no IS NULL THEN own.from_month ELSE agent.from_month END AS account_from,
      CASE WHEN own.agent_no IS NULL THEN own.known ELSE agent.known END AS account_known,
      CASE WHEN own.agent_no IS NULL THEN own.bank ELSE agent.bank END AS bank
    FROM payee LEFT JOIN own USING (person_no) LEFT JOIN agent ON agent.person_no = own.agent_no`
}

/**
 * Who among `payees` had died before `month`: the row imported last for the person says so. Only the few of whom any row
 * ever said it are looked at.
 */
export function deadPayees(
  payees: Statement,
  { county, known, month }: Pick<AccountsAsOf, 'county' | 'known'> & { readonly month: Month },
): Statement<{ readonly payee_no: string }> {
  const seen = sql`m.county = ${county} AND m.known <= ${known}`
  const before = sql`left(died_on, 7) < ${month}`
  return sql`
    SELECT person_no AS payee_no FROM (
      SELECT DISTINCT ON (m.person_no) m.person_no, m.died_on
      FROM member_fact m JOIN (
        SELECT DISTINCT m.person_no FROM member_fact m JOIN ${payees} AS p ON p.payee_no = m.person_no
        WHERE ${seen} AND m.died_on IS NOT NULL AND ${before}) wanted USING (person_no)
      WHERE ${seen}
      ORDER BY m.person_no, m.known DESC, m.from_month DESC, m.died_on DESC NULLS LAST
    ) latest WHERE ${before}`
}

/** An account serves when its 启用月份 is not after this month: that of the calculation, or the run's where later. */
export function usableMonthOf(month: Month, instant: string): Month {
  const now = shanghaiMonth(instant)
  return now > month ? now : month
}
