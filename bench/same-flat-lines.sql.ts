import { FIGURES } from './example-county.ts'
import { literal } from './literal.ts'

const DOCUMENT = '示例惠测〔2025〕3号'

/** What the documents give per person: programme, 类别 or 残疾等级, 城乡, component, fen, article. */
const AMOUNTS: readonly (readonly [string, string, string | null, string, number, string])[] = [
  ...tekunBasic('urban', 103000, 134000),
  ...tekunBasic('rural', 82900, 107750),
  ...['分散', '集中'].flatMap((support) => [
    ['tekun', `${support}-自理`, null, 'tekun-care', 17600, '二'] as const,
    ['tekun', `${support}-半护理`, null, 'tekun-care', 44000, '二'] as const,
    ['tekun', `${support}-全护理`, null, 'tekun-care', 70440, '二'] as const,
  ]),
  ['orphan', '机构', null, 'orphan', 235000, '三'],
  ['orphan', '散居', null, 'orphan', 184800, '三'],
  ['unsupported-child', '', null, 'unsupported-child', 184800, '三'],
  ['hiv-child', '', null, 'hiv-child', 184800, '三'],
  ['child-in-difficulty', '', null, 'child-in-difficulty', 136400, '四'],
  ...[18500, 18500, 14500, 14500].map(
    (fen, i) => ['disability-living', String(i + 1), null, 'disability-living', fen, '五'] as const,
  ),
  ...[16700, 14000].map(
    (fen, i) => ['disability-nursing', String(i + 1), null, 'disability-nursing', fen, '六'] as const,
  ),
  ['education-grant', '专科', null, 'education-grant', 300000, '八'],
  ['education-grant', '本科', null, 'education-grant', 400000, '八'],
]

function tekunBasic(residence: string, scattered: number, centralised: number) {
  return ['自理', '半护理', '全护理'].flatMap((care) => [
    ['tekun', `分散-${care}`, residence, 'tekun-basic', scattered, '一'] as const,
    ['tekun', `集中-${care}`, residence, 'tekun-basic', centralised, '一'] as const,
  ])
}

const CHILDREN = "('orphan', 'unsupported-child', 'hiv-child', 'child-in-difficulty')"

/**
 * SQL for the month's lines per person, of who lives in the month and, where it is a child's, is not past the month of
 * the 18th birthday: household_no, person_no, programme, component, item, enrolment_no, area, standard, amount, formula,
 * basis. Reads the expressions `enrolment`, `family` and `alive`; `yuan` writes fen as yuan.
 */
export function flatLines(month: string, yuan: (fen: string) => string): string {
  const values = AMOUNTS.map(([programme, choice, residence, component, fen, article]) => {
    const texts = [programme, choice, residence, component].map((text) => literal(text)).join(', ')
    return `(${texts}, ${fen}::bigint, ${literal(`${DOCUMENT} ${article}`)})`
  })
  const standard = FIGURES.standardFen['urban-dibao']
  return `
    flat AS (
      SELECT e.*, f.area, f.residence, a.grade FROM enrolment e JOIN family f USING (household_no)
        JOIN alive a USING (household_no, person_no)
      WHERE e.person_no > 0 AND e.from_month <= ${literal(month)} AND (e.to_month IS NULL OR e.to_month >= ${literal(month)})
        AND (e.programme NOT IN ('temporary-assistance', 'education-grant', 'disaster-relief') OR e.from_month = ${literal(month)})
        AND (e.programme NOT IN ${CHILDREN} OR left(a.birth, 7) >= ${literal(FIGURES.youngBornFrom)})),
    flat_line AS (
      SELECT household_no, person_no, f.programme, component, item, enrolment_no, area, fen AS standard, fen AS amount,
        ${yuan('fen')} AS formula, basis
      FROM flat f JOIN (VALUES ${values.join(', ')}) v (programme, choice, at, component, fen, basis)
        ON v.programme = f.programme AND v.choice = CASE WHEN f.programme LIKE 'disability-%' THEN grade::text
          WHEN f.programme IN ('unsupported-child', 'hiv-child', 'child-in-difficulty') THEN '' ELSE class END
          AND (at IS NULL OR at = residence)
      UNION ALL
      SELECT household_no, person_no, programme, programme, item, enrolment_no, area, ${standard},
        round(${standard} * multiple::numeric)::bigint, ${yuan(`${standard}`)} || '×' || multiple,
        ${literal(`${DOCUMENT} 七;${FIGURES.topUpBasis}`)}
      FROM flat WHERE programme = 'temporary-assistance'
      UNION ALL
      SELECT household_no, person_no, programme, programme, item, enrolment_no, area, NULL, approved_fen,
        ${yuan('approved_fen')}, approval || ' 核定金额'
      FROM flat WHERE programme = 'disaster-relief')`
}
