import { type Kysely, sql } from 'kysely'

/**
 * Where an administrator demands tokens, the database asks for them too: nothing is written down in the name of somebody
 * who has shown none, and nothing about a county in nobody's name. Without them only an administrator works, while there
 * is no token yet, to give out the first; and a locked user is told by the login itself, which belongs to no county. The
 * owner, who migrates and restores, is nobody's user.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE OR REPLACE FUNCTION refuse_unproven_actor() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      acting text := coalesce(current_setting('huimin.actor', true), '');
      proof text := coalesce(current_setting('huimin.token', true), '');
      demanded boolean := EXISTS (SELECT FROM access_rule WHERE rule = 'token-required' AND holds);
      owner oid := (SELECT relowner FROM pg_class WHERE oid = TG_RELID);
      who app_user;
    BEGIN
      IF acting = '' THEN
        IF demanded AND NEW.county <> '000000' AND NOT pg_has_role(current_user, owner, 'USAGE') THEN
          RAISE EXCEPTION 'nothing of a county is changed in the name of nobody' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END IF;
      SELECT * INTO who FROM app_user WHERE name = acting;
      IF who.name IS NULL OR NEW.actor <> acting OR who.disabled_at IS NOT NULL THEN
        RAISE EXCEPTION 'nothing is changed in the name of somebody else' USING ERRCODE = 'insufficient_privilege';
      END IF;
      IF proof = '' AND demanded
        AND NOT (who.role = 'admin' AND NOT EXISTS (SELECT FROM app_user WHERE token_hash IS NOT NULL)) THEN
        RAISE EXCEPTION 'no token was shown' USING ERRCODE = 'insufficient_privilege';
      END IF;
      IF proof <> '' AND (who.token_hash IS DISTINCT FROM decode(proof, 'hex') OR who.token_expires_at <= now()) THEN
        RAISE EXCEPTION 'the token does not hold any more' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$;
  `.execute(db)
}
