import { carryOut, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { findingFor, STANDING } from './finding-intake.store.ts'
import type { IntakeTable } from './intake-tables.ts'

// OFFSET 0 keeps these probes of an index: without statistics of a day's new rows the planner joins tables instead
const IS_MEMBER = sql`EXISTS (
  SELECT FROM member_fact m WHERE m.county = p.county AND m.person_no = p.person_no OFFSET 0)`

/**
 * Sends rows that name no household to every county that knows the person, and the row of a 代领人 to the counties of
 * those who name them; who is known nowhere goes to `county`, else to the only county there is.
 */
export async function resolveByPerson(tx: Tx, table: IntakeTable, county: string | null): Promise<void> {
  await carryOut(
    tx.client,
    sql`
    INSERT INTO target SELECT s.line, p.county FROM staged s JOIN person p ON p.id_hash = s.person_hash WHERE ${STANDING}`,
  )
  if (table.persons.some(({ name }) => name === 'agent')) await followThoseWhoNameThem(tx)
  const nowhere = sql`staged s WHERE ${STANDING} AND NOT EXISTS (SELECT FROM target t WHERE t.line = s.line)`
  const fallback = county ?? (await onlyCounty(tx))
  if (fallback) {
    await carryOut(tx.client, sql`INSERT INTO target SELECT s.line, ${fallback} FROM ${nowhere}`)
    return
  }
  await carryOut(
    tx.client,
    findingFor(
      {
        code: `${table.kind}.county-unknown`,
        cell: '身份证号',
        value: sql`s.person_mask`,
        message: sql`format('%s 不在任何县区的家庭中,不知道归哪个县区。', s.person_mask)`,
        remedy: '请先导入本人所在家庭的成员,或用 --county 指明县区。',
      },
      nowhere,
    ),
  )
}

async function followThoseWhoNameThem(tx: Tx): Promise<void> {
  await carryOut(
    tx.client,
    sql`
    INSERT INTO target SELECT DISTINCT s.line, t.county
    FROM staged s JOIN staged payee ON payee.agent_hash = s.person_hash JOIN target t ON t.line = payee.line
    WHERE ${STANDING} AND NOT EXISTS (SELECT FROM target o WHERE o.line = s.line AND o.county = t.county)`,
  )
}

async function onlyCounty(tx: Tx): Promise<string | null> {
  const [first, second] = await tx.sql.selectFrom('county').select('county').limit(2).execute()
  return first && !second ? first.county : null
}

/** Sends enrolments that name only a person to the county in which the person is a member of a household. */
export async function resolveEnrolledPersons(tx: Tx): Promise<void> {
  await carryOut(
    tx.client,
    sql`
    INSERT INTO target SELECT s.line, p.county FROM staged s JOIN person p ON p.id_hash = s.person_hash
    WHERE s.household_no IS NULL AND ${STANDING} AND ${IS_MEMBER}`,
  )
  await carryOut(
    tx.client,
    findingFor(
      {
        code: 'enrolments.county-ambiguous',
        cell: '身份证号',
        value: sql`s.person_mask`,
        message: sql`format('%s 在不止一个县区有家庭(%s),不知道这项待遇归哪个县区。', s.person_mask, c.counties)`,
        remedy: '请补填家庭编号。',
      },
      sql`staged s JOIN (
         SELECT line, string_agg(county, '、' ORDER BY county) AS counties FROM target GROUP BY line HAVING count(*) > 1
       ) c ON c.line = s.line`,
    ),
  )
  await carryOut(
    tx.client,
    findingFor(
      {
        code: 'enrolments.other-county',
        cell: '待遇编号',
        value: sql`s.enrolment_no`,
        message: sql`format('待遇编号 %s 已属于县区 %s,这一行属于 %s。', s.enrolment_no, e.county, t.county)`,
        remedy: '请核对家庭编号和身份证号;确是另一项待遇,请换一个待遇编号。',
      },
      sql`staged s JOIN target t ON t.line = s.line JOIN (
         SELECT DISTINCT f.enrolment_no, f.county
         FROM (SELECT DISTINCT enrolment_no FROM staged) n JOIN enrolment_fact f ON f.enrolment_no = n.enrolment_no
       ) e ON e.enrolment_no = s.enrolment_no AND e.county <> t.county WHERE ${STANDING}`,
    ),
  )
}

/** Refuses rows whose person is not a member of any household of the county. */
export async function requireMembers(tx: Tx, kind: string): Promise<void> {
  await carryOut(
    tx.client,
    findingFor(
      {
        code: `${kind}.person-unknown`,
        cell: '身份证号',
        value: sql`s.person_mask`,
        message: sql`format('%s 不是已登记家庭的成员。', s.person_mask)`,
        remedy: '请先导入该成员(members)或更正身份证号,再重新导入本文件;只有被拒收的行会重试。',
      },
      sql`staged s LEFT JOIN target t ON t.line = s.line
       WHERE s.person_hash IS NOT NULL AND ${STANDING} AND NOT EXISTS (
         SELECT FROM person p WHERE p.county = t.county AND p.id_hash = s.person_hash AND ${IS_MEMBER} OFFSET 0)`,
    ),
  )
}

/** Makes persons known who were not, in the order of their hashes so that the order of rows changes nothing. */
export async function createPersons(tx: Tx, table: IntakeTable): Promise<void> {
  for (const { name, creates } of table.persons) {
    if (!creates) continue
    const [hash, sealed, birth] = [sql.ref(`s.${name}_hash`), sql.ref(`s.${name}_sealed`), sql.ref(`s.${name}_birth`)]
    await carryOut(
      tx.client,
      sql`
        INSERT INTO person (county, id_hash, id_sealed, birth)
        SELECT DISTINCT ON (t.county, ${hash}) t.county, ${hash}, ${sealed}, ${birth}
        FROM target t JOIN staged s ON s.line = t.line
        WHERE ${hash} IS NOT NULL AND ${STANDING}
          AND NOT EXISTS (SELECT FROM person p WHERE p.county = t.county AND p.id_hash = ${hash})
        ORDER BY t.county, ${hash}`,
    )
  }
}
