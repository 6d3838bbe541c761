import { grouped } from '../kernel/grouped.ts'
import type { Fen } from '../kernel/money.ts'
import type { Balance } from './balances.ts'

/** The sum of a column of a file that was written, in fen. */
export type SumOf = (file: string, column: string) => Fen

const LINES = '发放/发放明细.csv'
const WHERE = '发放/明细去向.csv'
const PAYMENTS = '发放/支付清单.csv'
const FILES = '发放/发放文件.csv'
const SUMMARY = '对账/对账汇总.csv'
const TYPES = '对账/对账类型.csv'
const FAILED = '对账/失败明细.csv'
const UNKNOWN = '对账/未回盘.csv'
const RETURNED = '回盘/回盘结果.csv'
const DECIDED = '回盘/人工认定.csv'
const DEBITED = '回盘/银行借记.csv'

type Side = readonly (readonly [file: string, column: string])[]

/** Each left side is one sum, or several added up; so is each right side. */
const SIDES: readonly (readonly [left: Side, right: Side])[] = [
  [[[LINES, '金额']], [[WHERE, '金额']]],
  [[[LINES, '金额']], [[PAYMENTS, '金额']]],
  [[[LINES, '金额']], [[SUMMARY, '核定金额']]],
  [
    [[PAYMENTS, '金额']],
    ['成功金额', '失败金额', '未回盘金额', '暂缓金额'].map((column) => [PAYMENTS, column] as const),
  ],
  [[[FILES, '金额']], ['成功金额', '失败金额', '未回盘金额'].map((column) => [PAYMENTS, column] as const)],
  [[[FILES, '金额']], [[SUMMARY, '导出金额']]],
  [[[PAYMENTS, '成功金额']], [[SUMMARY, '成功金额']]],
  [
    [[PAYMENTS, '成功金额']],
    [
      [RETURNED, '有效成功金额'],
      [DECIDED, '有效成功金额'],
    ],
  ],
  [[[PAYMENTS, '失败金额']], [[SUMMARY, '失败金额']]],
  [
    [[PAYMENTS, '失败金额']],
    [
      [RETURNED, '有效失败金额'],
      [DECIDED, '有效失败金额'],
    ],
  ],
  [[[PAYMENTS, '失败金额']], [[FAILED, '金额']]],
  [[[PAYMENTS, '未回盘金额']], [[SUMMARY, '未回盘金额']]],
  [[[PAYMENTS, '未回盘金额']], [[UNKNOWN, '金额']]],
  [[[PAYMENTS, '暂缓金额']], [[SUMMARY, '暂缓金额']]],
  [[[TYPES, '核定金额']], [[SUMMARY, '核定金额']]],
]

/** Everything of a run that must add up to the fen; with a bank statement also what the banks debited. */
export function moneyBalances(sumOf: SumOf, { debited }: { readonly debited: boolean }): Balance[] {
  const sides = debited ? [...SIDES, [[[FILES, '金额']], [[DEBITED, '金额']]] as const] : SIDES
  return sides.map(([left, right]) => ({
    left: named(left),
    leftFen: total(sumOf, left),
    right: named(right),
    rightFen: total(sumOf, right),
  }))
}

/** `文件「列」+「列」 + 文件「列」`: a file is named once for all of its columns. */
function named(side: Side): string {
  const byFile = grouped(side, ([file]) => file)
  return [...byFile].map(([file, columns]) => file + columns.map(([, column]) => `「${column}」`).join('+')).join(' + ')
}

function total(sumOf: SumOf, side: Side): Fen {
  return side.reduce((sum, [file, column]) => sum + sumOf(file, column), 0n)
}

/** Which columns of the reconciliation's reports are added up for it. */
export const SUMMED_REPORTS: Readonly<Record<string, readonly string[]>> = {
  对账汇总: ['核定金额', '导出金额', '成功金额', '失败金额', '未回盘金额', '暂缓金额'],
  对账类型: ['核定金额'],
  失败明细: ['金额'],
  未回盘: ['金额'],
}
