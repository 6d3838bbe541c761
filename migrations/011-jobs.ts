import { type Kysely, sql } from 'kysely'

/**
 * What the clock has to do and has done: one row per job, county and occurrence, so that several schedulers claim each
 * of them once. A row that is finished does not change any more; one that was left is taken up again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE job_occurrence (
      county county_code NOT NULL, -- '000000' for what belongs to none
      job text COLLATE "C" NOT NULL,
      occurrence text COLLATE "C" NOT NULL,
      due_on day NOT NULL,
      late boolean NOT NULL,
      claimed_at timestamptz NOT NULL,
      tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
      actor text NOT NULL,
      said text,
      result text CHECK (result IN ('done', 'problems')),
      finished_at timestamptz,
      CHECK ((finished_at IS NULL) = (result IS NULL)),
      PRIMARY KEY (county, job, occurrence)
    );
    GRANT SELECT, INSERT ON job_occurrence TO huimin_service;
    GRANT UPDATE (tries, actor, late, said, result, finished_at) ON job_occurrence TO huimin_service;
    CREATE TRIGGER finished_stays BEFORE UPDATE OR DELETE ON job_occurrence
      FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
  `.execute(db)
}
