import { type Kysely, sql } from 'kysely'

/**
 * Payments, the files they went out in, and what the bank said. A payment is one payee account × subsidy item × run;
 * payment_payee says which payee's lines of which item it pays, each in one payment only. A payment is in one file only.
 * The payments of an attempt are made by one statement out of its lines and the accounts, so only what comes later
 * (release, file, outcome) is tied to them by foreign keys.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE payment (
      county text COLLATE "C" NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      item text NOT NULL,
      payee_no bigint NOT NULL,
      household_no text COLLATE "C" NOT NULL,
      area text COLLATE "C" NOT NULL,
      from_month text COLLATE "C" NOT NULL,
      to_month text COLLATE "C" NOT NULL,
      persons integer NOT NULL,
      standard_fen bigint,
      lines bigint NOT NULL CHECK (lines > 0),
      amount_fen bigint NOT NULL CHECK (amount_fen > 0),
      account_owner bigint,
      account_from text COLLATE "C",
      account_known bigint,
      bank text,
      hold_code text,
      CHECK ((account_owner IS NULL) = (hold_code IS NOT NULL)),
      CHECK ((account_owner IS NULL) = (bank IS NULL)),
      PRIMARY KEY (county, run_id, attempt, payment_no)
    );
    CREATE TABLE payment_payee (
      county text COLLATE "C" NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL,
      payee_no bigint NOT NULL,
      item text NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      PRIMARY KEY (county, run_id, attempt, payee_no, item)
    );

    -- A payment that was held and whose payee has a usable account now.
    CREATE TABLE payment_release (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      account_owner bigint NOT NULL,
      account_from month NOT NULL,
      account_known bigint NOT NULL,
      bank text NOT NULL,
      released_at timestamptz NOT NULL,
      actor text NOT NULL,
      PRIMARY KEY (county, run_id, attempt, payment_no),
      FOREIGN KEY (county, run_id, attempt, payment_no) REFERENCES payment,
      FOREIGN KEY (county, account_owner, account_from, account_known) REFERENCES account_fact
    );

    -- One payment file. It is claimed before a byte is written and published once its bytes are on disk and read back.
    CREATE TABLE batch (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      batch_no text NOT NULL,
      attempt integer NOT NULL,
      item text NOT NULL,
      bank text NOT NULL,
      part integer NOT NULL CHECK (part > 0),
      layout text NOT NULL,
      layout_version integer NOT NULL,
      layout_definition text NOT NULL, -- the layout itself, so that the same bytes can be written and read for ever
      encoding text NOT NULL,
      file_name text NOT NULL,
      document_number text NOT NULL,
      rows bigint NOT NULL CHECK (rows > 0),
      total_fen bigint NOT NULL CHECK (total_fen > 0),
      sha256 text NOT NULL,
      sm3 text NOT NULL,
      manifest text NOT NULL,
      claimed_at timestamptz NOT NULL,
      published_at timestamptz,
      PRIMARY KEY (county, run_id, batch_no),
      UNIQUE (county, run_id, bank, item, part),
      FOREIGN KEY (county, run_id, attempt) REFERENCES calculation
    );
    -- batch_no names the batch that the same transaction claims; so does return_no of an outcome its return_file
    CREATE TABLE batch_payment (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      batch_no text NOT NULL,
      PRIMARY KEY (county, run_id, payment_no),
      FOREIGN KEY (county, run_id, attempt, payment_no) REFERENCES payment
    );

    CREATE TABLE return_file (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      return_no integer NOT NULL CHECK (return_no > 0),
      file_name text NOT NULL,
      sha256 text NOT NULL,
      layout text NOT NULL,
      rows bigint NOT NULL,
      actor text NOT NULL,
      imported_at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, return_no),
      UNIQUE (county, run_id, sha256),
      FOREIGN KEY (county, run_id) REFERENCES run
    );
    -- The outcome in force is the one of the latest return; a payment without one is unknown.
    CREATE TABLE outcome (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      return_no integer NOT NULL,
      line bigint NOT NULL,
      outcome text NOT NULL CHECK (outcome IN ('paid', 'failed')),
      amount_fen bigint NOT NULL,
      reason text,
      PRIMARY KEY (county, run_id, payment_no, return_no),
      FOREIGN KEY (county, run_id, payment_no) REFERENCES batch_payment
    );
  `.execute(db)
}
