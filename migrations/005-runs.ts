import { type Kysely, sql } from 'kysely'

/**
 * Runs and what happened to them. Events are append-only and each state change is one event; run.state repeats the last
 * one so that "one live run" can be a unique index. Maker and checker differ by constraint: the event that approves
 * carries the opener and the submitter of the event just before it, tied to the real ones by foreign keys.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE run (
      county county_code NOT NULL REFERENCES county,
      run_id bigint GENERATED ALWAYS AS IDENTITY,
      number text NOT NULL,
      month month NOT NULL,
      kind text NOT NULL CHECK (kind IN ('regular', 'price', 'supplementary')),
      sequence integer NOT NULL CHECK (sequence > 0),
      maker text NOT NULL,
      state text NOT NULL DEFAULT 'open' CHECK
        (state IN ('open', 'calculated', 'submitted', 'approved', 'exported', 'settled', 'closed', 'void')),
      event_no integer NOT NULL DEFAULT 0,
      opened_at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id),
      UNIQUE (county, number),
      UNIQUE (county, run_id, maker)
    );
    CREATE UNIQUE INDEX run_one_live ON run (county, kind, month, sequence) WHERE state <> 'void';

    CREATE TABLE run_event (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      event_no integer NOT NULL CHECK (event_no > 0),
      action text NOT NULL,
      from_state text NOT NULL,
      to_state text NOT NULL,
      actor text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      reason text,
      attempt integer,
      seal text,
      maker text NOT NULL,
      submit_no integer,
      submitter text,
      submit_action text CHECK (submit_action = 'submit'),
      PRIMARY KEY (county, run_id, event_no),
      UNIQUE (county, run_id, event_no, actor, action),
      FOREIGN KEY (county, run_id, maker) REFERENCES run (county, run_id, maker),
      FOREIGN KEY (county, run_id, submit_no, submitter, submit_action)
        REFERENCES run_event (county, run_id, event_no, actor, action),
      CONSTRAINT run_event_legal CHECK ((action, from_state, to_state) IN (
        ('calculate', 'open', 'calculated'), ('calculate', 'calculated', 'calculated'),
        ('submit', 'calculated', 'submitted'), ('approve', 'submitted', 'approved'),
        ('reject', 'submitted', 'open'), ('export', 'approved', 'exported'), ('settle', 'exported', 'settled'),
        ('close', 'settled', 'closed'), ('void', 'open', 'void'), ('void', 'calculated', 'void'),
        ('void', 'submitted', 'void'), ('void', 'approved', 'void'))),
      CONSTRAINT run_event_reason CHECK (action NOT IN ('reject', 'void') OR reason <> ''),
      CONSTRAINT run_event_seal CHECK (action NOT IN ('submit', 'approve') OR (seal IS NOT NULL AND attempt IS NOT NULL)),
      CONSTRAINT run_event_two_people CHECK (action <> 'approve' OR
        (submit_no IS NOT NULL AND submit_no = event_no - 1 AND submitter IS NOT NULL AND submit_action IS NOT NULL
          AND actor <> maker AND actor <> submitter))
    );

    -- One attempt at calculating a run: what it knew, and how far it has come. Progress moves with the lines of a chunk.
    CREATE TABLE calculation (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL CHECK (attempt > 0),
      actor text NOT NULL,
      known bigint NOT NULL,
      policy_revision bigint NOT NULL,
      index_known bigint NOT NULL,
      code_revision text NOT NULL,
      known_at timestamptz NOT NULL,
      usable_month month NOT NULL,
      first_month month NOT NULL,
      last_household text COLLATE "C",
      households bigint NOT NULL DEFAULT 0,
      persons bigint NOT NULL DEFAULT 0,
      lines bigint NOT NULL DEFAULT 0,
      total_fen bigint NOT NULL DEFAULT 0,
      exceptions bigint NOT NULL DEFAULT 0,
      finished_at timestamptz,
      PRIMARY KEY (county, run_id, attempt),
      FOREIGN KEY (county, run_id) REFERENCES run
    );
  `.execute(db)
}
