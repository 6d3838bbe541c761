import { type Kysely, sql } from 'kysely'

/** What was imported when, by whom, from which bytes. Refused lines are kept by number only, so that they can be retried. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE intake (
      intake_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind text NOT NULL,
      file_name text NOT NULL,
      sha256 text NOT NULL,
      encoding text NOT NULL,
      rows bigint NOT NULL CHECK (rows >= 0),
      accepted bigint NOT NULL CHECK (accepted >= 0),
      unchanged bigint NOT NULL CHECK (unchanged >= 0),
      refused bigint NOT NULL CHECK (refused >= 0),
      refused_lines bigint[] NOT NULL DEFAULT '{}',
      actor text NOT NULL,
      recorded_at timestamptz NOT NULL
    );
    CREATE INDEX intake_by_bytes ON intake (kind, sha256);
  `.execute(db)
}
