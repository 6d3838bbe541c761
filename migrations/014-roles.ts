import { type Kysely, sql } from 'kysely'

/**
 * Who may do what, said a second time by the database. The programme works as one of five roles, by who acts:
 * huimin_service (maker, checker), huimin_auditor (reads; writes audit rows only), huimin_admin (users, keys, registry and
 * documents; no money), and for users bound to counties huimin_county_service and huimin_county_auditor, who see and
 * write the rows of these counties only. Row-level security costs the other three nothing: they pass it by.
 * The connection names the actor (huimin.actor) and what proves him (huimin.token); where it names nobody, as in the
 * programme's own set-up, only privileges and constraints hold.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await users(db)
  await roles(db)
  await proofOfActors(db)
  await counties(db)
  await resealing(db)
}

async function users(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE app_user
      ADD COLUMN token_expires_at timestamptz,
      ADD COLUMN password text,
      ADD COLUMN failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
      ADD COLUMN locked_until timestamptz,
      ADD COLUMN disabled_at timestamptz,
      ADD COLUMN counties text[] CHECK (array_to_string(counties, ',') ~ '^[0-9]{6}(,[0-9]{6})*$'),
      ADD CONSTRAINT app_user_admin_everywhere CHECK (role <> 'admin' OR counties IS NULL);

    CREATE TABLE access_rule (
      rule text PRIMARY KEY CHECK (rule IN ('token-required')),
      holds boolean NOT NULL,
      set_by text NOT NULL,
      set_at timestamptz NOT NULL
    );
  `.execute(db)
}

async function roles(db: Kysely<unknown>): Promise<void> {
  await sql`
    DO $$
    DECLARE
      name text;
    BEGIN
      FOREACH name IN ARRAY ARRAY['huimin_auditor', 'huimin_admin', 'huimin_county_service', 'huimin_county_auditor'] LOOP
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
          END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
      END LOOP;
      PERFORM pg_advisory_xact_lock(hashtextextended('huimin roles', 0)); -- roles belong to all databases of a server
      FOREACH name IN ARRAY ARRAY['huimin_service', 'huimin_auditor', 'huimin_admin'] LOOP
        IF NOT (SELECT rolbypassrls FROM pg_roles WHERE rolname = name) THEN
          EXECUTE format('ALTER ROLE %I BYPASSRLS', name);
        END IF;
      END LOOP;
      IF NOT pg_has_role('huimin_county_service', 'huimin_service', 'USAGE') THEN
        GRANT huimin_service TO huimin_county_service;
      END IF;
      IF NOT pg_has_role('huimin_county_auditor', 'huimin_auditor', 'USAGE') THEN
        GRANT huimin_auditor TO huimin_county_auditor;
      END IF;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE EXCEPTION 'the roles are made by an administrator of the server: huimin db roles --print'
        USING ERRCODE = 'insufficient_privilege';
    END $$;

    GRANT USAGE ON SCHEMA public TO huimin_auditor, huimin_admin;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO huimin_auditor, huimin_admin;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO huimin_auditor, huimin_admin;
    GRANT INSERT ON audit TO huimin_auditor;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO huimin_admin;
    GRANT INSERT ON audit, app_user, access_rule, policy_revision, policy_document, intake, county, knowledge, person,
      household_fact, member_fact, income_fact, enrolment_fact, account_fact, match_fact, index_fact TO huimin_admin;
    GRANT UPDATE (knowledge) ON county TO huimin_admin;

    GRANT SELECT, INSERT ON access_rule TO huimin_service;
    GRANT UPDATE (holds, set_by, set_at) ON access_rule TO huimin_service, huimin_admin;
    GRANT UPDATE (role, token_hash, token_expires_at, password, failures, locked_until, disabled_at, counties)
      ON app_user TO huimin_service, huimin_admin;
    REVOKE INSERT ON kysely_migration, kysely_migration_lock FROM huimin_service;
    DO $$ BEGIN
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'huimin_app') THEN
        GRANT SELECT ON kysely_migration TO huimin_app; -- the login of a bureau's server looks whether the schema fits
      END IF;
    END $$;

    -- Who only reads may wait for an import to end, though a row lock asks for the right to change.
    CREATE FUNCTION lock_county(code text) RETURNS void LANGUAGE sql SECURITY DEFINER
      SET search_path = pg_catalog, public AS 'SELECT FROM public.county WHERE county = code FOR NO KEY UPDATE';
  `.execute(db)
}

async function proofOfActors(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION acting_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
      SELECT CASE WHEN disabled_at IS NULL THEN role ELSE 'nobody' END FROM app_user
      WHERE name = nullif(current_setting('huimin.actor', true), '') $$;

    -- Every change writes its audit row in the same transaction, so nothing is changed where this refuses.
    CREATE FUNCTION refuse_unproven_actor() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      acting text := coalesce(current_setting('huimin.actor', true), '');
      proof text := coalesce(current_setting('huimin.token', true), '');
      who app_user;
    BEGIN
      IF acting = '' THEN
        RETURN NEW;
      END IF;
      SELECT * INTO who FROM app_user WHERE name = acting;
      IF who.name IS NULL OR NEW.actor <> acting OR who.disabled_at IS NOT NULL THEN
        RAISE EXCEPTION 'nothing is changed in the name of somebody else' USING ERRCODE = 'insufficient_privilege';
      END IF;
      IF proof <> '' AND (who.token_hash IS DISTINCT FROM decode(proof, 'hex') OR who.token_expires_at <= now()) THEN
        RAISE EXCEPTION 'the token does not hold any more' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER audit_names_actor BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION refuse_unproven_actor();

    CREATE FUNCTION refuse_other_roles() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      role text := acting_role();
    BEGIN
      IF role IS NOT NULL AND role <> ALL (TG_ARGV) THEN
        RAISE EXCEPTION 'a % does not write %', role, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NULL;
    END $$;

    -- who the event names, whoever the connection says: a maker never approves, a checker never submits
    CREATE FUNCTION refuse_event_of_other_role() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      acting text := coalesce(nullif(current_setting('huimin.actor', true), ''), NEW.actor);
      role text := (SELECT u.role FROM app_user u WHERE u.name = NEW.actor AND u.disabled_at IS NULL);
    BEGIN
      IF NEW.actor <> acting OR role IS NULL OR NOT (CASE
          WHEN NEW.action IN ('calculate', 'submit', 'export') THEN role = 'maker'
          WHEN NEW.action IN ('approve', 'reject', 'close') THEN role = 'checker'
          ELSE role IN ('maker', 'checker') END) THEN
        RAISE EXCEPTION 'a % does not %', coalesce(role, 'nobody'), NEW.action USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER run_event_by_role BEFORE INSERT ON run_event
      FOR EACH ROW EXECUTE FUNCTION refuse_event_of_other_role();

    -- users are the administrator's; of one's own row, token and password are one's own
    CREATE FUNCTION refuse_user_change() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      acting text := coalesce(current_setting('huimin.actor', true), '');
    BEGIN
      IF acting = '' OR acting_role() = 'admin' THEN
        RETURN NEW;
      END IF;
      IF TG_OP = 'UPDATE' AND NEW.name = acting AND OLD.disabled_at IS NULL
        AND (NEW.name, NEW.role, NEW.counties, NEW.disabled_at) IS NOT DISTINCT FROM
          (OLD.name, OLD.role, OLD.counties, OLD.disabled_at) THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'users are changed by an administrator' USING ERRCODE = 'insufficient_privilege';
    END $$;
    CREATE TRIGGER app_user_by_admin BEFORE INSERT OR UPDATE ON app_user
      FOR EACH ROW EXECUTE FUNCTION refuse_user_change();
    CREATE TRIGGER access_rule_by_admin BEFORE INSERT OR UPDATE ON access_rule
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_roles('admin');
  `.execute(db)
  const writers: Record<string, readonly string[]> = {
    run: ['maker'],
    calculation: ['maker'],
    line: ['maker'],
    payment: ['maker'],
    batch: ['maker'],
    batch_payment: ['maker'],
    reissue: ['maker'],
    misdirected_confirmation: ['checker'],
    outcome_confirmation: ['checker'],
    return_withdrawal_confirmation: ['checker'],
  }
  for (const [table, allowed] of Object.entries(writers)) {
    await sql`
      CREATE TRIGGER written_by_role BEFORE INSERT ON ${sql.table(table)}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_roles(${sql.raw(allowed.map((role) => `'${role}'`).join(', '))})
    `.execute(db)
  }
}

async function counties(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- the counties that the actor is bound to; null where he is bound to none
    CREATE FUNCTION bound_counties() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
      SELECT counties || '000000'::text FROM app_user
      WHERE name = nullif(current_setting('huimin.actor', true), '') AND counties IS NOT NULL AND disabled_at IS NULL $$;

    -- Binds every table and view of a county to the counties of those who are bound; again after each new migration.
    CREATE FUNCTION bind_counties() RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      found record;
    BEGIN
      FOR found IN
        SELECT c.relname, c.relkind, c.relrowsecurity FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attname = 'county'
          AND NOT a.attisdropped
      LOOP
        IF found.relkind = 'v' THEN
          EXECUTE format('ALTER VIEW %I SET (security_invoker = true)', found.relname);
        ELSIF NOT found.relrowsecurity THEN
          EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', found.relname);
          EXECUTE format('CREATE POLICY own_counties ON %I TO huimin_county_service, huimin_county_auditor
            USING (county = ANY ((SELECT bound_counties())::text[]))', found.relname);
        END IF;
      END LOOP;
    END $$;
    REVOKE ALL ON FUNCTION bind_counties() FROM PUBLIC;
    SELECT bind_counties();

    -- A household's number is one county's only; who is bound to a county learns that a number is taken, not by whom.
    CREATE FUNCTION household_taken_elsewhere(number text, here text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
      SET search_path = pg_catalog, public AS
      'SELECT EXISTS (SELECT FROM public.household_fact WHERE household_no = number AND county <> here)';
  `.execute(db)
}

/**
 * Sealed numbers are sealed anew when the key changes, by the administrator alone, and nothing else of the row changes.
 * Whether the new bytes hold the same number the database cannot see; they open only for the row that they were made for.
 */
async function resealing(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION refuse_all_but_resealing() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      sealed text := TG_ARGV[0];
      old_row jsonb := to_jsonb(OLD);
      new_row jsonb := to_jsonb(NEW);
    BEGIN
      IF current_user IN ('huimin_service', 'huimin_county_service') OR coalesce(acting_role(), 'admin') <> 'admin'
        OR new_row - sealed <> old_row - sealed
        OR substr(new_row ->> sealed, 1, 6) = substr(old_row ->> sealed, 1, 6) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NEW;
    END $$;
  `.execute(db)
  for (const [table, column] of [
    ['person', 'id_sealed'],
    ['account_fact', 'account_sealed'],
    ['misdirected', 'receiver_sealed'],
  ] as const) {
    await sql`
      DROP TRIGGER append_only ON ${sql.table(table)};
      CREATE TRIGGER append_only BEFORE DELETE ON ${sql.table(table)}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER only_resealed BEFORE UPDATE ON ${sql.table(table)}
        FOR EACH ROW EXECUTE FUNCTION refuse_all_but_resealing(${sql.raw(`'${column}'`)});
      GRANT UPDATE (${sql.ref(column)}) ON ${sql.table(table)} TO huimin_admin;
    `.execute(db)
  }
}
