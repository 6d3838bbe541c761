import { chance, type Draw } from './draw.ts'
import { COUNTY } from './example-county.ts'

/** Incomes: a pension of the head, wages of the second member, a transfer to the family; some ended or replaced. */
export function incomeFacts(draw: Draw): string {
  return `INSERT INTO income_fact (county, household_no, person_no, kind, from_month, known, monthly_fen, to_month,
      intake_no, line)
    ${incomeRows(draw, { question: 50, person: 'n * 8 + 1', kind: '养老金', perThousand: 700, least: 5000, spread: 40000 })}
    UNION ALL
    ${incomeRows(draw, { question: 60, person: 'n * 8 + 2', kind: '务工', perThousand: 500, least: 10000, spread: 80000 })}
    UNION ALL
    ${incomeRows(draw, { question: 70, person: 'NULL::bigint', kind: '转移性', perThousand: 400, least: 1000, spread: 29000 })}`
}

interface IncomeKind {
  readonly question: number
  readonly person: string
  readonly kind: string
  readonly perThousand: number
  readonly least: number
  readonly spread: number
}

function incomeRows(draw: Draw, { question, person, kind, perThousand, least, spread }: IncomeKind): string {
  const has = `${chance(draw, 'n', question, perThousand)} AND (members > 1 OR '${kind}' <> '务工')`
  const fen = (more: number) => `${least} + ${draw('n', question + more, spread)}`
  // most people's figures are whole yuan
  const amount = (more: number) =>
    `CASE WHEN ${chance(draw, 'n', question + 3, 600)} THEN (${fen(more)}) / 100 * 100 ELSE ${fen(more)} END`
  const row = (from: string, known: number, more: number, to: string, which: string) => `
    SELECT '${COUNTY}', household_no, ${person}, '${kind}', '${from}', ${known}, ${amount(more)}, ${to}, ${known}, n
    FROM family WHERE ${has} AND ${which}`
  const ended = `CASE WHEN ${chance(draw, 'n', question + 4, 30)} THEN '2026-03' END`
  const endedAgain = `CASE WHEN ${chance(draw, 'n', question + 5, 300)} THEN '2026-0' || (5 + ${draw('n', question + 6, 4)}) END`
  return `${row('2025-01', 1, 1, ended, 'true')} UNION ALL
    ${row('2026-04', 2, 2, endedAgain, chance(draw, 'n', question + 7, 50))} UNION ALL
    ${row('2025-01', 3, 8, 'NULL', chance(draw, 'n', question + 9, 20))}`
}

const APPROVED_FEN = 20_000

/**
 * Enrolments: dibao in force; dibao that ended in 渐退 one to twenty-five months ago with 核定金额, a few without it and
 * a few admitted again; dibao that ended otherwise or is still to begin. Some rows were corrected by a later import.
 */
export function enrolmentFacts(draw: Draw): string {
  const programme = "CASE WHEN urban THEN 'urban-dibao' ELSE 'rural-dibao' END"
  const endMonth = `to_char(date '2026-06-01' - make_interval(months => ${draw('n', 80, 25)}), 'YYYY-MM')`
  const approved = `CASE WHEN NOT ${chance(draw, 'n', 81, 10)} THEN ${APPROVED_FEN} + ${draw('n', 82, 120_000)} END`
  const row = (no: string, known: number, from: string, to: string, reason: string, fen: string, which: string) => `
    SELECT '${COUNTY}', '${no}' || lpad(n::text, 8, '0'), ${known}, ${programme}, household_no, ${from}, ${to}, ${reason},
      '示例救〔2025〕' || n || '号', ${fen}, ${known}, n FROM family WHERE ${which}`
  const isTaper = 'standing BETWEEN 850 AND 969'
  const none = 'NULL'
  return `INSERT INTO enrolment_fact (county, enrolment_no, known, programme, household_no, from_month, to_month, end_reason,
      approval, approved_fen, intake_no, line)
    ${row('E', 1, "'2024-01'", none, none, 'NULL::bigint', 'standing < 850')} UNION ALL
    ${row('E', 1, "'2022-03'", endMonth, "'渐退'", approved, isTaper)} UNION ALL
    ${row('F', 2, "'2026-06'", none, none, none, `${isTaper} AND ${chance(draw, 'n', 83, 20)}`)} UNION ALL
    ${row('E', 1, "'2024-01'", "'2026-02'", "'退出'", none, 'standing BETWEEN 970 AND 989')} UNION ALL
    ${row('E', 1, "'2026-09'", none, none, none, 'standing >= 990')} UNION ALL
    ${row('E', 3, "'2024-05'", none, none, none, `standing < 850 AND ${chance(draw, 'n', 84, 10)}`)} UNION ALL
    ${row('E', 3, "'2022-03'", endMonth, "'渐退'", `${APPROVED_FEN + 1}`, `${isTaper} AND ${chance(draw, 'n', 85, 10)}`)}`
}
