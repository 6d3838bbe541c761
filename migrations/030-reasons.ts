import { type Kysely, sql } from 'kysely'

/**
 * What an amount was worked out with, kept as data: `used` with each line, `citation` the articles that its first six
 * characters name, and with each open recovery the reason by itself. Lines of older versions do not tell, and are null.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE line ADD COLUMN used text COLLATE "C";

    CREATE TABLE citation (
      county county_code NOT NULL REFERENCES county,
      cites text COLLATE "C" NOT NULL,
      place smallint NOT NULL CHECK (place > 0),
      parameter text COLLATE "C" NOT NULL,
      document text NOT NULL,
      article text NOT NULL,
      PRIMARY KEY (county, cites, place)
    );
    GRANT SELECT, INSERT ON citation TO huimin_service;
    GRANT SELECT ON citation TO huimin_auditor, huimin_admin;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON citation
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER written_by_role BEFORE INSERT ON citation
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_roles('maker');

    ALTER TABLE open_recovery ADD COLUMN reason text NOT NULL DEFAULT '';
    ALTER TABLE open_recovery DISABLE TRIGGER USER;
    UPDATE open_recovery SET reason = coalesce(substring(basis from ';(?:补发|追回)原因:(.*)$'), '');
    ALTER TABLE open_recovery ENABLE TRIGGER USER;
  `.execute(db)
}
