import { type Kysely, sql } from 'kysely'

/** Official documents, verbatim and append-only: a run names the revision it used. Reference data, the same for every county. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE policy_revision (
      revision bigint PRIMARY KEY CHECK (revision > 0),
      loaded_at timestamptz NOT NULL,
      actor text NOT NULL
    );
    CREATE TABLE policy_document (
      revision bigint NOT NULL REFERENCES policy_revision,
      document text NOT NULL,
      sha256 text NOT NULL,
      file_name text NOT NULL,
      yaml text NOT NULL,
      PRIMARY KEY (revision, document)
    );
  `.execute(db)
}
