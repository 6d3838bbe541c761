import { type Fen, formatYuan } from '../kernel/money.ts'
import { inertText } from '../kernel/report-csv.ts'
import { programmeName } from '../policy/programmes.ts'
import { type Amounts, STAGES, type Stage, type SummaryRow, totalsOf } from './reconciled.store.ts'

const STAGE_NAMES: Record<Stage, string> = {
  approved: '核定',
  exported: '导出',
  paid: '成功',
  failed: '失败',
  unknown: '未回盘',
  held: '暂缓',
}
export const NO_BANK = '(无账户)'

/** 对账汇总: its header, its rows and 合计, in yuan. 差额 is zero in every row of a run that closes. */
export function summaryCells(rows: readonly SummaryRow[]): string[][] {
  const header = STAGES.flatMap((stage) => [`${STAGE_NAMES[stage]}笔数`, `${STAGE_NAMES[stage]}金额`])
  return [
    ['补贴项目', '乡镇', '开户银行', ...header, '差额'],
    ...rows.map((row) => [
      programmeName(row.item),
      row.township,
      inertText(row.bank || NO_BANK),
      ...stageCells(row),
      formatYuan(gapOf(row)),
    ]),
    [
      '合计',
      '',
      '',
      ...stageCells(totalsOf(rows)),
      formatYuan(rows.reduce((sum, row) => sum + absolute(gapOf(row)), 0n)),
    ],
  ]
}

function stageCells(amounts: Record<Stage, Amounts>): string[] {
  return STAGES.flatMap((stage) => [String(amounts[stage].payments), formatYuan(amounts[stage].fen)])
}

/** What is missing between approved, exported and answered; zero when approved = paid + failed + unknown + held. */
export function gapOf({ approved, exported, paid, failed, unknown, held }: Record<Stage, Amounts>): Fen {
  const notSent = approved.fen - exported.fen - held.fen
  const notAnswered = exported.fen - paid.fen - failed.fen - unknown.fen
  return absolute(notSent) + absolute(notAnswered)
}

function absolute(fen: Fen): Fen {
  return fen < 0n ? -fen : fen
}
