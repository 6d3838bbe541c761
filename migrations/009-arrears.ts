import { type Kysely, sql } from 'kysely'

/**
 * Money that changes later. calculation_prior names the runs whose lines an attempt counted as lined up, so that it can
 * be worked out again from what it knew and refused once one of them has changed. open_recovery is what an attempt found
 * to be owed and did not take back; recovery_entry is what people handed back or were let off, a fact like any other:
 * known from a count of the county's knowledge on.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE calculation_prior (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL,
      prior_run_id bigint NOT NULL CHECK (prior_run_id <> run_id),
      prior_attempt integer NOT NULL,
      PRIMARY KEY (county, run_id, attempt, prior_run_id),
      FOREIGN KEY (county, run_id, attempt) REFERENCES calculation,
      FOREIGN KEY (county, prior_run_id, prior_attempt) REFERENCES calculation
    );

    CREATE TABLE open_recovery (
      county text COLLATE "C" NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL,
      household_no text COLLATE "C" NOT NULL,
      person_no bigint NOT NULL,
      programme text COLLATE "C" NOT NULL,
      component text COLLATE "C" NOT NULL,
      benefit_month text COLLATE "C" NOT NULL,
      item text COLLATE "C" NOT NULL,
      payee_no bigint NOT NULL,
      claim_fen bigint NOT NULL CHECK (claim_fen > 0),
      taken_fen bigint NOT NULL CHECK (taken_fen >= 0 AND taken_fen < claim_fen),
      basis text NOT NULL,
      PRIMARY KEY (county, run_id, attempt, household_no, person_no, programme, component, benefit_month)
    );

    CREATE TABLE recovery_entry (
      county county_code NOT NULL REFERENCES county,
      entry_no integer NOT NULL CHECK (entry_no > 0),
      known bigint NOT NULL,
      household_no text COLLATE "C" NOT NULL,
      person_no bigint NOT NULL,
      programme text COLLATE "C" NOT NULL,
      component text COLLATE "C" NOT NULL,
      benefit_month month NOT NULL,
      kind text NOT NULL CHECK (kind IN ('cash', 'waived')),
      amount_fen bigint NOT NULL CHECK (amount_fen > 0),
      why text NOT NULL CHECK (why <> ''),
      actor text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, entry_no)
    );
    CREATE INDEX exception_by_household ON exception (county, household_no);

    GRANT SELECT, INSERT ON calculation_prior, open_recovery, recovery_entry TO huimin_service;
  `.execute(db)
  for (const table of ['calculation_prior', 'open_recovery', 'recovery_entry']) {
    await sql`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ${sql.table(table)}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`.execute(db)
  }
}
