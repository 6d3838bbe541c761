import type pg from 'pg'

const FILLED = ['person', 'account_fact', 'household_fact', 'member_fact', 'income_fact', 'enrolment_fact']

/**
 * Keys and indexes of the registry away while `work` fills its tables, and the very same ones made again afterwards from
 * whole tables, which takes a fraction of the time. A key that a foreign key leans on stays.
 */
export async function withoutIndexes(owner: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rows } = await owner.query<{ drop: string; make: string }>(
    `SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %s', i.indexrelid::regclass)
         ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', i.indrelid::regclass, c.conname) END AS drop,
       CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
         ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) END AS make
     FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')
     WHERE i.indrelid = ANY ($1::regclass[])
       AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.indexrelid)
     ORDER BY i.indexrelid`,
    [FILLED],
  )
  for (const { drop } of rows) await owner.query(drop)
  await work()
  await owner.query("SET maintenance_work_mem = '512MB'")
  for (const { make } of rows) await owner.query(make)
}
