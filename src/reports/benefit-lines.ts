import { formatYuan } from '../kernel/money.ts'
import { inertText } from '../kernel/report-csv.ts'
import { programmeName } from '../policy/programmes.ts'

/** The columns of 发放明细, in their order. */
export const BENEFIT_LINE_COLUMNS = [
  '批次号',
  '行号',
  '县区',
  '乡镇',
  '村',
  '家庭编号',
  '姓名',
  '身份证号',
  '项目',
  '组成',
  '享受月份',
  '类型',
  '人数',
  '标准',
  '算式',
  '依据',
  '金额',
] as const

const TYPE_NAMES: Record<string, string> = { normal: '正常', arrears: '补发', recovery: '追回', reissue: '重发' }

/** One benefit line as stored, with whom it is for. */
export interface BenefitLine {
  readonly area: string
  readonly householdNo: string
  readonly name: string
  /** Masked, or in clear where somebody may see it. */
  readonly idNumber: string
  readonly programme: string
  readonly component: string
  readonly benefitMonth: string
  readonly type: string
  readonly persons: string
  readonly standardFen: string | null
  readonly formula: string
  readonly basis: string
  readonly amountFen: string
}

/** A line's cells in the order of the columns. */
export function benefitLineCells(run: string, lineNo: number, line: BenefitLine): string[] {
  return [
    run,
    String(lineNo),
    line.area.slice(0, 6),
    line.area.slice(0, 9),
    line.area,
    inertText(line.householdNo),
    inertText(line.name),
    line.idNumber,
    programmeName(line.programme),
    line.component,
    line.benefitMonth,
    TYPE_NAMES[line.type] ?? line.type,
    line.persons,
    line.standardFen === null ? '' : formatYuan(BigInt(line.standardFen)),
    inertText(line.formula),
    inertText(line.basis),
    formatYuan(BigInt(line.amountFen)),
  ]
}
