import { type Cipher, personIdentity } from '../db/cipher.ts'
import { copyOut, literal, readBytea } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import { formatYuan } from '../kernel/money.ts'
import { addMonths } from '../kernel/month.ts'
import { inertText } from '../kernel/report-csv.ts'
import { maskIdNumber } from '../kernel/sensitive.ts'
import { programmeName } from '../policy/programmes.ts'
import { personNamesSql } from '../registry/person-names.ts'
import type { RunToReconcile } from './reconciled.store.ts'

export const CHANGE_COLUMNS = ['变动', '乡镇', '家庭编号', '姓名', '身份证号', '项目', '上月金额', '本月金额', '增减']

/** The approved regular run of the month before, or null in the system's first month. */
export async function previousRun(tx: Tx, run: RunToReconcile): Promise<RunToReconcile | null> {
  const month = addMonths(run.month, -1)
  const { rows } = await tx.client.query(
    `SELECT run_id, (SELECT e.attempt FROM run_event e WHERE e.county = r.county AND e.run_id = r.run_id
        AND e.action = 'approve' ORDER BY e.event_no DESC LIMIT 1) AS attempt
     FROM run r WHERE county = $1 AND month = $2 AND kind = 'regular'
       AND state IN ('approved', 'exported', 'settled', 'closed')`,
    [run.county, month],
  )
  return rows[0] ? { county: run.county, month, runId: rows[0].run_id, attempt: rows[0].attempt } : null
}

/**
 * Who is new, has left, or gets another amount than in the month before: per household or person and programme, by the
 * normal lines (arrears and recoveries belong to other months).
 */
export async function* changeCells(
  tx: Tx,
  cipher: Cipher,
  run: RunToReconcile,
  before: RunToReconcile,
): AsyncGenerator<string[][]> {
  await tx.client.query('DROP TABLE IF EXISTS pg_temp.change')
  await tx.client.query(`CREATE TEMPORARY TABLE change ON COMMIT DROP AS ${changesSql(run, before)}`)
  const { rows } = await tx.client.query('SELECT knowledge FROM county WHERE county = $1', [run.county])
  const names = personNamesSql('change', run.county, rows[0].knowledge)
  const query = `
    SELECT c.township, c.household_no, n.name, n.id_hash, n.id_sealed, c.programme, c.before_fen, c.now_fen
    FROM change c LEFT JOIN (${names}) n USING (person_no)
    ORDER BY c.township COLLATE "C", c.household_no COLLATE "C", c.beneficiary, c.programme COLLATE "C"`
  for await (const batch of copyOut(tx.client, query)) yield batch.map((row) => changeRow(cipher, row))
}

function changesSql(run: RunToReconcile, before: RunToReconcile): string {
  return `
    SELECT household_no, beneficiary, programme, coalesce(n.payee_no, b.payee_no) AS person_no,
      left(coalesce(n.area, b.area), 9) AS township, coalesce(b.fen, 0)::bigint AS before_fen,
      coalesce(n.fen, 0)::bigint AS now_fen
    FROM (${normalSql(run)}) n FULL JOIN (${normalSql(before)}) b USING (household_no, beneficiary, programme)
    WHERE n.fen IS DISTINCT FROM b.fen`
}

/** A supplement counts with its household, whose line has no person. */
function normalSql({ county, month, runId, attempt }: RunToReconcile): string {
  return `
    SELECT household_no, CASE WHEN programme IN ('urban-dibao', 'rural-dibao', 'taper') THEN 0 ELSE person_no END
        AS beneficiary, programme, min(CASE WHEN programme NOT IN ('urban-dibao', 'rural-dibao', 'taper')
        AND person_no > 0 THEN person_no ELSE payee_no END) AS payee_no, min(area) AS area, sum(amount_fen) AS fen
    FROM line WHERE county = ${literal(county)} AND run_month = ${literal(month)} AND run_id = ${literal(runId)}
      AND attempt = ${attempt} AND type = 'normal' GROUP BY 1, 2, 3`
}

function changeRow(cipher: Cipher, row: readonly (string | null)[]): string[] {
  const [township, household, name, idHash, idSealed, programme, before, now] = row
  const id = cipher.open(readBytea(idSealed!), personIdentity(readBytea(idHash!)))
  const [beforeFen, nowFen] = [BigInt(before!), BigInt(now!)]
  return [
    beforeFen === 0n ? '新增' : nowFen === 0n ? '退出' : '变动',
    township!,
    inertText(household!),
    inertText(name!),
    maskIdNumber(id),
    programmeName(programme!),
    formatYuan(beforeFen),
    formatYuan(nowFen),
    formatYuan(nowFen - beforeFen),
  ]
}
