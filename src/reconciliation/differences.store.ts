import { copyOut } from '../db/copy.ts'
import { sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import { formatYuan } from '../kernel/money.ts'
import { inertText } from '../kernel/report-csv.ts'
import { programmeName } from '../policy/programmes.ts'
import { BREAK_CLASSES, BREAK_STATES, type BreakClass, type BreakState } from './break-class.ts'
import { NO_BANK } from './summary.ts'

export const DIFFERENCE_COLUMNS = [
  '类别',
  '补贴项目',
  '乡镇',
  '开户银行',
  '支付编号',
  '应有金额',
  '实有金额',
  '差额',
  '说明',
  '差异编号',
  '导出日期',
  '账龄(天)',
  '状态',
  '处理人',
  '处理说明',
]

/** One break as people read it. */
export interface Break {
  readonly id: string
  readonly class: BreakClass
  /** A programme's code; empty where the break is not of one. */
  readonly item: string
  readonly township: string
  readonly bank: string
  /** A file's number where the break is a whole file's; empty where nothing of ours was named. */
  readonly paymentNo: string
  readonly expectedFen: bigint
  readonly foundFen: bigint
  readonly note: string
  readonly exportedOn: string
  /** Days from the export until the bank answered, or until the day of the report. */
  readonly ageDays: number
  readonly state: BreakState
  readonly actor: string
  readonly why: string
}

type BreakRow = [
  id: string,
  kind: BreakClass,
  item: string,
  township: string,
  bank: string,
  paymentNo: string,
  expected: string,
  found: string,
  note: string,
  exportedOn: string,
  age: string,
  state: BreakState,
  actor: string,
  why: string,
]

/** The gathered breaks in the order of the report, many at a time. */
export async function* readBreaks(tx: Tx): AsyncGenerator<Break[]> {
  const query = sql`SELECT break_id, class, item, township, bank, payment_no, expected, found, note, exported_on, age_days,
    state, actor, why FROM break
    ORDER BY rank, item COLLATE "C", township COLLATE "C", bank COLLATE "C", payment_no COLLATE "C", break_id`
  for await (const rows of copyOut(tx.client, query)) yield rows.map((row) => toBreak(row as BreakRow))
}

function toBreak(row: BreakRow): Break {
  const [id, kind, item, township, bank, paymentNo, expected, found, note, exportedOn, age, state, actor, why] = row
  return {
    id,
    class: kind,
    item,
    township,
    bank,
    paymentNo,
    expectedFen: BigInt(expected),
    foundFen: BigInt(found),
    note: withoutPersonalNumbers(note),
    exportedOn,
    ageDays: Number(age),
    state,
    actor,
    why: withoutPersonalNumbers(why),
  }
}

/** The gathered breaks, each a row of 对账差异. */
export async function* differenceCells(tx: Tx): AsyncGenerator<string[][]> {
  for await (const breaks of readBreaks(tx)) yield breaks.map(cells)
}

function cells(one: Break): string[] {
  return [
    BREAK_CLASSES[one.class],
    one.item === '' ? '' : programmeName(one.item),
    one.township,
    inertText(one.bank || NO_BANK),
    one.paymentNo,
    formatYuan(one.expectedFen),
    formatYuan(one.foundFen),
    formatYuan(one.foundFen - one.expectedFen),
    inertText(one.note),
    inertText(one.id),
    one.exportedOn,
    String(one.ageDays),
    BREAK_STATES[one.state],
    inertText(one.actor),
    inertText(one.why),
  ]
}
