import { type Kysely, sql } from 'kysely'

/** A run's state moves with the event that says who moved it, or not at all: looked at when the transaction ends. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION refuse_state_without_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT EXISTS (SELECT FROM run_event e WHERE e.county = NEW.county AND e.run_id = NEW.run_id
                     AND e.event_no = NEW.event_no AND e.to_state = NEW.state) THEN
        RAISE EXCEPTION 'the state of a run was moved without an event' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER state_by_event AFTER UPDATE OF state, event_no ON run
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_state_without_event();
  `.execute(db)
}
