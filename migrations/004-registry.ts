import { type Kysely, sql } from 'kysely'

/**
 * The registry: two-dated, append-only facts. from_month says from when a row holds, known when the county knew it.
 * A later row of the same key replaces the whole earlier row from its own count of knowledge on; nothing is updated.
 * known and the person numbers of a fact never come from a file: the statement that appends it takes them from the locked
 * county row and by joining person, whose rows cannot go. Foreign keys on them would double the cost of an import.
 * ID and account numbers are stored sealed, beside a keyed hash for look-up and uniqueness.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE SEQUENCE person_no_seq AS bigint;
    CREATE TABLE person (
      county county_code NOT NULL REFERENCES county,
      person_no bigint NOT NULL DEFAULT nextval('person_no_seq') CHECK (person_no > 0),
      id_hash bytea NOT NULL,
      id_sealed bytea NOT NULL,
      birth day NOT NULL,
      PRIMARY KEY (county, person_no),
      UNIQUE (id_hash, county)
    );

    CREATE TABLE household_fact (
      county county_code NOT NULL,
      household_no text COLLATE "C" NOT NULL CHECK (household_no <> ''),
      from_month month NOT NULL,
      known bigint NOT NULL,
      head_no bigint NOT NULL,
      area area_code NOT NULL CHECK (left(area, 6) = county),
      residence text NOT NULL CHECK (residence IN ('urban', 'rural')),
      size integer NOT NULL CHECK (size > 0),
      address text,
      intake_no bigint NOT NULL,
      line bigint NOT NULL,
      PRIMARY KEY (county, household_no, from_month, known)
    );
    CREATE INDEX household_fact_by_number ON household_fact (household_no);

    CREATE TABLE member_fact (
      county county_code NOT NULL,
      household_no text COLLATE "C" NOT NULL,
      person_no bigint NOT NULL,
      from_month month NOT NULL,
      known bigint NOT NULL,
      name text NOT NULL CHECK (name <> ''),
      relation text NOT NULL,
      covered boolean NOT NULL,
      disability_kind text CHECK (disability_kind IN ('视力', '听力', '言语', '肢体', '智力', '精神', '多重')),
      disability_grade smallint CHECK (disability_grade BETWEEN 1 AND 4),
      gravely_ill boolean,
      lost_work_capacity boolean,
      single_parent boolean,
      in_school boolean,
      died_on day,
      left_month month,
      intake_no bigint NOT NULL,
      line bigint NOT NULL,
      PRIMARY KEY (county, household_no, person_no, from_month, known)
    );
    CREATE INDEX member_fact_by_person ON member_fact (county, person_no, known);

    -- person_no is null for an income of the family as a whole
    CREATE TABLE income_fact (
      county county_code NOT NULL,
      household_no text COLLATE "C" NOT NULL,
      person_no bigint,
      kind text NOT NULL CHECK (kind <> ''),
      from_month month NOT NULL,
      known bigint NOT NULL,
      monthly_fen bigint NOT NULL CHECK (monthly_fen >= 0),
      to_month month,
      intake_no bigint NOT NULL,
      line bigint NOT NULL,
      CONSTRAINT income_fact_key UNIQUE NULLS NOT DISTINCT (county, household_no, person_no, kind, from_month, known)
    );

    CREATE TABLE enrolment_fact (
      county county_code NOT NULL,
      enrolment_no text COLLATE "C" NOT NULL CHECK (enrolment_no <> ''),
      known bigint NOT NULL,
      programme text NOT NULL,
      household_no text COLLATE "C",
      person_no bigint,
      from_month month NOT NULL,
      to_month month,
      end_reason text,
      approval text NOT NULL,
      class text,
      approved_fen bigint CHECK (approved_fen >= 0),
      multiple text COLLATE "C" CHECK (multiple ~ '^[0-9]+([.][0-9]+)?$'),
      review_month month,
      intake_no bigint NOT NULL,
      line bigint NOT NULL,
      CHECK (household_no IS NOT NULL OR person_no IS NOT NULL),
      PRIMARY KEY (county, enrolment_no, known)
    );
    CREATE INDEX enrolment_fact_by_household ON enrolment_fact (county, household_no);
    CREATE INDEX enrolment_fact_by_person ON enrolment_fact (county, person_no);

    CREATE TABLE account_fact (
      county county_code NOT NULL,
      person_no bigint NOT NULL,
      from_month month NOT NULL,
      known bigint NOT NULL,
      holder text NOT NULL CHECK (holder <> ''),
      account_hash bytea NOT NULL,
      account_sealed bytea NOT NULL,
      account_kind text NOT NULL CHECK (account_kind IN ('存折', '社保卡')),
      bank text NOT NULL CHECK (bank <> ''),
      agent_no bigint,
      intake_no bigint NOT NULL,
      line bigint NOT NULL,
      PRIMARY KEY (county, person_no, from_month, known)
    );

    CREATE TABLE match_fact (
      county county_code NOT NULL,
      person_no bigint NOT NULL,
      source text NOT NULL CHECK (source <> ''),
      result text NOT NULL CHECK (result <> ''),
      found_on day NOT NULL,
      known bigint NOT NULL,
      note text,
      intake_no bigint NOT NULL,
      line bigint NOT NULL,
      PRIMARY KEY (county, person_no, source, result, found_on, known)
    );

    -- Indices bind an area prefix and belong to no county: known is the number of the import that brought them.
    CREATE TABLE index_fact (
      area text COLLATE "C" NOT NULL CHECK (area ~ '^[0-9]{0,12}$'),
      month month NOT NULL,
      index text NOT NULL CHECK (index IN ('consumer', 'food', 'low-income-living-cost')),
      known bigint NOT NULL REFERENCES intake,
      rise numeric NOT NULL,
      published_on day NOT NULL,
      line bigint NOT NULL,
      PRIMARY KEY (area, month, index, known)
    );
  `.execute(db)
}
