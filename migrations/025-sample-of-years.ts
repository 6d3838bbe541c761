import { type Kysely, sql } from 'kysely'

/**
 * The tables of all months together are told to the planner from a small sample: it has to know how many months there are
 * and how much a month holds, and each row of a sample is a page of its own somewhere in ten years. A sample of 7,500 of
 * lines and 3,000 of payments read more pages than the month itself.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE OR REPLACE FUNCTION refresh_month_statistics(tables text[], month text) RETURNS void LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, public SET default_statistics_target = 25 AS $$
    DECLARE
      name text;
    BEGIN
      FOREACH name IN ARRAY tables LOOP
        EXECUTE format('ANALYZE public.%I', name || '_' || replace(month, '-', ''));
      END LOOP;
      IF current_setting('server_version_num')::int >= 180000 THEN
        SET LOCAL default_statistics_target = 3;
        FOREACH name IN ARRAY tables LOOP
          EXECUTE format('ANALYZE ONLY public.%I', name);
        END LOOP;
      END IF;
    END $$;

    CREATE OR REPLACE FUNCTION refresh_run_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public SET default_statistics_target = 3 AS $$
    BEGIN
      ANALYZE public.payment, public.payment_payee;
    END $$;
  `.execute(db)
}
