import { type Kysely, sql } from 'kysely'

/** Domains, counties with their count of knowledge, users, and the audit chain. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE DOMAIN month AS text COLLATE "C" CHECK (VALUE ~ '^[0-9]{4}-(0[1-9]|1[0-2])$');
    CREATE DOMAIN day AS text COLLATE "C" CHECK (VALUE ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$');
    CREATE DOMAIN county_code AS text COLLATE "C" CHECK (VALUE ~ '^[0-9]{6}$');
    CREATE DOMAIN area_code AS text COLLATE "C" CHECK (VALUE ~ '^[0-9]{12}$');

    -- knowledge counts the imports of a county. Every fact carries the count at which it became known, and the row is
    -- locked while an import runs, so that "as known at n" never changes once n has been handed out.
    CREATE TABLE county (
      county county_code PRIMARY KEY,
      knowledge bigint NOT NULL DEFAULT 0 CHECK (knowledge >= 0)
    );
    CREATE TABLE knowledge (
      county county_code NOT NULL REFERENCES county,
      known bigint NOT NULL CHECK (known > 0),
      recorded_at timestamptz NOT NULL,
      actor text NOT NULL,
      what text NOT NULL,
      PRIMARY KEY (county, known)
    );

    CREATE TABLE app_user (
      name text PRIMARY KEY CHECK (name <> ''),
      role text NOT NULL CHECK (role IN ('maker', 'checker', 'auditor', 'admin')),
      token_hash bytea,
      added_by text NOT NULL,
      added_at timestamptz NOT NULL
    );

    -- One chain per county ('000000' for what belongs to none): hash = SHA-256 over the previous hash and this row's text.
    CREATE TABLE audit (
      county county_code NOT NULL,
      audit_no bigint NOT NULL CHECK (audit_no > 0),
      at text NOT NULL,
      actor text NOT NULL,
      action text NOT NULL,
      detail text NOT NULL,
      previous text NOT NULL,
      hash text NOT NULL,
      PRIMARY KEY (county, audit_no)
    );
  `.execute(db)
}
