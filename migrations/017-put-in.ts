import { type Kysely, sql } from 'kysely'

/** Households whose differences should not wait for the next regular run, put into a supplementary run by a person. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE put_in (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      household_no text COLLATE "C" NOT NULL,
      why text NOT NULL CHECK (why <> ''),
      actor text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, household_no),
      FOREIGN KEY (county, run_id) REFERENCES run
    );
    GRANT SELECT, INSERT ON put_in TO huimin_service;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON put_in
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  `.execute(db)
}
