import { type Kysely, sql } from 'kysely'

/**
 * A file's payments are claimed by one statement, tens of thousands at once. That each of them is a payment of the run
 * is looked at once for the whole statement: row by row the look-up took longer than writing the file.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE batch_payment DROP CONSTRAINT batch_payment_county_run_id_attempt_payment_no_fkey;
    CREATE FUNCTION refuse_unknown_payments() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM added a WHERE NOT EXISTS (
        SELECT FROM payment p WHERE p.county = a.county AND p.run_id = a.run_id AND p.attempt = a.attempt
          AND p.payment_no = a.payment_no)) THEN
        RAISE EXCEPTION 'a file names a payment that the run does not have' USING ERRCODE = 'foreign_key_violation';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER batch_payment_names_payments AFTER INSERT ON batch_payment REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_unknown_payments();
  `.execute(db)
}
