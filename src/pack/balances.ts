import type { Fen } from '../kernel/money.ts'
import { formatYuan } from '../kernel/money.ts'

/** One thing that must add up: the sums of two columns, each named by file and column. */
export interface Balance {
  readonly left: string
  readonly leftFen: Fen
  readonly right: string
  readonly rightFen: Fen
}

export function balances({ leftFen, rightFen }: Balance): boolean {
  return leftFen === rightFen
}

export const BALANCE_COLUMNS = ['序号', '左边(文件「列」)', '左边金额', '右边(文件「列」)', '右边金额', '差额', '相符']

/** 核对表: each balance as a row. */
export function balanceCells(all: readonly Balance[]): string[][] {
  return all.map((one, i) => [
    String(i + 1),
    one.left,
    formatYuan(one.leftFen),
    one.right,
    formatYuan(one.rightFen),
    formatYuan(one.leftFen - one.rightFen),
    balances(one) ? '是' : '否',
  ])
}
