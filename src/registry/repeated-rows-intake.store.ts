import { carryOut, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { findingFor } from './finding-intake.store.ts'
import type { IntakeTable } from './intake-tables.ts'

/**
 * Finds rows of one key in one file: equal ones count once, with a warning on the others; different ones are all refused,
 * for nobody can tell which is meant.
 */
export async function findRepeatedRows(tx: Tx, table: IntakeTable): Promise<void> {
  const keys = keyExpressions(table).map((key, i) => ({ key, name: sql.ref(`key${i}`) }))
  const grouped = keys.map(({ name }) => sql`again.${name}`)
  const found = await carryOut(
    tx.client,
    sql`
      CREATE TEMPORARY TABLE repeated ON COMMIT DROP AS
      WITH again AS MATERIALIZED (
        SELECT ${sql.join(keys.map(({ key, name }) => sql`${key} AS ${name}`))} FROM staged s
        GROUP BY ${sql.join(keys.map(({ name }) => name))} HAVING count(*) > 1)
      SELECT unnest(lines) AS line, lines[1] AS first_line, versions,
             array_to_string(lines[1:5], '、') || CASE WHEN cardinality(lines) > 5 THEN ' 等' ELSE '' END AS shown
      FROM (
        SELECT array_agg(s.line ORDER BY s.line) AS lines, count(DISTINCT ${wholeRow(table)}) AS versions
        FROM staged s JOIN again ON ${sql.join(
          keys.map(({ key, name }) => sql`${key} = again.${name}`),
          sql` AND `,
        )}
        GROUP BY ${sql.join(grouped)}) AS groups`,
  )
  if (found === 0) return
  await carryOut(tx.client, conflicts(table))
  await carryOut(tx.client, duplicates(table))
  const again = sql`INSERT INTO redundant SELECT line FROM repeated WHERE versions = 1 AND line <> first_line`
  await carryOut(tx.client, again)
}

function conflicts({ kind }: IntakeTable): Statement {
  const finding = {
    code: `${kind}.conflict`,
    cell: '',
    value: sql`NULL`,
    message: sql`format('第 %s 行说的是同一件事,内容却不同,无法判断以哪一行为准。', s.shown)`,
    remedy: '请只保留正确的一行后重新导入。',
  }
  return findingFor(finding, sql`repeated s WHERE versions > 1`)
}

function duplicates({ kind }: IntakeTable): Statement {
  const finding = {
    code: `${kind}.duplicate`,
    severity: 'warning' as const,
    cell: '',
    value: sql`NULL`,
    message: sql`format('与第 %s 行完全相同,只算一次。', s.first_line)`,
    remedy: '不必处理;请留意文件是否重复拼接。',
  }
  return findingFor(finding, sql`repeated s WHERE versions = 1 AND line <> first_line`)
}

function keyExpressions({ keys, persons }: IntakeTable): Statement[] {
  const hashes = persons.filter(({ inKey }) => inKey).map(({ name }) => staged(`${name}_hash`))
  return [...keys.map(staged), ...hashes.map((hash) => sql`coalesce(${hash}, ''::bytea)`)]
}

/** A fingerprint of all that a row says; sealed bytes differ each time, so the hashes stand for them. */
function wholeRow({ values, persons, account }: IntakeTable): Statement {
  const columns = [...values, ...persons.map(({ name }) => `${name}_hash`), ...(account ? ['account_hash'] : [])]
  return sql`md5(ROW(${sql.join(columns.map(staged))})::text)`
}

function staged(column: string): Statement {
  return sql.ref(`s.${column}`)
}
