import { type Kysely, sql } from 'kysely'

/**
 * Steps that nothing else tells apart when they are repeated: each is named by what it does, and its row stands or falls
 * with the step. Who loses the reply and asks again finds it here. (What a run, an import, a return or an export does is
 * named by the run's event, the file's bytes and the payments themselves.)
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE command (
      county county_code NOT NULL REFERENCES county,
      command_id text COLLATE "C" NOT NULL CHECK (command_id ~ '^[0-9a-f]{64}$'),
      what text NOT NULL CHECK (what <> ''),
      actor text NOT NULL REFERENCES app_user,
      at timestamptz NOT NULL,
      PRIMARY KEY (county, command_id)
    );
    GRANT SELECT, INSERT ON command TO huimin_service;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON command
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  `.execute(db)
}
