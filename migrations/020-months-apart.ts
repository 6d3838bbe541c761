import { type Kysely, sql } from 'kysely'

/**
 * Lines and listings stand in one partition a month, so that a month costs the same after ten years as after one, and an
 * old month can be taken out whole (month_archive says so; the seal says whether it came back as it was). There is no
 * partition for whatever is left: a row of a month that nobody opened is refused, not put where nobody looks.
 * A row's own month is opened with its run, through open_month, for the service may not change the schema.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE month_archive (
      run_month month NOT NULL,
      event_no integer NOT NULL CHECK (event_no > 0),
      what text NOT NULL CHECK (what IN ('archived', 'restored')),
      lines bigint NOT NULL CHECK (lines >= 0),
      exceptions bigint NOT NULL CHECK (exceptions >= 0),
      sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      actor text NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (run_month, event_no)
    );
    GRANT SELECT ON month_archive TO huimin_service, huimin_auditor, huimin_admin;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON month_archive
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

    -- which of these months are not here any more: whoever needs their lines must not take them for none
    CREATE FUNCTION archived_months(months text[]) RETURNS SETOF text LANGUAGE sql STABLE AS $$
      SELECT run_month::text FROM month_archive a WHERE run_month = ANY (months) AND what = 'archived'
        AND NOT EXISTS (SELECT FROM month_archive later
          WHERE later.run_month = a.run_month AND later.event_no > a.event_no)
      ORDER BY 1 $$;
  `.execute(db)
  await sql`
    ALTER TABLE line RENAME TO line_of_all_months;
    ALTER INDEX line_pkey RENAME TO line_of_all_months_pkey;
    CREATE TABLE line (LIKE line_of_all_months INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
      PRIMARY KEY (county, run_month, run_id, attempt, household_no, person_no, programme, component, benefit_month, type))
      PARTITION BY LIST (run_month);

    ALTER TABLE exception RENAME TO exception_of_all_months;
    ALTER INDEX exception_pkey RENAME TO exception_of_all_months_pkey;
    ALTER INDEX exception_by_household RENAME TO exception_of_all_months_by_household;
    ALTER SEQUENCE exception_exception_no_seq RENAME TO exception_of_all_months_no_seq;
    CREATE TABLE exception (LIKE exception_of_all_months INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING IDENTITY,
      PRIMARY KEY (county, run_month, run_id, attempt, exception_no))
      PARTITION BY LIST (run_month);
    CREATE INDEX exception_by_household ON exception (county, household_no);
    SELECT setval('exception_exception_no_seq', last_value, is_called) FROM exception_of_all_months_no_seq;

    GRANT SELECT, INSERT ON line, exception TO huimin_service;
    GRANT USAGE ON SEQUENCE exception_exception_no_seq TO huimin_service, huimin_admin;
    GRANT SELECT ON line, exception TO huimin_auditor, huimin_admin;
  `.execute(db)
  await fences(db)
  await openMonth(db)
  await moveRows(db)
  await claims(db)
}

/** What holds for the whole holds for each month by itself, too: a statement that names the month fires only its own. */
async function fences(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION fence_lines(name text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
      IF name LIKE 'line%' THEN
        EXECUTE format('CREATE TRIGGER line_only_before_submission AFTER INSERT ON %I REFERENCING NEW TABLE AS added
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_lines_after_submission()', name);
        EXECUTE format('CREATE TRIGGER written_by_role BEFORE INSERT ON %I
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_roles(''maker'')', name);
      END IF;
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
      EXECUTE format('CREATE POLICY own_counties ON %I TO huimin_county_service, huimin_county_auditor
        USING (county = ANY ((SELECT bound_counties())::text[]))', name);
    END $$;
    REVOKE ALL ON FUNCTION fence_lines(text) FROM PUBLIC;
    SELECT fence_lines('line'), fence_lines('exception');
  `.execute(db)
}

/**
 * ATTACH lets others read and write the other months meanwhile, where CREATE … PARTITION OF would wait for them all.
 * A month that was archived is not opened empty: what it had would count as never lined up, and be paid again.
 */
async function openMonth(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION make_month(month text) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      whole text;
      part text;
    BEGIN
      IF month !~ '^[0-9]{4}-(0[1-9]|1[0-2])$' THEN
        RAISE EXCEPTION '% is no month', month USING ERRCODE = 'check_violation';
      END IF;
      FOREACH whole IN ARRAY ARRAY['line', 'exception'] LOOP
        part := whole || '_' || replace(month, '-', '');
        CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
        EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES,
          CONSTRAINT of_the_month CHECK (run_month = %L))', part, whole, month);
        PERFORM fence_lines(part);
        EXECUTE format('GRANT SELECT, INSERT ON public.%I TO huimin_service', part);
        EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES IN (%L)', whole, part, month);
        EXECUTE format('ALTER TABLE public.%I DROP CONSTRAINT of_the_month', part);
      END LOOP;
    END $$;
    REVOKE ALL ON FUNCTION make_month(text) FROM PUBLIC;

    CREATE FUNCTION open_month(month text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended('huimin open month ' || month, 0));
      IF EXISTS (SELECT FROM archived_months(ARRAY[month])) THEN
        RAISE EXCEPTION 'the month % is archived', month USING ERRCODE = 'object_not_in_prerequisite_state';
      END IF;
      PERFORM make_month(month);
    END $$;
    REVOKE ALL ON FUNCTION open_month(text) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION open_month(text) TO huimin_service;

    -- Of a table by month, the month that was just loaded; the whole, which joins are planned by, where the server can
    -- look at it without looking at every month again (from PostgreSQL 18 on).
    CREATE FUNCTION refresh_month_statistics(tables text[], month text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public SET default_statistics_target = 25 AS $$
    DECLARE
      name text;
    BEGIN
      FOREACH name IN ARRAY tables LOOP
        EXECUTE format('ANALYZE public.%I', name || '_' || replace(month, '-', ''));
        IF current_setting('server_version_num')::int >= 180000 THEN
          EXECUTE format('ANALYZE ONLY public.%I', name);
        END IF;
      END LOOP;
    END $$;
  `.execute(db)
}

/** What went through the triggers once does not go through them again. */
async function moveRows(db: Kysely<unknown>): Promise<void> {
  await sql`
    DO $$
    DECLARE
      month text;
      part text;
    BEGIN
      FOR month IN SELECT run.month FROM run UNION SELECT run_month FROM line_of_all_months
        UNION SELECT run_month FROM exception_of_all_months ORDER BY 1
      LOOP
        PERFORM make_month(month);
        part := 'line_' || replace(month, '-', '');
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', part);
        EXECUTE format('INSERT INTO %I SELECT * FROM line_of_all_months WHERE run_month = %L
          ORDER BY county, run_month, run_id, attempt, household_no, person_no', part, month);
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', part);
        EXECUTE format('INSERT INTO exception OVERRIDING SYSTEM VALUE SELECT * FROM exception_of_all_months
          WHERE run_month = %L ORDER BY county, run_month, run_id, attempt, exception_no', month);
      END LOOP;
    END $$;
    DROP TABLE line_of_all_months, exception_of_all_months;
  `.execute(db)
}

/**
 * Whoever works a run out on behalf of many machines holds the lock of its row meanwhile. The row itself says nothing:
 * a process that dies lets go of the lock, and nobody has to tidy up.
 */
async function claims(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE run_claim (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      PRIMARY KEY (county, run_id),
      FOREIGN KEY (county, run_id) REFERENCES run
    );
    GRANT SELECT, INSERT ON run_claim TO huimin_service;
    GRANT UPDATE (run_id) ON run_claim TO huimin_service; -- a row lock asks for the right to change
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON run_claim
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  `.execute(db)
}
