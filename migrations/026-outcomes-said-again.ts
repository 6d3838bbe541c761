import { type Kysely, sql } from 'kysely'

/**
 * What a return repeats is kept, too: when the return that said it first is taken back, the other one still says it. Of
 * several that say it the earliest holds.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE outcome ADD COLUMN again boolean NOT NULL DEFAULT false;
    CREATE OR REPLACE VIEW outcome_in_force AS
      SELECT o.county, o.run_id, o.payment_no, o.outcome, o.amount_fen, o.reason, o.return_no,
        NULL::integer AS decision_no
      FROM outcome o
      WHERE NOT EXISTS (SELECT FROM return_withdrawal_confirmation w
          WHERE w.county = o.county AND w.run_id = o.run_id AND w.return_no = o.return_no)
        AND NOT EXISTS (SELECT FROM outcome_confirmation c
          WHERE c.county = o.county AND c.run_id = o.run_id AND c.payment_no = o.payment_no)
        AND (NOT o.again OR NOT EXISTS (SELECT FROM outcome e
          WHERE e.county = o.county AND e.run_id = o.run_id AND e.payment_no = o.payment_no
            AND e.return_no < o.return_no
            AND NOT EXISTS (SELECT FROM return_withdrawal_confirmation w
              WHERE w.county = e.county AND w.run_id = e.run_id AND w.return_no = e.return_no)))
      UNION ALL
      SELECT d.county, d.run_id, d.payment_no, d.outcome, d.amount_fen, d.why, NULL::integer, d.decision_no
      FROM outcome_decision d
      JOIN outcome_confirmation c ON c.county = d.county AND c.run_id = d.run_id AND c.payment_no = d.payment_no
        AND c.decision_no = d.decision_no
      WHERE NOT EXISTS (SELECT FROM outcome_confirmation later WHERE later.county = d.county
        AND later.run_id = d.run_id AND later.payment_no = d.payment_no AND later.decision_no > d.decision_no);
  `.execute(db)
}
