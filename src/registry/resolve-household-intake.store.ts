import { carryOut, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { findingFor, STANDING } from './finding-intake.store.ts'

/** Sends households to the county of their area code; a number that another county has is refused. */
export async function resolveHouseholds(tx: Tx): Promise<void> {
  await carryOut(
    tx.client,
    findingFor(
      {
        code: 'households.other-county',
        cell: '家庭编号',
        value: sql`s.household_no`,
        message: sql`format('家庭编号 %s 已属于县区 %s,这一行的区划代码属于 %s。', s.household_no, h.county, left(s.area, 6))`,
        remedy: '请核对区划代码;确是另一户,请换一个家庭编号。',
      },
      sql`staged s JOIN LATERAL (
         SELECT county FROM household_fact WHERE household_no = s.household_no AND county <> left(s.area, 6) LIMIT 1
       ) h ON true WHERE ${STANDING}`,
    ),
  )
  await carryOut(
    tx.client,
    findingFor(
      {
        code: 'households.other-county',
        cell: '家庭编号',
        value: sql`s.household_no`,
        message: sql`format('家庭编号 %s 在同一文件中写了两个县区:%s 和 %s。', s.household_no, h.least, h.greatest)`,
        remedy: '请核对区划代码;确是两户,请用不同的家庭编号。',
      },
      sql`staged s JOIN (
         SELECT household_no, min(left(area, 6)) AS least, max(left(area, 6)) AS greatest FROM staged s WHERE ${STANDING}
         GROUP BY household_no HAVING min(left(area, 6)) <> max(left(area, 6))
       ) h ON h.household_no = s.household_no WHERE ${STANDING}`,
    ),
  )
  await refuseUnseenNumbers(tx)
  await carryOut(tx.client, sql`INSERT INTO target SELECT s.line, left(s.area, 6) FROM staged s WHERE ${STANDING}`)
}

/** Who is bound to counties does not see the others' households, but their numbers are taken all the same. */
async function refuseUnseenNumbers(tx: Tx): Promise<void> {
  await carryOut(
    tx.client,
    findingFor(
      {
        code: 'households.other-county',
        cell: '家庭编号',
        value: sql`s.household_no`,
        message: sql`format('家庭编号 %s 已属于另一个县区。', s.household_no)`,
        remedy: '请核对区划代码;确是另一户,请换一个家庭编号。',
      },
      sql`staged s WHERE bound_counties() IS NOT NULL AND household_taken_elsewhere(s.household_no, left(s.area, 6))
         AND ${STANDING}`,
    ),
  )
}

/** Sends rows to the county of the household they name; one that names an unknown household is refused. */
export async function resolveByHousehold(tx: Tx, kind: string): Promise<void> {
  await carryOut(
    tx.client,
    sql`
    INSERT INTO target SELECT s.line, h.county
    FROM staged s JOIN (
      SELECT DISTINCT f.household_no, f.county
      FROM (SELECT DISTINCT household_no FROM staged) n JOIN household_fact f ON f.household_no = n.household_no
    ) h ON h.household_no = s.household_no
    WHERE ${STANDING}`,
  )
  await carryOut(
    tx.client,
    findingFor(
      {
        code: `${kind}.household-unknown`,
        cell: '家庭编号',
        value: sql`s.household_no`,
        message: sql`format('家庭编号 %s 尚未登记。', s.household_no)`,
        remedy: '请先导入该家庭(households),再重新导入本文件;只有被拒收的行会重试。',
      },
      sql`staged s WHERE s.household_no IS NOT NULL AND ${STANDING}
         AND NOT EXISTS (SELECT FROM target t WHERE t.line = s.line)`,
    ),
  )
}
