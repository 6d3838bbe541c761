import { type Kysely, sql } from 'kysely'

/**
 * The programme works as huimin_service, which may append and read. It may change only the few columns that say how far
 * a county, a run, an attempt or a file has come. What was approved, sealed, sent and returned it can neither change nor
 * delete. The triggers are a second fence, for whoever connects as the owner.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'huimin_service') THEN
        CREATE ROLE huimin_service NOLOGIN;
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$;
    GRANT USAGE ON SCHEMA public TO huimin_service;
    GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO huimin_service;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO huimin_service;
    GRANT UPDATE (knowledge) ON county TO huimin_service;
    GRANT UPDATE (role, token_hash) ON app_user TO huimin_service;
    GRANT UPDATE (state, event_no) ON run TO huimin_service;
    GRANT UPDATE (last_household, households, persons, lines, total_fen, exceptions, finished_at)
      ON calculation TO huimin_service;
    GRANT UPDATE (published_at) ON batch TO huimin_service;

    -- Only an owner may ANALYZE; without figures about what was just loaded the planner takes loops for short ones.
    CREATE FUNCTION refresh_statistics(tables text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public SET default_statistics_target = 25 AS $$
    DECLARE
      name text;
    BEGIN
      FOREACH name IN ARRAY tables LOOP
        EXECUTE format('ANALYZE public.%I', name);
      END LOOP;
    END $$;

    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;

    CREATE FUNCTION refuse_lines_after_submission() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM (SELECT DISTINCT county, run_id FROM added) a JOIN run USING (county, run_id)
                 WHERE run.state NOT IN ('open', 'calculated')) THEN
        RAISE EXCEPTION 'lines of a submitted run cannot be added' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER line_only_before_submission AFTER INSERT ON line REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_lines_after_submission();

    CREATE FUNCTION refuse_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.action = 'approve' AND EXISTS (
        SELECT FROM run_event e WHERE e.county = NEW.county AND e.run_id = NEW.run_id AND e.actor = NEW.actor
          AND e.action IN ('calculate', 'submit')) THEN
        RAISE EXCEPTION 'maker and checker must differ' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER run_event_two_people BEFORE INSERT ON run_event
      FOR EACH ROW EXECUTE FUNCTION refuse_own_approval();
  `.execute(db)
  for (const table of [
    'knowledge',
    'audit',
    'policy_revision',
    'policy_document',
    'intake',
    'person',
    'household_fact',
    'member_fact',
    'income_fact',
    'enrolment_fact',
    'account_fact',
    'match_fact',
    'index_fact',
    'run_event',
    'line',
    'exception',
    'payment',
    'payment_payee',
    'payment_release',
    'batch_payment',
    'return_file',
    'outcome',
  ]) {
    await sql`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ${sql.table(table)}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`.execute(db)
  }
}
