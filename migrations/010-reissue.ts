import { type Kysely, sql } from 'kysely'

/**
 * Money that came back is sent again, and money that went to the wrong account is claimed back. A reissue links the
 * payment that failed with the supplementary run that pays it again; as long as it has not been withdrawn, which only
 * the voiding of that run does, nobody can put the same failure into another run.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- a failed payment may hold recoveries, so its lines come again with either sign
    ALTER TABLE line DROP CONSTRAINT line_check;
    ALTER TABLE line ADD CONSTRAINT line_check CHECK (CASE type WHEN 'recovery' THEN amount_fen < 0
      WHEN 'reissue' THEN amount_fen <> 0 ELSE amount_fen > 0 END);

    -- what failed is looked for long after its month, among years of payments that did not
    CREATE INDEX outcome_failed ON outcome (county, run_id, payment_no) WHERE outcome = 'failed';

    -- A paid payment that went to the wrong account. The record made last is the one that is confirmed or stands open.
    CREATE TABLE misdirected (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      record_no integer NOT NULL CHECK (record_no > 0),
      amount_fen bigint NOT NULL CHECK (amount_fen > 0),
      receiver_hash bytea,
      receiver_sealed bytea,
      why text NOT NULL CHECK (why <> ''),
      maker text NOT NULL REFERENCES app_user,
      recorded_at timestamptz NOT NULL,
      CHECK ((receiver_hash IS NULL) = (receiver_sealed IS NULL)),
      PRIMARY KEY (county, run_id, payment_no, record_no),
      UNIQUE (county, run_id, payment_no, record_no, maker),
      FOREIGN KEY (county, run_id, payment_no) REFERENCES batch_payment
    );
    CREATE TABLE misdirected_confirmation (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      record_no integer NOT NULL,
      maker text NOT NULL,
      checker text NOT NULL REFERENCES app_user,
      confirmed_at timestamptz NOT NULL,
      CONSTRAINT misdirected_two_people CHECK (checker <> maker),
      PRIMARY KEY (county, run_id, payment_no),
      FOREIGN KEY (county, run_id, payment_no, record_no, maker)
        REFERENCES misdirected (county, run_id, payment_no, record_no, maker)
    );
    CREATE TABLE misdirected_repayment (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      payment_no text COLLATE "C" NOT NULL,
      repayment_no integer NOT NULL CHECK (repayment_no > 0),
      amount_fen bigint NOT NULL CHECK (amount_fen > 0),
      why text NOT NULL CHECK (why <> ''),
      actor text NOT NULL REFERENCES app_user,
      repaid_at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, payment_no, repayment_no),
      FOREIGN KEY (county, run_id, payment_no) REFERENCES misdirected_confirmation
    );

    -- account_* = the account chosen when it was put in; where it really went, the payments of the run say
    CREATE TABLE reissue (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      original_run_id bigint NOT NULL,
      original_attempt integer NOT NULL,
      original_payment_no text COLLATE "C" NOT NULL,
      ground text NOT NULL CHECK (ground IN ('failed', 'misdirected')),
      same_account boolean NOT NULL,
      account_owner bigint NOT NULL,
      account_from month NOT NULL,
      account_known bigint NOT NULL,
      why text,
      actor text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      withdrawn_at timestamptz,
      CHECK (run_id <> original_run_id),
      CONSTRAINT reissue_same_account CHECK (NOT same_account OR (ground = 'failed' AND why <> '')),
      PRIMARY KEY (county, run_id, original_run_id, original_payment_no),
      FOREIGN KEY (county, run_id) REFERENCES run,
      FOREIGN KEY (county, original_run_id, original_payment_no) REFERENCES batch_payment,
      FOREIGN KEY (county, original_run_id, original_attempt, original_payment_no) REFERENCES payment,
      FOREIGN KEY (county, account_owner, account_from, account_known) REFERENCES account_fact
    );
    CREATE UNIQUE INDEX reissue_once ON reissue (county, original_run_id, original_payment_no)
      WHERE withdrawn_at IS NULL;

    GRANT SELECT, INSERT ON misdirected, misdirected_confirmation, misdirected_repayment, reissue TO huimin_service;
    GRANT UPDATE (withdrawn_at) ON reissue TO huimin_service;

    CREATE FUNCTION refuse_reissue_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
        OR to_jsonb(NEW) - 'withdrawn_at' <> to_jsonb(OLD) - 'withdrawn_at' THEN
        RAISE EXCEPTION 'reissue is append-only' USING ERRCODE = 'restrict_violation';
      END IF;
      IF NOT EXISTS (SELECT FROM run WHERE county = NEW.county AND run_id = NEW.run_id AND state = 'void') THEN
        RAISE EXCEPTION 'a reissue is withdrawn only with its run' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER reissue_withdrawn_with_run BEFORE UPDATE OR DELETE ON reissue
      FOR EACH ROW EXECUTE FUNCTION refuse_reissue_change();

    -- what the bank paid or has not answered is never sent again, unless two people say that it went wrong
    CREATE FUNCTION refuse_reissue_of_paid() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM added a WHERE NOT EXISTS (
          SELECT FROM outcome_in_force o WHERE a.ground = 'failed' AND o.county = a.county
            AND o.run_id = a.original_run_id AND o.payment_no = a.original_payment_no AND o.outcome = 'failed')
        AND NOT EXISTS (
          SELECT FROM misdirected_confirmation c WHERE a.ground = 'misdirected' AND c.county = a.county
            AND c.run_id = a.original_run_id AND c.payment_no = a.original_payment_no)) THEN
        RAISE EXCEPTION 'only what failed or was misdirected is reissued' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER reissue_of_failed AFTER INSERT ON reissue REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_reissue_of_paid();

    CREATE FUNCTION refuse_repaid_beyond_claim() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM run WHERE county = NEW.county AND run_id = NEW.run_id FOR NO KEY UPDATE;
      IF (SELECT sum(amount_fen) FROM misdirected_repayment r WHERE r.county = NEW.county AND r.run_id = NEW.run_id
            AND r.payment_no = NEW.payment_no)
        > (SELECT m.amount_fen FROM misdirected m JOIN misdirected_confirmation c USING
            (county, run_id, payment_no, record_no)
           WHERE m.county = NEW.county AND m.run_id = NEW.run_id AND m.payment_no = NEW.payment_no) THEN
        RAISE EXCEPTION 'more repaid than was claimed' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER misdirected_repaid_within_claim AFTER INSERT ON misdirected_repayment
      FOR EACH ROW EXECUTE FUNCTION refuse_repaid_beyond_claim();
  `.execute(db)
  for (const table of ['misdirected', 'misdirected_confirmation', 'misdirected_repayment']) {
    await sql`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ${sql.table(table)}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`.execute(db)
  }
}
