import { type Kysely, sql } from 'kysely'

const APPEND_ONLY = [
  'return_withdrawal',
  'return_withdrawal_confirmation',
  'outcome_decision',
  'outcome_confirmation',
  'return_refusal',
  'return_misfit',
  'break_event',
  'bank_statement',
  'bank_debit',
]

/**
 * What a person may say beside the banks, always two of them: a return was wrong (withdrawal), a payment failed or was
 * paid (decision). What refused returns held that did not fit, what became of each break, and what the banks debited.
 * outcome_in_force is the one place that says how a sent payment stands; one that is not in it is unknown.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- the same bytes may come again once they have been withdrawn: again counts how often they were
    ALTER TABLE return_file ADD COLUMN again integer NOT NULL DEFAULT 0 CHECK (again >= 0);
    ALTER TABLE return_file DROP CONSTRAINT return_file_county_run_id_sha256_key;
    ALTER TABLE return_file ADD CONSTRAINT return_file_bytes UNIQUE (county, run_id, sha256, again);

    CREATE TABLE return_withdrawal (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      return_no integer NOT NULL,
      why text NOT NULL CHECK (why <> ''),
      maker text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, return_no),
      UNIQUE (county, run_id, return_no, maker),
      FOREIGN KEY (county, run_id, return_no) REFERENCES return_file
    );
    CREATE TABLE return_withdrawal_confirmation (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      return_no integer NOT NULL,
      maker text NOT NULL,
      checker text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, return_no),
      FOREIGN KEY (county, run_id, return_no, maker) REFERENCES return_withdrawal (county, run_id, return_no, maker),
      CONSTRAINT return_withdrawal_two_people CHECK (checker <> maker)
    );

    -- batch_no where the bank refused a file as a whole; earlier is how the payment stood when the decision was made
    CREATE TABLE outcome_decision (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      decision_no integer NOT NULL CHECK (decision_no > 0),
      outcome text NOT NULL CHECK (outcome IN ('paid', 'failed')),
      earlier text NOT NULL CHECK (earlier IN ('paid', 'failed', 'unknown')),
      amount_fen bigint NOT NULL,
      batch_no text,
      why text NOT NULL CHECK (why <> ''),
      maker text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, payment_no, decision_no),
      UNIQUE (county, run_id, payment_no, decision_no, maker),
      FOREIGN KEY (county, run_id, payment_no) REFERENCES batch_payment
    );
    CREATE TABLE outcome_confirmation (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      decision_no integer NOT NULL,
      maker text NOT NULL,
      checker text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, payment_no, decision_no),
      FOREIGN KEY (county, run_id, payment_no, decision_no, maker)
        REFERENCES outcome_decision (county, run_id, payment_no, decision_no, maker),
      CONSTRAINT outcome_two_people CHECK (checker <> maker)
    );

    CREATE VIEW outcome_in_force AS
      SELECT o.county, o.run_id, o.payment_no, o.outcome, o.amount_fen, o.reason, o.return_no,
        NULL::integer AS decision_no
      FROM outcome o
      WHERE NOT EXISTS (SELECT FROM return_withdrawal_confirmation w
          WHERE w.county = o.county AND w.run_id = o.run_id AND w.return_no = o.return_no)
        AND NOT EXISTS (SELECT FROM outcome_confirmation c
          WHERE c.county = o.county AND c.run_id = o.run_id AND c.payment_no = o.payment_no)
      UNION ALL
      SELECT d.county, d.run_id, d.payment_no, d.outcome, d.amount_fen, d.why, NULL::integer, d.decision_no
      FROM outcome_decision d
      JOIN outcome_confirmation c ON c.county = d.county AND c.run_id = d.run_id AND c.payment_no = d.payment_no
        AND c.decision_no = d.decision_no
      WHERE NOT EXISTS (SELECT FROM outcome_confirmation later WHERE later.county = d.county
        AND later.run_id = d.run_id AND later.payment_no = d.payment_no AND later.decision_no > d.decision_no);

    -- A return that was refused and so applied nothing; after_return is the run's latest return at that time.
    CREATE TABLE return_refusal (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      refusal_no integer NOT NULL CHECK (refusal_no > 0),
      file_name text NOT NULL,
      sha256 text NOT NULL,
      after_return integer NOT NULL,
      problems bigint NOT NULL,
      banks text[] NOT NULL,
      actor text NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, refusal_no),
      FOREIGN KEY (county, run_id) REFERENCES run
    );
    -- payment_no is empty where what stood in its place is not one; note holds masked values only
    CREATE TABLE return_misfit (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      refusal_no integer NOT NULL,
      break_id text COLLATE "C" NOT NULL,
      class text NOT NULL CHECK (class IN ('amount', 'duplicate', 'unknown-reference', 'account', 'contradiction')),
      line bigint NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      found_fen bigint NOT NULL,
      outcome text NOT NULL,
      decision_no integer NOT NULL,
      note text NOT NULL,
      PRIMARY KEY (county, run_id, refusal_no, break_id, line),
      FOREIGN KEY (county, run_id, refusal_no) REFERENCES return_refusal
    );

    -- Contradictions that nobody has settled: a refused return said one thing, what was known before still says another.
    CREATE VIEW outcome_question AS
      SELECT m.county, m.run_id, m.payment_no, m.refusal_no, m.line, m.break_id, m.outcome AS said, o.outcome AS earlier,
        m.note
      FROM return_misfit m
      JOIN return_refusal f ON f.county = m.county AND f.run_id = m.run_id AND f.refusal_no = m.refusal_no
      JOIN outcome_in_force o ON o.county = m.county AND o.run_id = m.run_id AND o.payment_no = m.payment_no
      WHERE m.class = 'contradiction' AND o.outcome <> m.outcome
        AND coalesce(o.return_no <= f.after_return, o.decision_no <= m.decision_no);

    CREATE TABLE break_event (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      break_id text COLLATE "C" NOT NULL,
      event_no integer NOT NULL CHECK (event_no > 0),
      from_state text NOT NULL,
      to_state text NOT NULL CHECK (to_state IN ('open', 'working', 'explained', 'resolved')),
      why text NOT NULL CHECK (why <> ''),
      actor text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, break_id, event_no),
      FOREIGN KEY (county, run_id) REFERENCES run,
      CHECK (from_state <> to_state)
    );

    CREATE TABLE bank_statement (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      statement_no integer NOT NULL CHECK (statement_no > 0),
      file_name text NOT NULL,
      sha256 text NOT NULL,
      rows bigint NOT NULL,
      actor text NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, statement_no),
      UNIQUE (county, run_id, sha256),
      FOREIGN KEY (county, run_id) REFERENCES run
    );
    -- batch_no is null where the bank debits several files in one sum
    CREATE TABLE bank_debit (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      statement_no integer NOT NULL,
      line bigint NOT NULL,
      debited_on day NOT NULL,
      bank text NOT NULL,
      batch_no text,
      amount_fen bigint NOT NULL CHECK (amount_fen <> 0),
      PRIMARY KEY (county, run_id, statement_no, line),
      FOREIGN KEY (county, run_id, statement_no) REFERENCES bank_statement,
      FOREIGN KEY (county, run_id, batch_no) REFERENCES batch
    );
    GRANT SELECT ON outcome_in_force, outcome_question TO huimin_service;

    -- A foreign key would look each outcome up by itself, which takes as long as all the rest; this looks once for all.
    ALTER TABLE outcome DROP CONSTRAINT outcome_county_run_id_payment_no_fkey;
    CREATE FUNCTION refuse_outcome_of_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM added a WHERE NOT EXISTS (SELECT FROM batch_payment b
                 WHERE b.county = a.county AND b.run_id = a.run_id AND b.payment_no = a.payment_no)) THEN
        RAISE EXCEPTION 'an outcome of a payment that was not sent' USING ERRCODE = 'foreign_key_violation';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER outcome_of_sent_payment AFTER INSERT ON outcome REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_outcome_of_unsent();
  `.execute(db)
  for (const table of APPEND_ONLY) {
    await sql`GRANT SELECT, INSERT ON ${sql.table(table)} TO huimin_service`.execute(db)
    await sql`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ${sql.table(table)}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`.execute(db)
  }
}
