import { chance, type Draw, oneOf } from './draw.ts'
import { COUNTY } from './example-county.ts'
import { isDisabled } from './make-flat.sql.ts'

/** When the first rows hold from: before any 渐退 of the county began. */
const FIRST = '2022-01'
/** Families by number; `after` is not among them. */
export interface FamilySpan {
  readonly after: number
  readonly upTo: number
}

/**
 * The families that everything else is made from: a number, how many members, where, and how they stand with dibao
 * (0–849 in force, 850–969 ended in 渐退, the rest ended otherwise or still to begin).
 */
export function families(draw: Draw, households: number): string {
  const size = draw('n', 1, 100)
  return `CREATE UNLOGGED TABLE family AS
    SELECT n, 'H' || lpad(n::text, 8, '0') AS household_no,
      CASE WHEN ${size} < 30 THEN 1 WHEN ${size} < 68 THEN 2 WHEN ${size} < 87 THEN 3 WHEN ${size} < 96 THEN 4 ELSE 5 END
        AS members,
      ${chance(draw, 'n', 2, 400)} AS urban,
      ${draw('n', 3, 1000)} AS standing,
      '${COUNTY}' || lpad((1 + ${draw('n', 4, 20)})::text, 3, '0') || lpad((1 + ${draw('n', 5, 15)})::text, 3, '0') AS area
    FROM generate_series(1, ${households}) n;
    ANALYZE family;
    CREATE UNLOGGED TABLE relative AS
    SELECT n, k, n * 8 + k AS person_no, household_no FROM family, generate_series(1, members) k ORDER BY n, k;
    ANALYZE relative`
}

/** Persons of some families with their birth days: heads from 24 to 92, partners from 18 to 85, children and young people. */
export function personsOf(draw: Draw, { after, upTo }: FamilySpan): string {
  const days = `CASE k WHEN 1 THEN date '1934-01-01' + ${draw('person_no', 1, 25_000)}
    WHEN 2 THEN date '1941-01-01' + ${draw('person_no', 2, 24_500)}
    ELSE date '2000-01-01' + ${draw('person_no', 3, 9_600)} END`
  return `SELECT person_no, to_char(${days}, 'YYYY-MM-DD') AS birth FROM relative
    WHERE n > ${after} AND n <= ${upTo} ORDER BY person_no`
}

/** Household rows; some move, grow or were corrected since, some change only after the month. */
export function householdFacts(draw: Draw): string {
  const row = (from: string, known: number, size: string, which: string) => `
    SELECT '${COUNTY}', household_no, '${from}', ${known}, n * 8 + 1, area, CASE WHEN urban THEN 'urban' ELSE 'rural' END,
      ${size}, '示例路', ${known}, n FROM family WHERE ${which}`
  return `INSERT INTO household_fact (county, household_no, from_month, known, head_no, area, residence, size, address,
      intake_no, line)
    ${row(FIRST, 1, `members + ${chance(draw, 'n', 10, 100)}::int`, 'true')} UNION ALL
    ${row('2026-04', 2, 'members + 1', chance(draw, 'n', 11, 50))} UNION ALL
    ${row('2026-11', 2, 'members + 2', chance(draw, 'n', 12, 10))} UNION ALL
    ${row(FIRST, 3, 'greatest(1, members - 1)', chance(draw, 'n', 13, 20))}`
}

/** Member rows; deaths and departures around the month, later rows that bring or withdraw them. */
export function memberFacts(draw: Draw): string {
  const p = 'person_no'
  const disabled = isDisabled(draw)
  const row = (from: string, known: number, ill: string, died: string, which: string) => `
    SELECT '${COUNTY}', household_no, ${p}, '${from}', ${known}, '示例' || ${p}, CASE k WHEN 1 THEN '户主' ELSE '其他' END,
      NOT ${chance(draw, p, 21, 30)},
      CASE WHEN ${disabled} THEN ${oneOf(draw, p, 22, ['视力', '肢体', '智力', '精神', '多重'])} END,
      CASE WHEN ${disabled} THEN 1 + ${draw(p, 23 + known, 4)} END,
      ${ill}, ${chance(draw, p, 27, 150)}, ${chance(draw, p, 28, 30)}, NULL::boolean, ${died},
      CASE WHEN ${chance(draw, p, 29, 12)} THEN '2026-0' || (5 + ${draw(p, 30, 5)}) END, ${known}, ${p}
    FROM relative WHERE ${which}`
  const died = `CASE WHEN ${chance(draw, p, 31, 8)} THEN '2026-0' || (4 + ${draw(p, 32, 4)}) || '-1' || ${draw(p, 33, 10)} END`
  const diedLater = `CASE WHEN ${chance(draw, p, 34, 200)} THEN '2026-05-11' END`
  const ill = `CASE WHEN ${draw(p, 35, 1000)} < 80 THEN true WHEN ${draw(p, 35, 1000)} < 600 THEN false END`
  return `INSERT INTO member_fact (county, household_no, person_no, from_month, known, name, relation, covered,
      disability_kind, disability_grade, gravely_ill, lost_work_capacity, single_parent, in_school, died_on, left_month,
      intake_no, line)
    ${row(FIRST, 1, ill, died, 'true')} UNION ALL
    ${row('2026-03', 2, chance(draw, p, 36, 400), 'NULL', chance(draw, p, 37, 40))} UNION ALL
    ${row('2026-10', 2, 'true', diedLater, chance(draw, p, 38, 10))} UNION ALL
    ${row(FIRST, 3, 'NULL::boolean', 'NULL', chance(draw, p, 39, 20))}`
}

const BANKS = ['示例农商银行', '示例邮储银行', '示例农业银行']

/** Who of some families has an account, and at which bank: nearly every head, and whoever is helped as a person. */
export function accountsOf(draw: Draw, { after, upTo }: FamilySpan): string {
  const within = `n > ${after} AND n <= ${upTo}`
  return `SELECT person_no, ${oneOf(draw, 'person_no', 40, BANKS)} AS bank FROM (
      SELECT n * 8 + 1 AS person_no FROM family WHERE ${within}
      UNION SELECT person_no FROM flat WHERE ${within}) payee
    WHERE NOT ${chance(draw, 'person_no', 41, 5)} ORDER BY person_no`
}
