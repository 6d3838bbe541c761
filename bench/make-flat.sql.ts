import { chance, type Draw, oneOf } from './draw.ts'
import { COUNTY } from './example-county.ts'

const TEKUN = ['分散-自理', '分散-半护理', '分散-全护理', '集中-自理', '集中-半护理', '集中-全护理']

/**
 * Who is helped as a person, in the table `flat`: disabled members of all families, 特困 heads and children of
 * families that are not on dibao, and one-off help here and there.
 */
export function flatHelp(draw: Draw): string {
  const p = 'person_no'
  const none = 'NULL::text'
  const row = (programme: string, word: string, which: string, multiple = none, fen = 'NULL::bigint') => `
    SELECT n, person_no, household_no, ${programme} AS programme, ${word} AS class, ${multiple} AS multiple, ${fen} AS fen
    FROM relative JOIN family USING (n, household_no) WHERE ${which}`
  const disability = `CASE WHEN ${chance(draw, p, 91, 500)} THEN 'disability-living' ELSE 'disability-nursing' END`
  const child = `CASE k WHEN 3 THEN CASE WHEN ${chance(draw, p, 92, 500)} THEN 'orphan' ELSE 'unsupported-child' END
    WHEN 4 THEN 'child-in-difficulty' ELSE 'hiv-child' END`
  const care = oneOf(draw, p, 93, TEKUN)
  return `CREATE UNLOGGED TABLE flat AS
    ${row(disability, none, `standing < 970 AND ${isDisabled(draw)} AND ${chance(draw, p, 94, 800)}`)} UNION ALL
    ${row("'tekun'", care, 'k = 1 AND standing BETWEEN 970 AND 977')} UNION ALL
    ${row(child, oneOf(draw, p, 95, ['散居', '机构']), 'k > 2 AND standing BETWEEN 978 AND 989')} UNION ALL
    ${row("'temporary-assistance'", oneOf(draw, p, 96, ['重病', '教育']), `k = 1 AND ${chance(draw, p, 97, 4)}`, oneOf(draw, p, 98, ['3', '4.5', '6']))} UNION ALL
    ${row("'education-grant'", oneOf(draw, p, 99, ['专科', '本科']), `k > 2 AND ${chance(draw, p, 100, 10)}`)} UNION ALL
    ${row("'disaster-relief'", none, `k = 1 AND ${chance(draw, p, 101, 2)}`, none, `50000 + ${draw(p, 102, 100_000)}`)};
    ANALYZE flat`
}

/** Whether a person has a 残疾等级 at all. */
export function isDisabled(draw: Draw): string {
  return chance(draw, 'person_no', 20, 70)
}

/** The enrolments of `flat`; one-off help is given in the month that is measured. */
export function flatEnrolments(): string {
  return `INSERT INTO enrolment_fact (county, enrolment_no, known, programme, household_no, person_no, from_month, approval,
      class, multiple, approved_fen, intake_no, line)
    SELECT '${COUNTY}', 'P' || person_no || '-' || programme, 1, programme, household_no, person_no,
      CASE WHEN programme IN ('temporary-assistance', 'education-grant', 'disaster-relief') THEN '2026-07' ELSE '2024-01' END,
      '示例救〔2026〕' || person_no || '号', class, multiple, fen, 1, n FROM flat`
}
