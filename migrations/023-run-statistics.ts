import { type Kysely, sql } from 'kysely'

/**
 * What a calculation adds to the payments of all years is told to the planner from a smaller sample: it has to know that
 * the run is there and how many months there are, and the sample's pages lie all over ten years.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION refresh_run_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public SET default_statistics_target = 10 AS $$
    BEGIN
      ANALYZE public.payment, public.payment_payee;
    END $$;
  `.execute(db)
}
