import type { Tx } from '../db/transaction.ts'
import { findingFor } from './finding-intake.ts'
import type { IntakeTable } from './intake-tables.ts'

/**
 * Finds rows of one key in one file: equal ones count once, with a warning on the others; different ones are all refused,
 * for nobody can tell which is meant.
 */
export async function findRepeatedRows(tx: Tx, table: IntakeTable): Promise<void> {
  const keys = keyExpressions(table)
  const names = keys.map((_, i) => `key${i}`)
  const keyed = keys.map((key, i) => `${key} AS ${names[i]}`).join(', ')
  const { rowCount } = await tx.client.query(`
    CREATE TEMPORARY TABLE repeated ON COMMIT DROP AS
    WITH again AS MATERIALIZED (
      SELECT ${keyed} FROM staged s GROUP BY ${names.join(', ')} HAVING count(*) > 1)
    SELECT unnest(lines) AS line, lines[1] AS first_line, versions,
           array_to_string(lines[1:5], '、') || CASE WHEN cardinality(lines) > 5 THEN ' 等' ELSE '' END AS shown
    FROM (
      SELECT array_agg(s.line ORDER BY s.line) AS lines, count(DISTINCT ${wholeRow(table)}) AS versions
      FROM staged s JOIN again ON ${keys.map((key, i) => `${key} = again.${names[i]}`).join(' AND ')}
      GROUP BY ${names.map((name) => `again.${name}`).join(', ')}) AS groups`)
  if (!rowCount) return
  await tx.client.query(conflicts(table))
  await tx.client.query(duplicates(table))
  await tx.client.query('INSERT INTO redundant SELECT line FROM repeated WHERE versions = 1 AND line <> first_line')
}

function conflicts({ kind }: IntakeTable): string {
  const finding = {
    code: `${kind}.conflict`,
    cell: '',
    value: 'NULL',
    message: "format('第 %s 行说的是同一件事,内容却不同,无法判断以哪一行为准。', s.shown)",
    remedy: '请只保留正确的一行后重新导入。',
  }
  return findingFor(finding, 'repeated s WHERE versions > 1')
}

function duplicates({ kind }: IntakeTable): string {
  const finding = {
    code: `${kind}.duplicate`,
    severity: 'warning' as const,
    cell: '',
    value: 'NULL',
    message: "format('与第 %s 行完全相同,只算一次。', s.first_line)",
    remedy: '不必处理;请留意文件是否重复拼接。',
  }
  return findingFor(finding, 'repeated s WHERE versions = 1 AND line <> first_line')
}

function keyExpressions({ keys, persons }: IntakeTable): string[] {
  const hashes = persons.filter(({ inKey }) => inKey).map(({ name }) => `coalesce(s.${name}_hash, ''::bytea)`)
  return [...keys.map((key) => `s.${key}`), ...hashes]
}

/** A fingerprint of all that a row says; sealed bytes differ each time, so the hashes stand for them. */
function wholeRow({ values, persons, account }: IntakeTable): string {
  const columns = [...values, ...persons.map(({ name }) => `${name}_hash`), ...(account ? ['account_hash'] : [])]
  return `md5(ROW(${columns.map((column) => `s.${column}`).join(', ')})::text)`
}
