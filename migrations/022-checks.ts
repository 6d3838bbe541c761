import { type Kysely, sql } from 'kysely'

/** What a checker let pass although the bureau's own limits stop it: for one attempt of a run, with the reason. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE check_waiver (
      county county_code NOT NULL,
      run_id bigint NOT NULL,
      attempt integer NOT NULL,
      check_code text NOT NULL,
      subject text COLLATE "C" NOT NULL,
      says text NOT NULL CHECK (says <> ''),
      why text NOT NULL CHECK (why <> ''),
      actor text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, run_id, attempt, check_code, subject),
      FOREIGN KEY (county, run_id, attempt) REFERENCES calculation
    );
    GRANT SELECT, INSERT ON check_waiver TO huimin_service;
    GRANT SELECT ON check_waiver TO huimin_auditor;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON check_waiver
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER written_by_role BEFORE INSERT ON check_waiver
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_roles('checker');

    CREATE FUNCTION refuse_own_waiver() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM run WHERE county = NEW.county AND run_id = NEW.run_id AND maker = NEW.actor) THEN
        RAISE EXCEPTION 'who opened a run lets nothing of it pass' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER not_by_its_maker BEFORE INSERT ON check_waiver FOR EACH ROW EXECUTE FUNCTION refuse_own_waiver();
  `.execute(db)
}
