import { type Kysely, sql } from 'kysely'

/**
 * An account is sealed together with its owner's ID number, for a payment file needs both: opening is what an export does
 * longest. Accounts sealed by themselves stay as they are; the index finds out at once whether a county has any.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE account_fact ADD COLUMN owner_sealed boolean NOT NULL DEFAULT false;
    CREATE INDEX account_fact_sealed_alone ON account_fact (county) WHERE NOT owner_sealed;
  `.execute(db)
}
