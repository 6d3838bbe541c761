import { type Kysely, sql } from 'kysely'

/**
 * Benefit lines and who is listed instead. The key of a line is what must never be paid twice. person_no is 0 where the
 * household is the beneficiary. A new attempt appends; nothing is updated or deleted.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE line (
      county text COLLATE "C" NOT NULL,
      run_month text COLLATE "C" NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL,
      household_no text COLLATE "C" NOT NULL,
      person_no bigint NOT NULL CHECK (person_no >= 0),
      programme text COLLATE "C" NOT NULL,
      component text COLLATE "C" NOT NULL,
      benefit_month text COLLATE "C" NOT NULL,
      type text COLLATE "C" NOT NULL CHECK (type IN ('normal', 'arrears', 'recovery', 'reissue')),
      item text COLLATE "C" NOT NULL,
      enrolment_no text COLLATE "C" NOT NULL,
      payee_no bigint NOT NULL CHECK (payee_no > 0),
      area text COLLATE "C" NOT NULL,
      persons integer NOT NULL CHECK (persons > 0),
      standard_fen bigint,
      amount_fen bigint NOT NULL CHECK (CASE type WHEN 'recovery' THEN amount_fen < 0 ELSE amount_fen > 0 END),
      formula text NOT NULL,
      basis text NOT NULL,
      PRIMARY KEY (county, run_month, run_id, attempt, household_no, person_no, programme, component, benefit_month, type)
    );

    -- effect: not-paid = enrolled and not paid; held = due, but no payment can be made; warning = paid, look at it
    CREATE TABLE exception (
      county text COLLATE "C" NOT NULL,
      run_month text COLLATE "C" NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL,
      exception_no bigint GENERATED ALWAYS AS IDENTITY,
      household_no text COLLATE "C",
      person_no bigint,
      programme text COLLATE "C",
      enrolment_no text COLLATE "C",
      benefit_month text COLLATE "C" NOT NULL,
      effect text NOT NULL CHECK (effect IN ('not-paid', 'held', 'warning')),
      code text NOT NULL,
      message text NOT NULL,
      basis text,
      PRIMARY KEY (county, run_month, run_id, attempt, exception_no)
    );
  `.execute(db)
}
